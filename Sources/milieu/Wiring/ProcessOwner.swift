import Foundation
import Glibc

/// Names this process as the holder of leases, and tells which holders are gone.
///
/// A name is `machine/boot/pid/start`, so that another process which was later given the same number is not taken for it.
enum ProcessOwner {
    static let current = name(of: getpid())

    /// Those of `owners` that ran on this machine and do not run any more.
    static func gone(_ owners: [String]) -> [String] {
        owners.filter { owner in
            let parts = owner.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == machine[...], let pid = pid_t(parts[2]) else { return false }
            return parts[1] != boot[...] || name(of: pid) != owner
        }
    }

    /// The host's name, the machine's own id (machine-id(5)) and the namespace that process ids count in: machines and
    /// containers may share a name.
    private static let machine = [
        ProcessInfo.processInfo.hostName.replacing("/", with: "-"), String(read("/etc/machine-id").prefix(8)),
        ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "").filter(\.isNumber),
    ].joined(separator: "~")
    private static let boot = read("/proc/sys/kernel/random/boot_id").prefix(8).description

    private static func name(of pid: pid_t) -> String {
        // The 22nd field of /proc/PID/stat, after the name in parentheses: the start in clock ticks (proc(5)).
        let stat = read("/proc/\(pid)/stat")
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        // One that has ended, and that its parent has not asked after, does nothing any more (state Z).
        let start = fields.count > 19 && fields[0] != "Z" ? String(fields[19]) : ""
        return "\(machine)/\(boot)/\(pid)/\(start)"
    }

    private static func read(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }
}
