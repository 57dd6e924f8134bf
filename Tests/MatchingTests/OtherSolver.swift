import Foundation
import TestSupport

/// Solvers of others, in the environment that `Config/setup.sh --tests` makes: one process for all instances of a kind.
enum OtherSolver {
    /// What the script said instead of an answer for each instance.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func answers<Instance: Encodable, Answer: Decodable>(
        _ kind: String, _ instances: [Instance], as type: Answer.Type = Answer.self
    ) async throws -> [Answer] {
        let folder = try TemporaryFolder()
        let encoder = JSONEncoder()
        let lines = try instances.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        try folder.write(lines.joined(separator: "\n"), to: "instances")
        let script = Repository.root + "/Tests/MatchingTests/Fixtures/solvers.py"
        let output = try await TestsEnvironment.run(script, [kind, folder.path + "/instances"])
        guard output.count == instances.count else {
            throw Failure(description: output.suffix(12).joined(separator: "\n"))
        }
        return try output.map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }
}
