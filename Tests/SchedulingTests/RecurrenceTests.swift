import Scheduling
import Testing

@Suite struct RecurrenceTests {
    @Test(arguments: [
        // (every so many seconds, anchor, after, next)
        (5_400, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T01:30:00Z"),
        (5_400, "2026-01-01T00:00:00Z", "2026-01-01T01:29:59.999Z", "2026-01-01T01:30:00Z"),
        (5_400, "2026-01-01T00:20:00Z", "2025-12-31T23:00:00Z", "2026-01-01T00:20:00Z"),
        (5_400, "2026-01-01T00:20:00Z", "2025-12-31T22:49:00Z", "2025-12-31T22:50:00Z"),
        (7, "1970-01-01T00:00:00Z", "2026-11-21T08:00:00Z", "2026-11-21T08:00:07Z"),
        (1_209_600, "1970-01-01T09:00:00Z", "2026-11-21T08:00:00Z", "2026-12-03T09:00:00Z"),
    ])
    func `a fixed grid never drifts from its anchor`(seconds: Int, anchor: String, after: String, next: String) throws {
        let grid = try Sample.every(.seconds(seconds), anchor)
        #expect(grid.next(after: try Sample.instant(after), in: .utc)?.instant.iso8601 == next)
    }

    @Test func `a grid of under a second or of broken milliseconds is none`() throws {
        let anchor = try Sample.instant("2026-01-01T00:00:00Z")
        #expect(EveryInterval(.milliseconds(999), anchor: anchor) == nil)
        #expect(EveryInterval(.seconds(1) + .nanoseconds(1), anchor: anchor) == nil)
        #expect(EveryInterval(.zero, anchor: anchor) == nil)
        let late = try #require(EveryInterval(.days(365), anchor: anchor))
        #expect(late.next(after: Instant(milliseconds: .max), in: .utc) == nil)
        #expect(late.next(after: Instant(milliseconds: .min), in: .utc) != nil)
    }

    private func calendar(
        _ count: Int, _ unit: CalendarInterval.Unit, _ anchor: String, _ time: String, weekdays: Set<Weekday> = [],
        dayOfMonth: Int? = nil, weekStart: Weekday = .monday
    ) throws -> Recurrence {
        .calendar(
            try CalendarInterval(
                every: count, unit, anchor: try Sample.date(anchor), at: try #require(LocalTime(time)),
                weekdays: weekdays, dayOfMonth: dayOfMonth, weekStart: weekStart))
    }

    private func nominals(_ recurrence: Recurrence, _ zone: String, after: String, count: Int) throws -> [String] {
        let rules = try Sample.zone(zone)
        var position = try Sample.instant(after)
        return try (0..<count).map { _ in
            let fire = try #require(recurrence.next(after: position, in: rules))
            position = fire.instant
            return "\(fire.nominal.date) \(rules.civil(at: fire.instant).time)"
        }
    }

    @Test func `every two weeks on Tuesday at 18:00, over the clock change`() throws {
        let tuesdays = try calendar(2, .week, "2026-10-06", "18:00", weekdays: [.tuesday])
        #expect(
            try nominals(tuesdays, "Europe/Lisbon", after: "2026-10-06T17:00:00Z", count: 3)
                == ["2026-10-20 18:00", "2026-11-03 18:00", "2026-11-17 18:00"])
        let far = try nominals(tuesdays, "Europe/Lisbon", after: "2426-10-06T00:00:00Z", count: 1)
        #expect(far == ["2426-10-13 18:00"])
    }

    @Test func `the first day of the week decides which days share one`() throws {
        for (weekStart, days) in [
            (Weekday.monday, ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]),
            (.sunday, ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]),
        ] {
            let both = try calendar(
                2, .week, "1997-08-05", "09:00", weekdays: [.tuesday, .sunday], weekStart: weekStart)
            let found = try nominals(both, "America/New_York", after: "1997-08-05T12:00:00Z", count: 4)
            #expect(found == days.map { $0 + " 09:00" })
        }
    }

    @Test func `a day that a month does not have becomes its last`() throws {
        let months = try calendar(1, .month, "2026-01-31", "09:00")
        #expect(
            try nominals(months, "UTC", after: "2028-01-31T09:00:00Z", count: 4)
                == ["2028-02-29 09:00", "2028-03-31 09:00", "2028-04-30 09:00", "2028-05-31 09:00"])
        let quarters = try calendar(3, .month, "2026-01-10", "09:00", dayOfMonth: 5)
        #expect(
            try nominals(quarters, "UTC", after: "2025-10-06T00:00:00Z", count: 2)
                == ["2026-01-05 09:00", "2026-04-05 09:00"])
        let leap = try calendar(1, .year, "2024-02-29", "09:00")
        #expect(
            try nominals(leap, "UTC", after: "2026-11-20T00:00:00Z", count: 2)
                == ["2027-02-28 09:00", "2028-02-29 09:00"])
        let thirdDays = try calendar(3, .day, "2026-11-20", "09:00")
        #expect(
            try nominals(thirdDays, "UTC", after: "2026-11-16T00:00:00Z", count: 3)
                == ["2026-11-17 09:00", "2026-11-20 09:00", "2026-11-23 09:00"])
    }

    @Test func `a reading that the clocks skip or show twice comes once`() throws {
        let nights = try calendar(1, .day, "2026-01-01", "02:30")
        #expect(
            try nominals(nights, "America/New_York", after: "2026-03-07T12:00:00Z", count: 2)
                == ["2026-03-08 03:00", "2026-03-09 02:30"])
        let early = try calendar(1, .day, "2026-01-01", "01:30")
        let found = Sample.fires(
            early, in: try Sample.zone("America/New_York"), after: try Sample.instant("2026-10-31T12:00:00Z"),
            through: try Sample.instant("2026-11-02T12:00:00Z"))
        #expect(found.map(\.iso8601) == ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"])
        let apia = try nominals(
            try calendar(1, .day, "2011-01-01", "12:00"), "Pacific/Apia", after: "2011-12-29T00:00:00Z", count: 2)
        #expect(apia == ["2011-12-29 12:00", "2011-12-31 12:00"])
    }

    @Test func `an interval that makes no sense is refused with a sentence`() throws {
        func message(_ make: () throws -> Recurrence) -> String? {
            #expect(throws: CalendarIntervalError.self) { _ = try make() }?.message
        }
        #expect(
            message { try calendar(0, .day, "2026-01-01", "09:00") }
                == "the count of an interval must be 1 to 10000, not 0")
        #expect(
            message { try calendar(1, .month, "2026-01-01", "09:00", weekdays: [.monday]) }
                == "days of the week go with weeks, not with months")
        #expect(
            message { try calendar(1, .week, "2026-01-01", "09:00", dayOfMonth: 3) }
                == "a day of the month goes with months and years, not with weeks")
        #expect(
            message { try calendar(1, .year, "2026-01-01", "09:00", dayOfMonth: 32) }
                == "the day of the month must be 1 to 31, not 32")
    }

    @Test func `a list has each of its times once and then ends`() throws {
        let times = try ["2026-11-20T09:00:00Z", "2026-11-18T09:00:00Z", "2026-11-20T09:00:00Z"].map(Sample.instant)
        let found = Sample.fires(
            .instants(InstantList(times)), in: .utc, after: try Sample.instant("2026-01-01T00:00:00Z"),
            through: try Sample.instant("2030-01-01T00:00:00Z"))
        #expect(found.map(\.iso8601) == ["2026-11-18T09:00:00Z", "2026-11-20T09:00:00Z"])
    }

    @Test(arguments: 1...12)
    func `a union has each time once, an intersection only the shared ones`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let choices = try [
            Sample.cron("*/15 * * * *"), Sample.cron("0 1-4 * * *"), Sample.cron("30 2 * * MON"),
            Sample.cron("0 */2 * * *"),
            Sample.every(.minutes(45)), Sample.every(.hours(7)), calendar(2, .day, "2026-01-01", "02:30"),
        ]
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            choices[Int.random(in: 0..<choices.count, using: &random)]
        }
        let zone = try Sample.zone(seed % 2 == 0 ? "America/New_York" : "Australia/Lord_Howe")
        let start =
            try Sample.instant(seed % 3 == 0 ? "2026-10-30T00:00:00Z" : "2026-03-07T00:00:00Z")
            + .minutes(Int64.random(in: 0..<1_000, using: &random))
        let end = start + .days(5)
        let each = parts.map { Set(Sample.fires($0, in: zone, after: start, through: end)) }
        let union = each.reduce(into: Set<Instant>()) { $0.formUnion($1) }
        let common = each.dropFirst().reduce(each[0]) { $0.intersection($1) }
        #expect(Sample.fires(.any(parts), in: zone, after: start, through: end) == union.sorted(), "seed \(seed)")
        #expect(Sample.fires(.all(parts), in: zone, after: start, through: end) == common.sorted(), "seed \(seed)")
        // Order and repetition change nothing, and one in the other gives the smaller or the larger.
        let nested = Recurrence.any([.all(parts), .any(parts.reversed() + parts)])
        #expect(Sample.fires(nested, in: zone, after: start, through: end) == union.sorted(), "seed \(seed)")
        let absorbed = Recurrence.all([.any(parts), parts[0]])
        #expect(Sample.fires(absorbed, in: zone, after: start, through: end) == each[0].sorted(), "seed \(seed)")
    }

    @Test func `recurrences that never meet are given up, rare meetings are found`() throws {
        let after = try Sample.instant("2026-11-20T00:00:00Z")
        let zone = try Sample.zone("Europe/Lisbon")
        let never = Recurrence.all([try Sample.cron("0,10,20 * * * *"), try Sample.cron("5-59/10 * * * *")])
        #expect(never.next(after: after, in: zone) == nil)
        #expect(Recurrence.all([]).next(after: after, in: zone) == nil)
        #expect(Recurrence.any([]).next(after: after, in: zone) == nil)
        let leap = Recurrence.all([
            try Sample.cron("* * 29 2 *"), try Sample.cron("0 9 * * SUN"), try Sample.every(.minutes(1)),
        ])
        #expect(leap.next(after: after, in: zone)?.instant.iso8601 == "2032-02-29T09:00:00Z")
    }

    @Test func `two definitions are the same text only when they are the same`() throws {
        let all = try [
            Sample.cron("0 9 * * *"), Sample.cron("0 9 * * 1"), Sample.every(.hours(1)), Sample.every(.hours(2)),
            Sample.every(.hours(1), "2026-01-01T00:00:01Z"), calendar(1, .week, "2026-01-01", "09:00"),
            calendar(1, .week, "2026-01-01", "09:00", weekdays: [.monday]), calendar(2, .week, "2026-01-01", "09:00"),
            .any([Sample.cron("0 9 * * *")]), .all([Sample.cron("0 9 * * *")]), .instants(InstantList([])),
        ]
        #expect(Set(all.map(\.definition)).count == all.count)
    }
}
