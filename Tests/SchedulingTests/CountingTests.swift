import Scheduling
import Testing

@Suite struct CountingTests {
    private static let changes = [
        ("Europe/Lisbon", "2026-03-29T01:00:00Z"), ("Europe/Lisbon", "2026-10-25T01:00:00Z"),
        ("America/New_York", "2026-03-08T07:00:00Z"), ("America/New_York", "2026-11-01T06:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"), ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z"), ("Asia/Beirut", "2025-03-29T22:00:00Z"),
        ("America/St_Johns", "2010-11-07T02:31:00Z"), ("Africa/Casablanca", "2026-02-15T02:00:00Z"),
        ("Asia/Kathmandu", "2026-05-05T00:00:00Z"), ("America/Havana", "2026-11-01T05:00:00Z"),
    ]

    private func recurrence(_ random: inout SeededRandom) throws -> Recurrence {
        func part(_ random: inout SeededRandom) throws -> Recurrence {
            let crons = [
                "*/7 * * * *", "*/30 1-4 * * *", "0 * * * *", "15 0-3 * * *", "30 2 * * *", "0 0 * * *",
                "0,30 0,1,2,23 * * *",
                "59 23 * * *", "*/20 * * * SUN,MON", "0 12 1-31/2 * *", "30 0 * * SUN",
            ]
            switch Int.random(in: 0..<8, using: &random) {
            case 0: return try Sample.every(.minutes(Int64.random(in: 5...500, using: &random)))
            case 1:
                let days = try CalendarInterval(
                    every: Int.random(in: 1...3, using: &random), .day, anchor: try Sample.date("2010-01-01"),
                    at: LocalTime(secondsSinceMidnight: Int.random(in: 0..<96, using: &random) * 900))
                return .calendar(days)
            default: return try Sample.cron(try #require(crons.randomElement(using: &random)))
            }
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .any([try part(&random), try part(&random)])
        case 1: return .all([try part(&random), try part(&random)])
        default: return try part(&random)
        }
    }

    @Test(arguments: 1...60)
    func `counting by days is the same as counting one by one, across clock changes too`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let (name, change) = Self.changes[Int(seed) % Self.changes.count]
        let zone = try Sample.zone(name)
        let recurrence = try recurrence(&random)
        let middle = try Sample.instant(change)
        let start = middle - .seconds(Int64.random(in: 0..<8 * 86_400, using: &random))
        let end = middle + .seconds(Int64.random(in: 0..<8 * 86_400, using: &random))
        var schedule = Schedule(recurrence, in: zone)
        if Bool.random(using: &random) {
            let day = zone.civil(at: middle).date.adding(days: Int.random(in: -3...3, using: &random))
            schedule.exclusions = [ExclusionCalendar(dates: [day, day.adding(days: 2)])]
        }
        if Bool.random(using: &random) { schedule.starts = start + .hours(20) }
        let expected = Sample.fires(schedule, after: start, through: end)
        let told = Comment(rawValue: "seed \(seed), \(recurrence.definition) in \(name) from \(start) to \(end)")
        #expect(schedule.count(after: start, through: end) == expected.count, told)
        // What a plan says of skipped times agrees with it, first and last too.
        let plan = planTick(schedule, watermark: start, now: end, pauses: [Pause(from: start)])
        #expect(plan.skipped.reduce(0) { $0 + $1.count } == expected.count, told)
        #expect(plan.skipped.first?.first == expected.first, told)
        #expect(plan.skipped.last?.last == expected.last, told)
    }

    @Test func `a century of missed minutes is counted by days`() throws {
        let lisbon = try Sample.zone("Europe/Lisbon")
        let start = try Sample.instant("2026-11-19T12:00:30Z")
        let end = try Sample.instant("2126-11-19T12:00:30Z")
        let days = Int((end - start) / .days(1))
        let minutes = planTick(
            Schedule(try Sample.cron("* * * * *"), in: lisbon, catchUp: .none), watermark: start, now: end)
        #expect(minutes.skipped.map(\.count) == [days * 1_440 - 1])
        #expect(minutes.skipped.first?.first.iso8601 == "2026-11-19T12:01:00Z")
        #expect(minutes.fires.map(\.instant.iso8601) == ["2126-11-19T12:00:00Z"])
    }

    @Test func `a century of nights keeps one for each, whatever the clocks do`() throws {
        let lisbon = try Sample.zone("Europe/Lisbon")
        let schedule = Schedule(try Sample.cron("30 1 * * *"), in: lisbon)
        let start = try Sample.instant("2026-11-19T12:00:30Z")
        let end = try Sample.instant("2126-11-19T12:00:30Z")
        #expect(schedule.count(after: start, through: end) == Int((end - start) / .days(1)))
    }
}
