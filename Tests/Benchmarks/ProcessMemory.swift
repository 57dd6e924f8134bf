import Foundation

/// What this process takes of the machine's memory, by proc(5).
enum ProcessMemory {
    /// A line of the process's status, which counts in units of 1,024 bytes; here 1,048,576.
    static func megabytes(_ field: String) throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("\(field):") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).compactMap({ Double($0) }).first
        else { throw BenchFailure("/proc/self/status does not say \(field)") }
        return kilobytes / 1_024
    }

    /// Lets VmHWM begin anew at what the process takes now.
    static func forgetPeak() throws {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else {
            throw BenchFailure("/proc/self/clear_refs cannot be written, so that no peak can be told")
        }
        try file.write(contentsOf: Data("5".utf8))
        try file.close()
    }
}
