import Foundation
import Persistence
import Scheduling
import TestSupport
import Testing

/// Days of a program under thousands of faults: two nodes crash, stand still, hear nothing and are told to stop, while the
/// clock jumps.
///
/// `MILIEU_FAULTS` sets how many faults there are, `MILIEU_FAULT_SEED` which ones; the seed of a failure is in its text.
@Suite(.serialized) struct RandomFaultTests {
    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    private static let faults = Int(setting("MILIEU_FAULTS") ?? 1_600)
    private static let seed = setting("MILIEU_FAULT_SEED") ?? UInt64.random(in: 0...999_999)

    private func problems(isPostgreSQL: Bool, faults: Int) async throws -> [String] {
        let world = try await FaultyWorld(seed: Self.seed, isPostgreSQL: isPostgreSQL)
        for node in world.nodes { await node.look() }
        world.faults.setRate(perThousand: 60)
        while world.faults.counts.values.reduce(0, +) < faults { await world.step() }
        let counts = world.faults.counts.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
        try await world.heal()
        let runs = try await world.everyRun()
        let states = Dictionary(grouping: runs, by: \.state).mapValues(\.count)
        print(
            "random faults, seed \(Self.seed), \(isPostgreSQL ? "PostgreSQL" : "SQLite"): \(counts.joined(separator: ", "));",
            "\((world.end - world.start).components.seconds / 86_400) days,", "\(runs.count) runs: \(states),",
            "\(world.nodes.map(\.crashes).reduce(0, +)) new processes")
        var problems = try await world.problems()
        if world.faults.counts.count < 8 { problems.append("not every kind of fault came: \(counts)") }
        if states[.succeeded, default: 0] < runs.count / 10 { problems.append("hardly anything ran: \(states)") }
        return problems
    }

    @Test(.timeLimit(.minutes(600))) func `after every fault all is decided, committed and asked once, on SQLite`()
        async throws
    {
        let problems = try await problems(isPostgreSQL: false, faults: Self.faults)
        #expect(problems.isEmpty, "seed \(Self.seed): \(problems.joined(separator: "\n"))")
    }

    @Test(.timeLimit(.minutes(600))) func `after every fault all is decided, committed and asked once, on PostgreSQL`()
        async throws
    {
        let problems = try await problems(isPostgreSQL: true, faults: Self.faults / 4)
        #expect(problems.isEmpty, "seed \(Self.seed): \(problems.joined(separator: "\n"))")
    }
}
