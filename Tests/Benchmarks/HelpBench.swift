import Foundation

/// `milieu --help` as a whole process; the best of twenty, as the machine's other work only adds.
enum HelpBench: Bench {
    static let name = "help"
    static let summary = "milieu --help from start to end, whole process"

    static func measure(compare: Bool) async throws -> [Figure] {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
            "milieu")
        var times: [Double] = []
        for _ in 0..<20 {
            times.append(
                try await Stopwatch.seconds {
                    let process = Process()
                    process.executableURL = program
                    process.arguments = ["--help"]
                    process.standardOutput = FileHandle.nullDevice
                    try process.run()
                    process.waitUntilExit()
                })
        }
        let median = times.sorted()[10]
        return [
            Figure(bench: name, metric: "median of 20", value: median * 1_000, unit: "ms", conditions: "warm files")
        ]
    }
}
