import Scheduling
import Testing

@Suite struct TickPlanTests {
    private func instant(_ text: String) throws -> Instant { try #require(Instant(iso8601: text)) }

    private func plan(
        _ cron: String, watermark: String, now: String, catchUp: CatchUp = .latest(within: .hours(1))
    ) throws -> TickPlan {
        planTick(
            Schedule(.cron(try CronExpression(parsing: cron)), in: .utc, catchUp: catchUp, overlap: .allow),
            watermark: try instant(watermark), now: try instant(now))
    }

    @Test func `what is due runs, and the watermark moves to now`() throws {
        let plan = try plan("0 20 * * *", watermark: "2026-11-19T19:00:00Z", now: "2026-11-19T20:00:10Z")
        #expect(plan.fires.map(\.instant.iso8601) == ["2026-11-19T20:00:00Z"])
        #expect(plan.watermark.iso8601 == "2026-11-19T20:00:10Z")
        #expect(plan.next?.iso8601 == "2026-11-20T20:00:00Z")
    }

    @Test func `of three missed nights only the latest is made up for, inside the window`() throws {
        let plan = try plan("0 20 * * *", watermark: "2026-11-16T21:00:00Z", now: "2026-11-19T20:40:00Z")
        #expect(plan.fires.map(\.instant.iso8601) == ["2026-11-19T20:00:00Z"])
        #expect(plan.skipped.map(\.reason) == [.tooLate, .tooLate])
    }

    @Test func `outside the window nothing runs and every time is recorded`() throws {
        let plan = try plan("0 20 * * *", watermark: "2026-11-18T21:00:00Z", now: "2026-11-19T21:40:00Z")
        #expect(plan.fires.isEmpty)
        #expect(plan.skipped.map(\.count) == [1])
    }

    @Test func `a year of missed minutes is counted`() throws {
        let plan = try plan("* * * * *", watermark: "2025-11-19T12:00:30Z", now: "2026-11-19T12:00:30Z")
        let missed = plan.skipped.reduce(0) { $0 + $1.count }
        #expect(missed + plan.fires.count == 365 * 1_440)
        #expect(plan.skipped.count < 200)
    }

    @Test func `a clock that was set back decides nothing`() throws {
        let plan = try plan("* * * * *", watermark: "2026-11-19T12:00:00Z", now: "2026-11-19T11:00:00Z")
        #expect(plan.fires.isEmpty && plan.skipped.isEmpty)
        #expect(plan.watermark.iso8601 == "2026-11-19T12:00:00Z")
    }

    @Test func `ticking in pieces decides the same as ticking at once`() throws {
        let cron = Recurrence.cron(try CronExpression(parsing: "*/20 * * * *"))
        let start = try instant("2026-11-19T12:00:00Z")
        var position = start
        var pieces: [Instant] = []
        for _ in 0..<97 {
            let plan = planTick(
                Schedule(cron, in: .utc, overlap: .allow), watermark: position, now: position + .seconds(37))
            pieces += plan.fires.map(\.instant)
            position = plan.watermark
        }
        var once: [Instant] = []
        var time = start
        while let fire = cron.next(after: time, in: .utc), fire.instant <= position {
            once.append(fire.instant)
            time = fire.instant
        }
        #expect(pieces == once)
    }

    @Test(arguments: [
        ("2026-10-22", "2026-11-21", false), ("2026-10-22", "2026-11-23", true), ("2026-10-22", "2026-11-24", false),
        ("2026-10-21", "2026-11-20", true), ("2026-10-21", "2026-12-21", true), ("2026-11-20", "2026-11-20", false),
    ])
    func `thirty days after joining, a Saturday moves to Monday`(anchor: String, day: String, falls: Bool) throws {
        let rule = DateOffset(
            offsetDays: 30, repeatDays: 30, weekdays: [.monday, .tuesday, .wednesday, .thursday, .friday])
        let on = try #require(CivilDate(iso8601: day))
        #expect(rule.falls(on: on, anchor: try #require(CivilDate(iso8601: anchor))) == falls)
    }

    @Test(arguments: ["Europe/Lisbonn", "../etc/passwd", "/etc/passwd", ""])
    func `a zone that is none is refused`(name: String) {
        #expect(throws: ZoneError.self) { try ZoneDatabase().rules(named: name) }
    }

    @Test(arguments: ["2026-03-29T00:30:00Z", "1969-12-31T23:59:59.250Z", "2000-02-29T12:00:00Z"])
    func `an instant reads what it writes`(text: String) throws {
        #expect(try instant(text).iso8601 == text)
    }
}
