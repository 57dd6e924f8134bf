import ChildProcesses
import Dispatch
import Foundation

/// The virtual environment with others' packages that `sh Config/setup.sh` makes, in which some tests check ours.
public enum TestsEnvironment {
    /// Why it cannot be used, and what to do.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description: String
    }

    /// Its Python.
    ///
    /// - Throws: `Unavailable` when it has not been made.
    public static func python() throws -> String {
        let folder = Repository.root + "/.build/tests-venv"
        guard FileManager.default.fileExists(atPath: folder + "/wanted") else {
            throw Unavailable(description: "there is no \(folder); run: sh Config/setup.sh --tests")
        }
        return folder + "/bin/python"
    }

    /// Runs a script to its end, on no thread that tests share, and gives the lines that it printed.
    public static func run(_ script: String, _ arguments: [String]) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try lines(of: script, arguments) })
            }
        }
    }

    private static func lines(of script: String, _ arguments: [String]) throws -> [String] {
        let output = try ChildProcess.run([try python(), script] + arguments, errors: .output).output
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
