import ChildProcesses
public import Foundation
import Glibc
import Synchronization

/// A real server in a process of its own: a Python script that prints its port first, and then a line for whatever arrives.
public final class ScriptedServer: Sendable {
    public let port: Int
    private let process: ChildProcess
    private let lines: LineReader

    /// Starts `script` and waits for its port; its input ends with this process.
    public init(script: String, arguments: [String] = [], python: String = "/usr/bin/python3") throws {
        process = try ChildProcess([python, "-u", script] + arguments, input: .pipe, output: .pipe)
        lines = LineReader(process.output)
        guard let first = lines.next(), let port = Int(first) else {
            process.send(SIGTERM)
            throw CocoaError(.fileReadUnknown)
        }
        self.port = port
    }

    /// Waits for the next line that the server printed; nil when the server has ended.
    public func line() -> String? { lines.next() }

    deinit { process.kill() }
}

/// Reads lines from a pipe, one at a time.
public final class LineReader: Sendable {
    private let state: Mutex<(handle: FileHandle?, buffer: Data)>

    /// From no pipe at all nothing comes.
    public init(_ handle: FileHandle?) { state = Mutex((handle, Data())) }

    /// The next line without its end; nil at the end of the pipe.
    public func next() -> String? {
        state.withLock { state in
            while true {
                if let end = state.buffer.firstIndex(of: 10) {
                    let line = String(decoding: state.buffer[..<end], as: UTF8.self)
                    state.buffer.removeSubrange(...end)
                    return line
                }
                guard let chunk = state.handle?.availableData, !chunk.isEmpty else { return nil }
                state.buffer += chunk
            }
        }
    }
}
