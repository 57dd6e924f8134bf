import Engine
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Nodes over one server whose machines' clocks differ by ten minutes.
@Suite(.timeLimit(.minutes(5))) struct SharedClockTests {
    /// One node: its machine's clock, and what it goes by.
    private struct Node {
        let engine: ProgramEngine
        let own: TestClock
        let clock: StoreClock
        let elapsed: TestMonotonicClock
    }

    private func node(
        _ owner: String, of program: ScriptedProgram, at address: String, ahead: Duration
    ) async throws -> Node {
        let database = try PostgreSQLDatabase(url: address)
        let (own, elapsed) = (TestClock("2026-01-01T00:00:00Z"), TestMonotonicClock())
        if let time = try await database.serverTime() { own.advance(by: time - own.now() + ahead) }
        let clock = StoreClock(of: database, own: own, elapsed: elapsed)
        try await clock.look()
        let store = try await Store.open(database, name: owner, now: clock.now())
        return Node(
            engine: program.engine(over: store, clock: clock, elapsed: elapsed, owner: owner), own: own, clock: clock,
            elapsed: elapsed)
    }

    @Test(arguments: [Duration.minutes(10), .minutes(-10)])
    func `a live claim of one is not taken by the other`(ahead: Duration) async throws {
        let (began, release) = (Latch(), Latch())
        let program = try await ScriptedProgram { _ in
            began.open()
            await release.wait()
            return Plan()
        }
        let address = try await PostgreSQLServer.shared.get().emptyStore()
        let one = try await node("one", of: program, at: address, ahead: ahead)
        let two = try await node("two", of: program, at: address, ahead: .zero - ahead)
        // Opening the second may have taken longer than a claim lasts.
        try await one.clock.look()
        try await two.clock.look()
        let id = try await one.engine.start(program.job(), inputs: [:]).id
        async let worked = one.engine.runDue()
        await began.wait()
        #expect(try await two.engine.runDue().isEmpty)
        #expect(try await two.engine.store.reapRuns(now: two.clock.now()).isEmpty)
        release.open()
        #expect(try await worked.map(\.state) == [.succeeded])
        let attempts = try await one.engine.store.attempts(ofRun: id)
        #expect(attempts.isEmpty, "only what came to nothing is noted: \(attempts)")
    }

    @Test func `by its own clock a node would have taken it`() async throws {
        let (began, release) = (Latch(), Latch())
        let program = try await ScriptedProgram { _ in
            began.open()
            await release.wait()
            return Plan()
        }
        let address = try await PostgreSQLServer.shared.get().emptyStore()
        let one = try await node("one", of: program, at: address, ahead: .zero)
        let two = try await node("two", of: program, at: address, ahead: .minutes(10))
        _ = try await one.engine.start(program.job(), inputs: [:])
        async let worked = one.engine.runDue()
        await began.wait()
        #expect(try await two.engine.store.reapRuns(now: two.own.now()).count == 1)
        release.open()
        #expect(try await worked.map(\.state) == [.ready])
    }

    @Test func `each time is decided once, and none before it has come`() async throws {
        let program = try await ScriptedProgram(
            job: "catch_up: 1h\ncatch_up_runs: all", on: "  schedule:\n    - { cron: \"* * * * *\" }")
        let address = try await PostgreSQLServer.shared.get().emptyStore()
        let nodes = [
            try await node("one", of: program, at: address, ahead: .minutes(10)),
            try await node("two", of: program, at: address, ahead: .minutes(-10)),
        ]
        for node in nodes { _ = try await node.engine.tick() }
        let began = try await nodes[0].engine.store.schedules().map(\.watermark)
        var reports: [TickReport] = []
        for _ in 0..<3 {
            for node in nodes { node.elapsed.advance(by: .minutes(2)) }
            reports += try await withThrowingTaskGroup { group in
                for node in nodes { group.addTask { try await node.engine.tick() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        let ended = try await nodes[0].engine.store.schedules().map(\.watermark)
        let minutes = zip(began, ended).map { $1.milliseconds / 60_000 - $0.milliseconds / 60_000 }
        #expect(minutes == [6])
        #expect(reports.flatMap(\.skipped).isEmpty)
        let started = reports.flatMap(\.started)
        #expect(Set(started.map(\.nominal)).count == 6 && started.count == 6)
        // A minute may have passed on the server between the first ticks; what it brought is none of these.
        let first = try #require(began.first)
        let kept = try await nodes[1].engine.store.runs(limit: 50).filter { $0.nominal > first }
        #expect(kept.map(\.nominal).sorted() == started.map(\.nominal).sorted())
        let latest = nodes.map { $0.clock.now() }.max()
        #expect(started.allSatisfy { $0.nominal <= latest ?? $0.nominal })
    }
}
