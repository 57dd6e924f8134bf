import ChildProcesses
import Foundation

/// Runs a peer: a script beside this file, in the environment that `sh Config/setup.sh --bench` makes.
enum Peer {
    private static let python = ".build/bench-venv/bin/python"

    /// The seconds that `script` says its work took.
    static func seconds(_ script: String, _ arguments: String...) throws -> Double {
        try answer(of: script, arguments, as: Double.self)
    }

    /// The JSON that `script` prints, of which a single number is the simplest.
    static func answer<Answer: Decodable>(
        of script: String, _ arguments: [String], as type: Answer.Type
    ) throws -> Answer {
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw BenchFailure("there is no \(python) to compare with; run: sh Config/setup.sh --bench")
        }
        let (status, output) = try ChildProcess.run(
            [python, "Tests/Benchmarks/Peers/\(script)"] + arguments, errors: .inherited)
        guard status == 0, let answer = try? JSONDecoder().decode(type, from: output) else {
            let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            throw BenchFailure("the peer \(script) ended with \(status) and said: \(text)")
        }
        return answer
    }
}

/// Why a bench has no figure.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
