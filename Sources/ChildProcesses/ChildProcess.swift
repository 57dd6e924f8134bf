public import Foundation
import Glibc
import Synchronization

/// Another program, in a process of its own.
///
/// Made of posix_spawn(3) and waitid(2): Foundation's `Process` looks for the end twenty times a second, and its waiting
/// thread shares without a lock what another one releases (swift-corelibs-foundation, pull request 3126), which ends a
/// program that waits for many. It gets the streams that are named and no other descriptor, no blocked or ignored signal,
/// and stays in this process's group, so that Ctrl-C reaches both.
public final class ChildProcess: Sendable {
    /// Where one of its three streams leads.
    public enum Stream: Sendable {
        /// Nowhere: what is read has ended, what is written is gone.
        case nothing
        /// Where this process's own leads.
        case inherited
        /// Here, by `input`, `output` or `errors`.
        case pipe
        /// For the errors: where the output leads.
        case output
        /// To a file, which is made, or emptied, first.
        case file(String)
        /// To a descriptor, which stays the caller's.
        case descriptor(Int32)
    }

    /// Why it did not start.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        /// `error`: The system's number of it.
        init(_ what: String, because error: Int32) { description = "\(what): \(String(cString: strerror(error)))" }
    }

    public let id: Int32
    /// What is written here it can read, when its input is a pipe; it is at the end once this is closed.
    public let input: FileHandle?
    /// What it writes can be read here, when its output is a pipe.
    public let output: FileHandle?
    /// The same for what goes wrong.
    public let errors: FileHandle?
    private let status = Mutex<Int32?>(nil)

    /// Starts it.
    ///
    /// `command`: The program, which is looked for in PATH when it has no slash, and its arguments. `folder`: Where it works;
    /// here when it is nil. `environment`: All of it; this process's own when it is nil.
    ///
    /// - Throws: `Failure` with the system's reason.
    public init(
        _ command: [String], in folder: String? = nil, environment: [String: String]? = nil, input: Stream = .nothing,
        output: Stream = .nothing, errors: Stream = .nothing
    ) throws {
        var streams = ChildStreams()
        self.input = try streams.add(input)
        self.output = try streams.add(output)
        self.errors = try streams.add(errors)
        id = try streams.start(command, in: folder, environment: environment ?? ProcessInfo.processInfo.environment)
    }

    /// Whoever lets go of one that runs leaves its end to the system, which keeps its number until this process ends.
    deinit { _ = ended() }

    /// Waits for its end, on the caller's thread.
    ///
    /// Returns what it ended with; 128 and the number of the signal when one ended it, as the shell says it; 255 where the
    /// system does not tell, as this process ignores the end of its children (sigaction(2), SA_NOCLDWAIT).
    @discardableResult
    public func wait() -> Int32 {
        while true {
            if let status = ended() { return status }
            var information = siginfo_t()
            // It stays to be asked for, so that nobody else can get its id before `status` is known.
            waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT)
        }
    }

    public var isRunning: Bool { ended() == nil }

    /// Sends it a signal; when it has ended, nobody.
    public func send(_ signal: Int32) {
        status.withLock { if $0 == nil { Glibc.kill(id, signal) } }
    }

    /// Ends it at once, whatever it does, and waits for that.
    public func kill() {
        send(SIGKILL)
        wait()
    }

    private func ended() -> Int32? {
        status.withLock { status in
            var word: Int32 = 0
            if status != nil { return status }
            switch waitpid(id, &word, WNOHANG) {
            case id:
                let signal = word & 0x7f
                status = signal == 0 ? (word >> 8) & 0xff : 128 + signal
            case -1 where errno == ECHILD: status = 255
            default: break
            }
            return status
        }
    }

    /// Runs a command to its end.
    ///
    /// `errors`: Anything but a pipe, which nobody would read.
    ///
    /// Returns its status as `wait` does, and what it wrote.
    public static func run(
        _ command: [String], in folder: String? = nil, environment: [String: String]? = nil, errors: Stream = .nothing
    ) throws -> (status: Int32, output: Data) {
        if case .pipe = errors {
            throw Failure("the errors of '\(command[0])' would be read by nobody", because: EINVAL)
        }
        let process = try ChildProcess(
            command, in: folder, environment: environment, output: .pipe, errors: errors)
        let output = try process.output?.readToEnd() ?? Data()
        return (process.wait(), output)
    }
}
