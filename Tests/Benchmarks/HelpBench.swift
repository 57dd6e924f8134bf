import Foundation

/// `milieu --help` as a whole process; the median of twenty, as the machine has other work.
enum HelpBench: Bench {
    static let name = "help"
    static let summary = "milieu --help from start to end, whole process"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
            "milieu")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw BenchFailure("there is no \(program.path); run: swift build -c release --product milieu")
        }
        var times: [Double] = []
        for _ in 0..<20 { times.append(try await Stopwatch.seconds { try runToEnd(program.path, "--help") }) }
        let median = times.sorted()[10]
        var figure = Figure(
            bench: name, metric: "median of 20", value: median * 1_000, unit: "ms", conditions: "warm files")
        if request.isComparing {
            figure.peer = "the same page by Python's argparse"
            figure.ratio = try Peer.seconds("help.py") / median
        }
        return [figure]
    }

    /// Foundation's `Process` notices an end only some 30 ms later, so this waits by itself.
    private static func runToEnd(_ program: String, _ argument: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(argument), nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawn(&child, program, &actions, nil, &arguments, environ) == 0 else {
            throw BenchFailure("\(program) cannot be started")
        }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        guard status == 0 else { throw BenchFailure("\(program) \(argument) ended with status \(status)") }
    }
}
