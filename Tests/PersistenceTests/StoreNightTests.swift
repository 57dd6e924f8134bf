import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What the store counts of a night, and who was in contact, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreNightTests {
    private let now = TestedStore.now

    @Test(arguments: TestedDriver.allCases)
    func `contact is kept in no order, once, and for as long as it is asked for`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let (ana, bo) = (MemberID("ana"), MemberID("bo"))
        #expect(try await !store.keepsContacts(since: now - .days(14)))
        try await store.noteContact(MemberPair(bo, ana), at: now - .days(20))
        #expect(try await !store.keepsContacts(since: now - .days(14)))
        for pair in [MemberPair(ana, bo), MemberPair(bo, ana)] { try await store.noteContact(pair, at: now) }
        try await store.noteContact(MemberPair(ana, MemberID("joana")), at: now - .days(1))
        #expect(try await store.keepsContacts(since: now - .days(14)))
        let contacts = try await store.contacts(since: now - .days(14))
        #expect(contacts[ana] == [bo, MemberID("joana")] && contacts[bo] == [ana])
    }

    /// A run of a job on a day, and how it ended.
    private func run(_ store: Store, _ job: String, day: Int64, _ end: RunState) async throws {
        let at = now + .days(day)
        let id = "\(job)\(day)"
        try await store.addRun(
            RunRecord(
                id: id, job: JobID(job), jobRevision: "1", cause: .schedule, trigger: "", nominal: at, zone: "",
                state: .ready, dueAt: at, inputs: [:], group: "", createdAt: at))
        let lease = Lease(owner: "one", until: at + .seconds(30))
        let claim = try await store.claimRun(now: at, lease: lease, only: id)
        var commit = StepCommit(
            run: id, epoch: claim?.epoch ?? 0, step: "a",
            progress: RunProgress(
                state: end, stepIndex: 1, dueAt: at, stepEnd: .done, now: at, leaseUntil: lease.until))
        commit.leftOut = [LeftOut(member: MemberID("ana"), gate: "paused", reason: "paused")]
        commit.messages = [
            OutboxMessage(
                id: "m\(id)", run: id, job: job, step: "a", member: MemberID("bo"), channel: "screen",
                message: MessageID("m"), values: [:], ask: nil, purpose: .reminders, dueAt: at,
                expiresAt: at + .hours(1), createdAt: at)
        ]
        try await store.commit(commit)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a night is counted from its beginning up to its end`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await run(store, "one", day: 0, .succeeded)
        try await run(store, "one", day: 1, .failed)
        try await run(store, "two", day: 1, .succeeded)
        let night = try await store.nightFigures(from: now + .days(1), to: now + .days(2))
        #expect(night.runs == ["failed": 1, "succeeded": 1])
        #expect(night.messages == ["queued": 2] && night.leftOut == ["paused": 1] && night.asks.isEmpty)
        let ends = try await store.runEnds(since: now)
        #expect(ends[JobID("one")]?.map(\.state) == [.succeeded, .failed])
        #expect(try await store.runEnds(since: now + .days(1))[JobID("one")]?.count == 1)
        #expect(try await store.openGoalReviews(at: now).isEmpty)
        #expect(try await store.peopleTakingPart(since: now) == (0, 0))
    }
}
