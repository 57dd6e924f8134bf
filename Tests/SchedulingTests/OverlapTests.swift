import Scheduling
import Testing

@Suite struct OverlapTests {
    @Test(arguments: [
        (OverlapPolicy.skip, 0, 0, "start"), (.skip, 1, 0, "skip"), (.skip, 0, 1, "skip"), (.queue, 0, 0, "start"),
        (.queue, 1, 0, "wait"), (.queue, 0, 1, "wait"), (.replace, 0, 0, "start"), (.replace, 1, 0, "start, cancel"),
        (.replace, 0, 2, "start, drop"), (.replace, 1, 2, "start, cancel, drop"), (.allow, 3, 3, "start"),
    ])
    func `a policy says what becomes of the new run and of the old ones`(
        policy: OverlapPolicy, running: Int, queued: Int, expected: String
    ) {
        let decision = policy.decide(running: running, queued: queued)
        let words =
            [decision.newRun.rawValue] + (decision.cancelsRunning ? ["cancel"] : [])
            + (decision.dropsQueued ? ["drop"] : [])
        #expect(words.joined(separator: ", ") == expected)
    }

    private func plan(_ policy: OverlapPolicy, running: Int, queued: Int = 0) throws -> TickPlan {
        let schedule = Schedule(
            try Sample.cron("0 * * * *"), in: .utc, catchUp: .all(max: 9, within: .days(1)), overlap: policy)
        return planTick(
            schedule, watermark: try Sample.instant("2026-11-20T08:30:00Z"),
            now: try Sample.instant("2026-11-20T10:30:00Z"), running: UnfinishedRuns(running: running, queued: queued))
    }

    @Test func `of two times of one tick the second meets the first`() throws {
        let skip = try plan(.skip, running: 0)
        #expect(skip.fires.map(\.nominal.time.description) == ["09:00"])
        #expect(skip.skipped.map(\.reason) == [.overlapping])
        let busy = try plan(.skip, running: 1)
        #expect(busy.fires.isEmpty && busy.skipped.map(\.reason) == [.overlapping, .overlapping])
        #expect(try plan(.queue, running: 0).fires.map(\.waits) == [false, true])
        #expect(try plan(.queue, running: 1).fires.map(\.waits) == [true, true])
        #expect(try plan(.allow, running: 5).fires.map(\.waits) == [false, false])
    }

    @Test func `replacing leaves the last and says what to cancel`() throws {
        let plan = try plan(.replace, running: 1, queued: 2)
        #expect(plan.fires.map(\.nominal.time.description) == ["10:00"])
        #expect(plan.skipped.map(\.reason) == [.replaced])
        #expect(plan.cancelsRunning && plan.dropsQueued)
        let free = try self.plan(.replace, running: 0)
        #expect(free.fires.map(\.nominal.time.description) == ["10:00"])
        #expect(!free.cancelsRunning && !free.dropsQueued)
    }

    @Test func `a planned run is due after its nominal time by jitter`() throws {
        let schedule = Schedule(
            try Sample.cron("0 9 * * *"), in: .utc, jitter: Jitter(upTo: .minutes(30), seed: "nightly"))
        let plan = planTick(
            schedule, watermark: try Sample.instant("2026-11-20T08:30:00Z"),
            now: try Sample.instant("2026-11-20T09:00:00Z"))
        let fire = try #require(plan.fires.first)
        #expect(fire.instant.iso8601 == "2026-11-20T09:00:00Z")
        #expect(fire.due > fire.instant && fire.due <= fire.instant + .minutes(30))
        #expect(fire.due == schedule.due(fire.fire))
    }
}
