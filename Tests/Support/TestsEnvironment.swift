import Foundation

/// The virtual environment with others' packages that `sh Config/setup.sh --tests` makes, in which some tests check ours.
public enum TestsEnvironment {
    /// Its Python, or nothing while it is not made: tests that need it run once for each.
    public static var pythons: [String] {
        let python = Repository.root + "/.build/tests-venv/bin/python"
        return FileManager.default.isExecutableFile(atPath: python) ? [python] : []
    }

    /// Runs a script to its end, and gives the lines that it printed.
    public static func run(_ python: String, _ script: String, _ arguments: [String]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script] + arguments
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").map(String.init)
    }
}
