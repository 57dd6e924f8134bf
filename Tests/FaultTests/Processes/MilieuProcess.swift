import Foundation
import Glibc
import TestSupport

/// `milieu` in a process of its own, in a program's folder.
final class MilieuProcess: Sendable {
    static let program = Repository.root + "/.build/debug/milieu"

    private let process: Process
    private let lines: LineReader

    /// Starts it; `killedAfter` ends it with SIGKILL after that many seconds.
    init(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        killedAfter seconds: Double? = nil
    ) throws {
        var command = [Self.program] + arguments
        if let seconds { command = ["timeout", "-s", "KILL", String(seconds)] + command }
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
            .merging(environment) { $1 }
        let words = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = words
        try process.run()
        lines = LineReader(words.fileHandleForReading)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Waits for the next line on standard error that begins so; nil when the process has ended without one.
    func line(beginning words: String) -> String? {
        while let line = lines.next() {
            if line.hasPrefix(words) { return line }
        }
        return nil
    }

    /// Waits for the end; tells the exit status, or 128 and the number of the signal that ended it.
    func end() -> (status: Int32, words: String) {
        var words: [String] = []
        while let line = lines.next() { words.append(line) }
        process.waitUntilExit()
        let status = process.terminationStatus
        return (process.terminationReason == .uncaughtSignal ? 128 + status : status, words.joined(separator: "\n"))
    }

    /// The same, on a thread that no task needs.
    func ended() async -> (status: Int32, words: String) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.end()) }
        }
    }

    /// Stops it where it is, and waits until it stands still.
    func stop() {
        kill(process.processIdentifier, SIGSTOP)
        while process.isRunning, state != "T" { sched_yield() }
    }

    /// Lets it go on.
    func resume() { kill(process.processIdentifier, SIGCONT) }

    /// What Ctrl-C sends.
    func interrupt() { kill(process.processIdentifier, SIGINT) }

    /// Tells it to end.
    func terminate() { kill(process.processIdentifier, SIGTERM) }

    /// The third field of /proc/PID/stat, after the name in parentheses (proc(5)).
    private var state: Substring? {
        let stat = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
        return stat?.split(separator: ")").last?.split(separator: " ").first
    }
}
