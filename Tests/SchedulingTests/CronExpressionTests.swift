import Scheduling
import Testing

@Suite struct CronExpressionTests {
    static let zones = ZoneDatabase()

    @Test(arguments: [
        ("0 20 * * *", "Europe/Lisbon", "2026-03-29T00:30:00Z", "2026-03-29T19:00:00Z"),
        ("*/15 * * * *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z"),
        ("0 9 * * MON", "Europe/Lisbon", "2026-11-19T12:00:00Z", "2026-11-23T09:00:00Z"),
        ("0 0 29 2 *", "UTC", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 12 1-31 * MON", "UTC", "2026-11-19T12:00:00Z", "2026-11-20T12:00:00Z"),
        ("0 12 */2 * MON", "UTC", "2026-11-19T12:00:00Z", "2026-11-23T12:00:00Z"),
        ("@daily", "America/Sao_Paulo", "2026-11-19T12:00:00Z", "2026-11-20T03:00:00Z"),
        ("0 9 * * 7", "UTC", "2026-11-19T12:00:00Z", "2026-11-22T09:00:00Z"),
        // scheduling across the clock changes of New York in 2026, by Debian's rules
        ("30 2 * * *", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z"),
        ("0 */2 * * *", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08T08:00:00Z"),
        ("15 1-3 * * *", "America/New_York", "2026-03-08T06:15:00Z", "2026-03-08T07:00:00Z"),
        ("15 1-3 * * *", "America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T07:15:00Z"),
        ("30 1 * * *", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z"),
        ("30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
        ("*/30 * * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z"),
        // half an hour, and a day that was skipped
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T13:00:00Z", "2026-10-03T15:30:00Z"),
        ("0 12 * * *", "Pacific/Apia", "2011-12-29T23:00:00Z", "2011-12-30T22:00:00Z"),
    ])
    func `the next time is the first one after the given`(
        cron: String, zone: String, after: String, next: String
    ) throws {
        let rules = try Self.zones.rules(named: zone)
        let start = try #require(Instant(iso8601: after))
        let fire = try CronExpression(parsing: cron).next(after: start, in: rules)
        #expect(fire?.instant.iso8601 == next)
    }

    @Test(arguments: [
        ("0 25 * * *", 3, "the hour must be 0 to 23, not 25"),
        ("60 * * * *", 1, "the minute must be 0 to 59, not 60"),
        ("*/0 * * * *", 3, "the step after '/' must be 1 to 59, not '0'"),
        ("0 9 * * fri-mon", 9, "the range 'fri-mon' runs backwards"),
        (
            "0 9 * *", 1,
            "a cron expression has 5 fields (minute, hour, day of month, month, day of week) or 6 with the second first, not 4"
        ),
        ("0 9 31 2 *", 5, "day 31 never comes in the months that are named"),
        ("@reboot", 1, "'@reboot' is no schedule"),
        ("0 9 * * tomorrow", 9, "the day of the week must be 0 to 7 or a name like mon, not 'tomorrow'"),
        ("TZ=UTC 0 9 * * *", 1, "a zone cannot be part of the expression"),
    ])
    func `a wrong expression is refused at its column`(cron: String, column: Int, message: String) {
        let error = #expect(throws: CronError.self) { try CronExpression(parsing: cron) }
        #expect(error?.column == column)
        #expect(error?.message == message)
    }

    @Test(arguments: [
        ("0 20 * * *", "Every day at 20:00"), ("0 9 * * MON", "Every Monday at 09:00"),
        ("0 0 1 * *", "On day 1 of the month at 00:00"), ("*/30 * * * *", "Every day at :00 and :30 of every hour"),
        ("0 9 13 * FRI", "On day 13 of the month and on every Friday at 09:00"),
    ])
    func `an expression is said in words`(cron: String, words: String) throws {
        #expect(try CronExpression(parsing: cron).summary == words)
    }

    @Test func `a clock change is told beside the time`() throws {
        let lisbon = try Self.zones.rules(named: "Europe/Lisbon")
        let start = try #require(Instant(iso8601: "2027-03-27T12:00:00Z"))
        let fire = try CronExpression(parsing: "30 1 * * *").next(after: start, in: lisbon)
        #expect(fire?.note == "01:30 does not exist that night (clocks go forward); runs at 02:00")
    }

    /// Walks over every minute of some weeks around clock changes and compares.
    @Test(arguments: ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"])
    func `wildcard times are just those that the clocks show`(zone: String) throws {
        let seed = UInt64(zone.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        var random = Linear(state: seed)
        let rules = try Self.zones.rules(named: zone)
        for _ in 0..<6 {
            let minute = ["*", "*/7", "*/30"].randomElement(using: &random) ?? "*"
            let text = "\(minute) \(["*", "1-4", "*/3"].randomElement(using: &random) ?? "*") * * *"
            let cron = try CronExpression(parsing: text)
            let wildcard = text.hasPrefix("*")
            try #require(wildcard)
            var time = Instant(seconds: (1_774_000_000 + Int64.random(in: 0..<20_000_000, using: &random)) / 60 * 60)
            var expected = time
            for _ in 0..<400 {
                let fire = try #require(cron.next(after: time, in: rules))
                repeat { expected = expected + .minutes(1) } while !matches(text, rules.civil(at: expected).time)
                #expect(fire.instant == expected, "seed \(seed), \(text) in \(zone)")
                time = fire.instant
            }
        }
    }

    private func matches(_ text: String, _ time: LocalTime) -> Bool {
        let fields = text.split(separator: " ")
        func field(_ text: Substring, _ value: Int) -> Bool {
            if text == "*" { return true }
            if text.hasPrefix("*/"), let step = Int(text.dropFirst(2)) { return value % step == 0 }
            let ends = text.split(separator: "-").compactMap { Int($0) }
            return ends.count == 2 && (ends[0]...ends[1]).contains(value)
        }
        return field(fields[0], time.minute) && field(fields[1], time.hour)
    }

    @Test func `a daily job fires once on each day of every zone`() throws {
        for name in Self.zones.names() {
            let rules = try Self.zones.rules(named: name)
            var time = try #require(Instant(iso8601: "2026-01-01T00:00:00Z"))
            let cron = try CronExpression(parsing: "30 2 * * *")
            var days: [Int] = []
            for _ in 0..<366 {
                let fire = try #require(cron.next(after: time, in: rules))
                #expect(fire.instant > time)
                days.append(fire.nominal.date.daysSince1970)
                time = fire.instant
            }
            #expect(zip(days, days.dropFirst()).allSatisfy { $1 - $0 == 1 }, "in \(name)")
        }
    }

    /// A small generator whose seed is printed with every failure.
    private struct Linear: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }
}
