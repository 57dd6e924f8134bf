import PluginKit
import TestSupport

/// One round of pairing for a whole program: rules, scores, the best assignment, and why.
enum ProgramBench: Bench {
    static let name = "program"
    static let summary = "200 newcomers and 60 mentors proposed and explained"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let world = PairingWorld.random(seed: 7, newcomers: 200, mentors: 60)
        let plugin = try PairingWorld.plugin()
        var times: [Double] = []
        var pairs = 0
        for _ in 0..<21 {
            times.append(try await Stopwatch.seconds { pairs = try await world.plan(with: plugin).proposals.count })
        }
        return [
            Figure(
                bench: name, metric: "median of 21", value: times.sorted()[10] * 1_000, unit: "ms",
                conditions: "\(pairs) pairs")
        ]
    }
}
