import Foundation
import Glibc

/// What this process has had of the machine's cores.
enum ProcessTime {
    /// User and system time of all threads, in microseconds (getrusage(2)).
    static var microseconds: Double {
        var usage = rusage()
        // RUSAGE_SELF of sys/resource.h.
        getrusage(0, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) * 1e6 + Double($1.tv_usec) }
    }

    /// The same of the living children of another process, to a hundredth of a second each (proc(5)).
    static func microseconds(ofChildrenOf parent: Int) -> Double {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil }.reduce(0) { sum, name in
            guard let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { return sum }
            // What follows the name: state, parent, and as the 12th and 13th user and system time.
            let fields = stat[end...].split(separator: " ").dropFirst().map { Double($0) ?? 0 }
            guard fields.count > 12, Int(fields[1]) == parent else { return sum }
            return sum + (fields[11] + fields[12]) * 1e6 / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }
}
