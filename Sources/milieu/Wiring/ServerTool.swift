import ChildProcesses
import Foundation
import Persistence

/// PostgreSQL's own programs for copies.
///
/// Where the server is, and the password, go through the environment and never through the command, which others on the
/// machine can read.
struct ServerTool {
    let database: PostgreSQLDatabase

    /// Why a copy was not made or not read, in a sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the program `name` to its end, and tells what it wrote.
    func run(_ name: String, _ arguments: [String]) throws -> String {
        guard let path = Self.path(of: name) else {
            throw Failure(
                description: "there is no '\(name)' here, which copies a store on PostgreSQL; install the package "
                    + "postgresql-client, in the server's version or a newer one")
        }
        // What is said goes to a file: a second pipe could fill while the first one is read.
        let words = FileManager.default.temporaryDirectory.appendingPathComponent("milieu-tool-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: words) }
        let (status, output) = try ChildProcess.run(
            [path] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(database.toolEnvironment) { $1 },
            errors: .file(words))
        guard status == 0 else {
            let said = (try? String(contentsOfFile: words, encoding: .utf8)) ?? ""
            let line = said.split(separator: "\n").first.map(String.init) ?? "it ended with \(status)"
            throw Failure(description: "'\(database.name)': \(line)")
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The newest of Debian's, as an older one refuses a newer server; else the one in PATH.
    private static func path(of name: String) -> String? {
        let debian = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = debian.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (path.isEmpty ? [] : newest + path).map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
