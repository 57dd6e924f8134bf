import ChildProcesses
import Foundation
import TestSupport

/// `Peers/slow_server.c`, compiled and running: endpoints that answer after a fixed delay.
final class SlowServer {
    let port: Int
    private let process: ChildProcess
    private let lines: LineReader

    /// `told`: How many requests have to wait for `waitUntilFull` to come back.
    init(delay: Duration, endpoints: Int, told: Int = 0) throws {
        process = try ChildProcess(
            [
                try CompiledPeer.path(of: "slow_server.c"), "\(Int(delay / .milliseconds(1)))", "\(endpoints)",
                "\(told)",
            ], input: .pipe, output: .pipe, errors: .inherited)
        lines = LineReader(process.output)
        guard let port = lines.next().flatMap({ Int($0) }) else { throw BenchFailure("slow_server.c did not start") }
        self.port = port
    }

    func waitUntilFull() { _ = lines.next() }

    deinit { try? process.input?.close() }

    /// The address of an endpoint by its number, as the server has them.
    static func address(_ number: Int) -> String { "127.1.\(number / 250).\(number % 250 + 1)" }
}

/// The peers in C, compiled with the system's compiler where the peers in Python are.
enum CompiledPeer {
    static func path(of source: String) throws -> String {
        let folder = ".build/bench-venv"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(source.prefix { $0 != "." })"
        let (status, output) = try ChildProcess.run(
            ["cc", "-O2", "-Wall", "-Werror", "-o", path, "Tests/Benchmarks/Peers/\(source)", "-lcurl"],
            errors: .output)
        guard status == 0 else {
            throw BenchFailure("\(source) cannot be compiled: \(String(decoding: output, as: UTF8.self))")
        }
        return path
    }
}
