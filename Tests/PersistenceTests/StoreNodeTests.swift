import Community
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What holds for nodes and their housekeeping on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreNodeTests {
    private let now = TestedStore.now
    private let length: Duration = .seconds(30)

    private func node(_ owner: String, files: String = "f", jobs: [String: String] = ["a": "1"], seenAt: Instant)
        -> NodeRecord
    {
        NodeRecord(
            owner: owner, version: "0.1.0", files: files, jobs: jobs, isServing: true, startedAt: now, seenAt: seenAt)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a node comes, is seen, and goes`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.keepNode(node("one", seenAt: now))
        try await store.keepNode(node("two", files: "g", jobs: ["ü": "2"], seenAt: now))
        try await store.keepNode(node("one", seenAt: now + .seconds(10)))
        let nodes = try await store.nodes()
        #expect(
            nodes == [node("one", seenAt: now + .seconds(10)), node("two", files: "g", jobs: ["ü": "2"], seenAt: now)])
        try await store.forgetNodes(["one", "three"])
        #expect(try await store.nodes().map(\.owner) == ["two"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `only the housekeeper forgets nodes, and only those that are gone`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.keepNode(node("one", seenAt: now))
        try await store.keepNode(node("two", seenAt: now + .seconds(100)))
        let old = try #require(try await store.acquireHousekeeping(as: "one", for: length, at: now))
        let later = now + .seconds(130)
        let new = try #require(try await store.acquireHousekeeping(as: "two", for: length, at: later))
        #expect(new.number == old.number + 1)
        await #expect(throws: LostHousekeeping(term: old)) {
            try await store.forgetNodes(notSeenSince: later, under: old, at: later)
        }
        await #expect(throws: LostHousekeeping(term: old)) {
            try await store.keepChore("prune", removed: 3, under: old, at: later)
        }
        #expect(try await store.chore("prune") == nil)
        #expect(try await store.nodes().count == 2)
        try await store.forgetNodes(notSeenSince: later - NodeRecord.life, under: new, at: later)
        #expect(try await store.nodes().map(\.owner) == ["two"])
        try await store.keepChore("prune", removed: 3, under: new, at: later)
        #expect(try await store.chore("prune")?.removed == 3)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a term is taken once, renewed only by its holder, and never after it ran out`(driver: TestedDriver)
        async throws
    {
        let place = try await TestedStore(driver)
        let stores = [try await place.open(), try await place.open()]
        let taken = try await withThrowingTaskGroup(of: HousekeepingTerm?.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await stores[number % 2].acquireHousekeeping(as: "n\(number)", for: length, at: now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
        }
        let term = try #require(taken.first)
        #expect(taken.count == 1 && term.number == 1)
        let store = stores[0]
        let stranger = HousekeepingTerm(holder: "nobody", number: 1)
        #expect(try await !store.renewHousekeeping(stranger, for: length, at: now))
        #expect(try await store.renewHousekeeping(term, for: length, at: now + .seconds(30)))
        #expect(try await store.acquireHousekeeping(as: "x", for: length, at: now + .seconds(60)) == nil)
        #expect(try await !store.renewHousekeeping(term, for: length, at: now + .seconds(61)))
        let next = try #require(try await store.acquireHousekeeping(as: "x", for: length, at: now + .seconds(61)))
        #expect(next.number == 2)
        #expect(try await !store.renewHousekeeping(term, for: length, at: now + .seconds(61)))
        try await store.resignHousekeeping(term)
        #expect(try await store.housekeeping()?.term == next)
        try await store.resignHousekeeping(next)
        #expect(try await store.acquireHousekeeping(as: "y", for: length, at: now + .seconds(62))?.number == 3)
    }

    @Test(arguments: TestedDriver.allCases)
    func `nothing is unwatched while a node with other files is at work`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let record = ScheduleRecord(
            job: JobID("nightly"), trigger: "t", zone: "", definition: "0 2 * * *", watermark: now, revision: 0)
        try await store.watch(record)
        try await store.keepNode(node("one", files: "mine", seenAt: now))
        try await store.keepNode(node("two", files: "theirs", seenAt: now))
        #expect(try await !store.unwatch([record], as: "one", files: "mine", at: now + .seconds(120)))
        #expect(try await store.schedules().map(\.definition) == ["0 2 * * *"])
        #expect(try await store.unwatch([record], as: "one", files: "mine", at: now + .seconds(121)))
        #expect(try await store.schedules().map(\.definition) == [""])
        try await store.watch(record)
        try await store.keepNode(node("two", files: "mine", seenAt: now + .seconds(121)))
        // What it said of itself before its own files changed does not count.
        try await store.keepNode(node("one", files: "before", seenAt: now + .seconds(121)))
        #expect(try await store.unwatch([record], as: "one", files: "mine", at: now + .seconds(121)))
        #expect(try await store.schedules().map(\.definition) == [""])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a trigger that two nodes read differently stays as it is while both are at work`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        func record(_ definition: String, at instant: Instant) -> ScheduleRecord {
            ScheduleRecord(
                job: JobID("nightly"), trigger: "t", zone: "", definition: definition, watermark: instant, revision: 0)
        }
        try await store.watch(record("0 2 * * *", at: now))
        try await store.keepNode(node("one", files: "mine", seenAt: now))
        try await store.keepNode(node("two", files: "theirs", seenAt: now))
        try await store.watch(record("0 3 * * *", at: now + .seconds(2)))
        #expect(try await store.schedules() == [record("0 2 * * *", at: now)])
        try await store.keepNode(node("two", files: "mine", seenAt: now + .seconds(10)))
        try await store.watch(record("0 3 * * *", at: now + .seconds(12)))
        let watched = try #require(try await store.schedules().first)
        #expect(watched.definition == "0 3 * * *" && watched.watermark == now + .seconds(12))
    }

    @Test func `a server has a clock of its own, a file has not`() async throws {
        #expect(try await TestedStore(.sqlite).open().serverTime() == nil)
        let time = try #require(try await TestedStore(.postgresql).open().serverTime())
        let start = try #require(Instant(iso8601: "2020-01-01T00:00:00Z"))
        #expect(time > start)
    }
}
