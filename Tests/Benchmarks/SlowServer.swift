import Foundation
import TestSupport

/// `Peers/slow_server.c`, compiled and running: endpoints that answer after a fixed delay.
final class SlowServer {
    let port: Int
    private let process = Process()
    private let lines: LineReader
    private let input = Pipe()

    /// `told`: How many requests have to wait for `waitUntilFull` to come back.
    init(delay: Duration, endpoints: Int, told: Int = 0) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: try CompiledPeer.path(of: "slow_server.c"))
        process.arguments = ["\(Int(delay / .milliseconds(1)))", "\(endpoints)", "\(told)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        lines = LineReader(output.fileHandleForReading)
        guard let port = lines.next().flatMap({ Int($0) }) else { throw BenchFailure("slow_server.c did not start") }
        self.port = port
    }

    func waitUntilFull() { _ = lines.next() }

    deinit { try? input.fileHandleForWriting.close() }

    /// The address of an endpoint by its number, as the server has them.
    static func address(_ number: Int) -> String { "127.1.\(number / 250).\(number % 250 + 1)" }
}

/// The peers in C, compiled with the system's compiler where the peers in Python are.
enum CompiledPeer {
    static func path(of source: String) throws -> String {
        let folder = ".build/bench-venv"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(source.prefix { $0 != "." })"
        let (status, output) = try ForeignCommand.run([
            "cc", "-O2", "-Wall", "-Werror", "-o", path, "Tests/Benchmarks/Peers/\(source)", "-lcurl",
        ])
        guard status == 0 else { throw BenchFailure("\(source) cannot be compiled: \(output)") }
        return path
    }
}

/// A command run to its end.
enum ForeignCommand {
    static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
