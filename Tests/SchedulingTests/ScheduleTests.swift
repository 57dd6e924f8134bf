import Scheduling
import Testing

@Suite struct ScheduleTests {
    @Test func `nothing fires on an excluded day`() throws {
        let holidays = ExclusionCalendar(dates: try ["2026-12-25", "2026-12-26"].map(Sample.date))
        let schedule = Schedule(
            try Sample.cron("0 */12 * * *"), in: try Sample.zone("Asia/Tokyo"), exclusions: [holidays])
        let found = Sample.fires(
            schedule, after: try Sample.instant("2026-12-24T00:00:00Z"),
            through: try Sample.instant("2026-12-26T23:00:00Z"))
        #expect(found.map(\.iso8601) == ["2026-12-24T03:00:00Z", "2026-12-26T15:00:00Z"])
    }

    @Test func `all-day events of a calendar are excluded, repeated and long ones too`() throws {
        let calendar = try EventCalendar(
            parsing: [
                "BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20201225", "RRULE:FREQ=YEARLY",
                "EXDATE;VALUE=DATE:20271225", "END:VEVENT", "BEGIN:VEVENT", "UID:2", "DTSTART;VALUE=DATE:20261230",
                "DTEND;VALUE=DATE:20270103", "END:VEVENT", "BEGIN:VEVENT", "UID:3", "DTSTART:20261215T090000Z",
                "END:VEVENT", "BEGIN:VEVENT", "UID:4", "DTSTART;VALUE=DATE:20261216", "STATUS:CANCELLED",
                "END:VEVENT", "END:VCALENDAR",
            ].joined(separator: "\r\n"), zones: { _ in nil })
        let excluded = ExclusionCalendar(allDayEventsOf: calendar)
        let days = excluded.dates(in: try Sample.date("2026-12-01")...Sample.date("2028-12-31"))
        #expect(
            days.map(\.iso8601) == [
                "2026-12-25", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2028-12-25",
            ])
        for day in days { #expect(excluded.contains(day)) }
        #expect(!excluded.contains(try Sample.date("2027-12-25")))
        #expect(!excluded.contains(try Sample.date("2026-12-15")))
    }

    @Test func `a schedule whose days are all excluded is given up`() throws {
        let calendar = try EventCalendar(
            parsing: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
                + "END:VCALENDAR\n", zones: { _ in nil })
        let schedule = Schedule(
            try Sample.cron("0 9 * * MON"), in: .utc, exclusions: [ExclusionCalendar(allDayEventsOf: calendar)])
        #expect(schedule.next(after: try Sample.instant("2026-11-20T00:00:00Z")) == nil)
        #expect(
            schedule.count(
                after: try Sample.instant("2026-01-01T00:00:00Z"), through: try Sample.instant("2030-01-01T00:00:00Z"))
                == 0)
    }

    @Test func `it begins at its start and is over at its end`() throws {
        let schedule = Schedule(
            try Sample.cron("0 9 * * *"), in: .utc, starts: try Sample.instant("2026-11-20T09:00:00Z"),
            ends: try Sample.instant("2026-11-22T09:00:00Z"))
        let found = Sample.fires(
            schedule, after: try Sample.instant("2026-01-01T00:00:00Z"),
            through: try Sample.instant("2027-01-01T00:00:00Z"))
        #expect(found.map(\.iso8601) == ["2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z"])
        #expect(
            schedule.count(
                after: try Sample.instant("2026-01-01T00:00:00Z"), through: try Sample.instant("2027-01-01T00:00:00Z"))
                == 2)
    }

    @Test(arguments: 1...8)
    func `jitter stays in its bounds, before the next time, and is the same again`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bound = Duration.seconds(Int64.random(in: 1...7_200, using: &random))
        var schedule = Schedule(
            try Sample.cron("*/20 * * * *"), in: .utc, jitter: Jitter(upTo: bound, seed: "job-\(seed)"))
        var position = try Sample.instant("2026-11-20T00:00:00Z")
        var delays: Set<Duration> = []
        for _ in 0..<200 {
            let fire = try #require(schedule.next(after: position))
            let due = schedule.due(fire)
            #expect(due >= fire.instant && due <= fire.instant + bound, "seed \(seed)")
            #expect(due < fire.instant + .minutes(20), "seed \(seed)")
            #expect(due == schedule.due(fire))
            delays.insert(due - fire.instant)
            position = fire.instant
        }
        #expect(delays.count > 150, "seed \(seed): the delays are spread")
        let fire = try #require(schedule.next(after: position))
        let due = schedule.due(fire)
        schedule.jitter = Jitter(upTo: bound, seed: "another")
        #expect(schedule.next(after: position) == fire)
        #expect(schedule.due(fire) != due)
        schedule.jitter = Jitter(upTo: .zero, seed: "another")
        #expect(schedule.due(fire) == fire.instant)
    }

    @Test func `delays are even over their range`() {
        let jitter = Jitter(upTo: .seconds(99), seed: "x")
        var tenths = [Int](repeating: 0, count: 10)
        for minute in 0..<10_000 {
            let delay = jitter.delay(of: Instant(seconds: Int64(minute) * 60)).milliseconds
            tenths[Int(delay * 10 / 99_001)] += 1
        }
        for count in tenths { #expect((850...1_150).contains(count)) }
    }

    @Test func `enabling, bounds and exclusions are part of the definition`() throws {
        let plain = Schedule(try Sample.cron("0 9 * * *"), in: .utc)
        var others = [plain, plain, plain, plain, plain]
        others[1].isEnabled = false
        others[2].starts = try Sample.instant("2026-11-20T09:00:00Z")
        others[3].ends = try Sample.instant("2026-11-20T09:00:00Z")
        others[4].exclusions = [ExclusionCalendar(dates: [try Sample.date("2026-12-25")])]
        #expect(Set(others.map(\.definition)).count == others.count)
        var same = plain
        same.catchUp = .none
        same.jitter = Jitter(upTo: .seconds(9), seed: "x")
        #expect(same.definition == plain.definition)
    }
}
