import ChildProcesses
import Foundation
import Glibc
import TestSupport

/// `milieu` in a process of its own, in a program's folder.
final class MilieuProcess: Sendable {
    static let program = Repository.root + "/.build/debug/milieu"

    private let process: ChildProcess
    private let lines: LineReader

    /// Starts it; `killedAfter` ends it with SIGKILL after that many seconds.
    init(
        _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        killedAfter seconds: Double? = nil
    ) throws {
        var command = [Self.program] + arguments
        if let seconds { command = ["timeout", "-s", "KILL", String(seconds)] + command }
        process = try ChildProcess(
            command, in: folder.path,
            environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
                .merging(environment) { $1 },
            errors: .pipe)
        lines = LineReader(process.errors)
    }

    deinit { process.kill() }

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
        return (process.wait(), words.joined(separator: "\n"))
    }

    /// The same, on a thread that no task needs.
    func ended() async -> (status: Int32, words: String) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.end()) }
        }
    }

    /// Stops it where it is, and waits until it stands still.
    func stop() {
        process.send(SIGSTOP)
        while process.isRunning, state != "T" { sched_yield() }
    }

    /// Lets it go on.
    func resume() { process.send(SIGCONT) }

    /// What Ctrl-C sends.
    func interrupt() { process.send(SIGINT) }

    /// Tells it to end.
    func terminate() { process.send(SIGTERM) }

    /// The third field of /proc/PID/stat, after the name in parentheses (proc(5)).
    private var state: Substring? {
        let stat = try? String(contentsOfFile: "/proc/\(process.id)/stat", encoding: .utf8)
        return stat?.split(separator: ")").last?.split(separator: " ").first
    }
}
