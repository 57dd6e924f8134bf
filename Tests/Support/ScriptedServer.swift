public import Foundation
import Glibc
import Synchronization

/// A real server in a process of its own: a Python script that prints its port first, and then a line for whatever arrives.
public final class ScriptedServer: Sendable {
    public let port: Int
    private let process: Process
    private let lines: LineReader

    /// Starts `script` and waits for its port.
    public init(script: String, arguments: [String] = [], python: String = "/usr/bin/python3") throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-u", script] + arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        lines = LineReader(output.fileHandleForReading)
        guard let first = lines.next(), let port = Int(first) else {
            process.terminate()
            throw CocoaError(.fileReadUnknown)
        }
        self.port = port
    }

    /// Waits for the next line that the server printed; nil when the server has ended.
    public func line() -> String? { lines.next() }

    deinit { kill(process.processIdentifier, SIGKILL) }
}

/// Reads lines from a pipe, one at a time.
public final class LineReader: Sendable {
    private let state: Mutex<(handle: FileHandle, buffer: Data)>

    public init(_ handle: FileHandle) { state = Mutex((handle, Data())) }

    /// The next line without its end; nil at the end of the pipe.
    public func next() -> String? {
        state.withLock { state in
            while true {
                if let end = state.buffer.firstIndex(of: 10) {
                    let line = String(decoding: state.buffer[..<end], as: UTF8.self)
                    state.buffer.removeSubrange(...end)
                    return line
                }
                let chunk = state.handle.availableData
                if chunk.isEmpty { return nil }
                state.buffer += chunk
            }
        }
    }
}
