import Community
import Engine
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Nodes that notice each other, and the one that keeps house.
@Suite(.timeLimit(.minutes(5))) struct HousekeepingTests {
    private func engine(_ program: InventedProgram, _ owner: String) async throws -> ProgramEngine {
        try await InventedProgram.engine(in: program.folder, clock: program.clock, owner: owner)
    }

    private func job(_ cron: String) -> String {
        "name: X\non:\n  schedule:\n    - cron: \"\(cron)\"\nsteps:\n  - uses: reminder.send\n    with: { message: group.today }\n"
    }

    @Test func `two nodes with other files say so once, and once when they agree again`() async throws {
        let program = try await InventedProgram()
        let first = try await engine(program, "alpha/1/11/1")
        try program.folder.write(job("0 14 * * *"), to: "Jobs/x.yaml")
        try program.folder.write(job("0 15 * * *"), to: "Jobs/y.yaml")
        let second = try await engine(program, "beta/1/22/1")
        let one = NodePresence(engine: first, version: "0.1.0", isServing: true)
        let two = NodePresence(engine: second, version: "0.1.0", isServing: true)
        #expect(try await one.beat().isEmpty)
        #expect(
            try await two.beat() == [
                "node alpha (process 11) reads other job files than this one: only this one has 'x', 'y'; bring the folders together"
            ])
        #expect(
            try await one.beat() == [
                "node beta (process 22) reads other job files than this one: only that one has 'x', 'y'; bring the folders together"
            ])
        #expect(try await one.beat().isEmpty)
        first.use(second.catalog)
        #expect(try await one.beat() == ["all nodes read the same job files again"])
        #expect(try await one.beat().isEmpty)
        try await two.leave()
        #expect(try await program.store.nodes().map(\.owner) == ["alpha/1/11/1"])
    }

    @Test func `which job differs is told`() async throws {
        let program = try await InventedProgram()
        try program.folder.write(job("0 14 * * *"), to: "Jobs/x.yaml")
        let first = try await engine(program, "alpha")
        try program.folder.write(job("0 15 * * *"), to: "Jobs/x.yaml")
        let second = try await engine(program, "beta")
        _ = try await NodePresence(engine: first, version: "0.1.0", isServing: true).beat()
        let told = try await NodePresence(engine: second, version: "0.1.0", isServing: true).beat()
        #expect(told.first?.contains("they differ in 'x'; bring the folders together") == true)
    }

    @Test func `a node does not undo what another one watches`() async throws {
        let program = try await InventedProgram()
        let without = try await engine(program, "without")
        try program.folder.write(job("0 14 * * *"), to: "Jobs/x.yaml")
        let with = try await engine(program, "with")
        _ = try await NodePresence(engine: with, version: "0.1.0", isServing: true).beat()
        _ = try await with.tick()
        _ = try await without.tick()
        program.clock.move(to: "2026-11-19T13:59:00Z")
        _ = try await NodePresence(engine: with, version: "0.1.0", isServing: true).beat()
        _ = try await without.tick()
        program.clock.move(to: "2026-11-19T14:00:10Z")
        #expect(try await with.tick().started.contains { $0.job == JobID("x") })
        // Gone for two minutes, it has no say any more.
        program.clock.move(to: "2026-11-19T14:05:00Z")
        _ = try await without.tick()
        #expect(try await program.store.schedules().first { $0.job == JobID("x") }?.definition == "")
    }

    @Test func `one of two nodes prunes, at most once an hour`() async throws {
        let program = try await InventedProgram()
        let old = program.clock.now() - .days(401)
        try await program.store.addRun(
            RunRecord(
                id: "old", job: JobID("x"), jobRevision: "1", cause: .manual, trigger: "t", nominal: old, zone: "",
                state: .failed, dueAt: old, group: "", createdAt: old, finishedAt: old))
        try await program.store.keepNode(
            NodeRecord(
                owner: "gone", version: "0", files: "", jobs: [:], isServing: true, startedAt: old, seenAt: old))
        let one = Housekeeper(engine: try await engine(program, "one"))
        let two = Housekeeper(engine: try await engine(program, "two"))
        #expect(try await one.keepHouse() == 1)
        #expect(try await two.keepHouse() == nil)
        #expect(try await program.store.nodes().isEmpty)
        #expect(try await program.store.run("old") == nil)
        #expect(try await program.store.chore(Housekeeper.pruning)?.removed == 1)
        program.clock.advance(by: .minutes(59))
        #expect(try await one.keepHouse() == nil)
        try await one.resign()
        #expect(try await two.keepHouse() == nil)
        #expect(try await program.store.housekeeping()?.term == HousekeepingTerm(holder: "two", number: 2))
        program.clock.advance(by: .minutes(1))
        // Its term ran out meanwhile, which it learns first.
        #expect(try await two.keepHouse() == nil)
        #expect(try await two.keepHouse() == 0)
    }

    @Test func `the text of a job that is in use is kept again from day to day`() async throws {
        let program = try await InventedProgram()
        let engine = try await engine(program, "one")
        let job = try #require(engine.catalog.job(JobID("nightly-check-in")))
        _ = try await engine.tick()
        for _ in 0..<3 {
            let cutoff = program.clock.now() - .hours(12)
            program.clock.advance(by: .hours(25))
            _ = try await engine.tick()
            let batch = try await program.store.prune(
                .jobTexts, before: cutoff + .days(1), from: PruneCursor(), limit: 99, under: nil,
                at: program.clock.now())
            #expect(batch.removed == 0)
        }
        #expect(try await program.store.jobVersion(job.revision) != nil)
    }

    @Test func `a batch that others are in the way of is made smaller`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/milieu.db"
        let database = BusyDatabase(database: try SQLiteDatabase(path: path))
        let clock = TestClock("2026-11-19T12:00:00Z")
        let store = try await Store.open(database, name: path, now: clock.now())
        let old = clock.now() - .days(500)
        for number in 0..<450 {
            try await store.addRun(
                RunRecord(
                    id: "r\(number)", job: JobID("x"), jobRevision: "1", cause: .manual, trigger: "t", nominal: old,
                    zone: "", state: .skipped, dueAt: old, group: "", createdAt: old, finishedAt: old))
        }
        database.mostRows.withLock { $0 = 125 }
        let removed = try await Pruner(store: store, retention: Retention(), clock: clock).prune()
        #expect(removed[.runs] == 450)
        database.mostRows.withLock { $0 = 0 }
        try await store.addRun(
            RunRecord(
                id: "last", job: JobID("x"), jobRevision: "1", cause: .manual, trigger: "t", nominal: old, zone: "",
                state: .skipped, dueAt: old, group: "", createdAt: old, finishedAt: old))
        await #expect(throws: StoreError.busy(path: "")) {
            try await Pruner(store: store, retention: Retention(), clock: clock).prune()
        }
        #expect(try await store.run("last") != nil)
    }
}
