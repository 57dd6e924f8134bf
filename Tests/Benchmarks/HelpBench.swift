import Foundation

/// `milieu --help` as a whole process; the median of twenty, as the machine has other work.
enum HelpBench: Bench {
    static let name = "help"
    static let summary = "milieu --help from start to end, whole process"

    static func measure(compare: Bool) async throws -> [Figure] {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
            "milieu")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw BenchFailure("there is no \(program.path); run: swift build -c release --product milieu")
        }
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
        var figure = Figure(
            bench: name, metric: "median of 20", value: median * 1_000, unit: "ms", conditions: "warm files")
        if compare {
            figure.peer = "the same page by Python's argparse"
            figure.ratio = try Peer.seconds("help.py") / median
        }
        return [figure]
    }
}
