import Scheduling
import Testing

/// What a clock change does to a time: worked out by hand from tzdata, in UTC.
@Suite struct ClockChangeTests {
    private static let zones = ZoneDatabase()

    private func fires(
        _ text: String, _ zone: String, after: String, count: Int, policy: ClockChangePolicy = .debian
    ) throws -> [CronFire] {
        let cron = try CronExpression(parsing: text)
        let rules = try Self.zones.rules(named: zone)
        var position = try #require(Instant(iso8601: after))
        var fires: [CronFire] = []
        for _ in 0..<count {
            let fire = try #require(cron.next(after: position, in: rules, policy: policy))
            fires.append(fire)
            position = fire.instant
        }
        return fires
    }

    @Test(arguments: [
        // New York: 02:00 to 03:00 at 07:00 UTC, then 02:00 to 01:00 at 06:00 UTC
        ("30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-08T07:00:00Z 2026-03-09T06:30:00Z"),
        ("10,40 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-08T07:00:00Z 2026-03-09T06:10:00Z"),
        ("0 2,3 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-08T07:00:00Z 2026-03-09T06:00:00Z"),
        ("*/30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T06:00:00Z 2026-03-09T06:30:00Z"),
        ("0 30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T06:30:00Z 2026-03-10T06:30:00Z"),
        ("30 1 * * *", "America/New_York", "2026-11-01T05:45:00Z", "2026-11-02T06:30:00Z 2026-11-03T06:30:00Z"),
        ("0 1,2 * * *", "America/New_York", "2026-11-01T00:00:00Z", "2026-11-01T05:00:00Z 2026-11-01T07:00:00Z"),
        ("*/30 1 * * *", "America/New_York", "2026-11-01T05:15:00Z", "2026-11-01T05:30:00Z 2026-11-01T06:00:00Z"),
        // the second pass of a day that comes once a year
        ("*/20 1 1 11 *", "America/New_York", "2026-11-01T05:45:00Z", "2026-11-01T06:00:00Z 2026-11-01T06:20:00Z"),
        // beyond the table of the file, by its footer
        ("30 2 * * *", "America/New_York", "2150-03-08T00:00:00Z", "2150-03-08T07:00:00Z 2150-03-09T06:30:00Z"),
        ("30 1 * * *", "America/New_York", "2150-11-01T00:00:00Z", "2150-11-01T05:30:00Z 2150-11-02T06:30:00Z"),
        // half an hour
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z 2026-10-04T15:15:00Z"),
        ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T14:45:00Z 2026-04-05T15:15:00Z"),
        ("45 23 * * *", "Asia/Pyongyang", "2018-05-04T12:00:00Z", "2018-05-04T15:00:00Z 2018-05-05T14:45:00Z"),
        ("45 23 * * *", "Asia/Pyongyang", "2015-08-14T12:00:00Z", "2015-08-14T14:45:00Z 2015-08-15T15:15:00Z"),
        // a day that never was
        ("0 12 * * *", "Pacific/Apia", "2011-12-29T23:00:00Z", "2011-12-30T22:00:00Z 2011-12-31T22:00:00Z"),
        ("0 9 30 12 *", "Pacific/Apia", "2011-06-01T00:00:00Z", "2012-12-29T19:00:00Z 2013-12-29T19:00:00Z"),
        ("0 12 * * *", "Pacific/Kwajalein", "1993-08-20T12:00:00Z", "1993-08-21T00:00:00Z 1993-08-22T00:00:00Z"),
        // an hour back for Ramadan, and forward again
        ("30 2 * * *", "Africa/Casablanca", "2026-02-14T12:00:00Z", "2026-02-15T01:30:00Z 2026-02-16T02:30:00Z"),
        ("30 2 * * *", "Africa/Casablanca", "2026-03-21T12:00:00Z", "2026-03-22T02:00:00Z 2026-03-23T01:30:00Z"),
        // summer time that became the standard, without a change of the clocks
        ("30 3 * * *", "Europe/Istanbul", "2016-10-29T12:00:00Z", "2016-10-30T00:30:00Z 2016-10-31T00:30:00Z"),
        ("59 23 * * *", "Europe/Istanbul", "2016-09-06T12:00:00Z", "2016-09-06T20:59:00Z 2016-09-07T20:59:00Z"),
        // at midnight
        ("@daily", "Africa/Cairo", "2026-04-23T12:00:00Z", "2026-04-23T22:00:00Z 2026-04-24T21:00:00Z"),
        ("@daily", "America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z 2018-11-05T02:00:00Z"),
        // winter time that is the exception; two hours; just three hours
        ("30 1 * * *", "Europe/Dublin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z 2026-03-30T00:30:00Z"),
        ("30 1,2 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z 2026-03-29T23:30:00Z"),
        ("0 2 * * *", "Antarctica/Casey", "2020-10-03T12:00:00Z", "2020-10-03T16:01:00Z 2020-10-04T15:00:00Z"),
    ])
    func `a time follows Debian's rules over every kind of change`(
        text: String, zone: String, after: String, expected: String
    ) throws {
        let found = try fires(text, zone, after: after, count: 2)
        #expect(found.map(\.instant.iso8601).joined(separator: " ") == expected)
    }

    @Test(arguments: [
        ("30 2 * * *", ClockChangePolicy.Gap.runAtEnd, "2026-03-08T07:00:00Z", "02:30", "runs at 03:00"),
        ("30 2 * * *", .shift, "2026-03-08T07:30:00Z", "02:30", "runs at 03:30"),
        ("30 2 * * *", .skip, "2026-03-09T06:30:00Z", "02:30", ""),
        ("*/30 2 * * *", .runAtEnd, "2026-03-08T07:00:00Z", "02:00", "runs at 03:00"),
        ("0 30 2 * * *", .shift, "2026-03-08T07:30:00Z", "02:30", "runs at 03:30"),
    ])
    func `a job may choose what becomes of a skipped time`(
        text: String, gap: ClockChangePolicy.Gap, expected: String, nominal: String, note: String
    ) throws {
        let policy = ClockChangePolicy(gap: gap)
        let fire = try fires(text, "America/New_York", after: "2026-03-08T00:00:00Z", count: 1, policy: policy)[0]
        #expect(fire.instant.iso8601 == expected)
        #expect(fire.nominal.time.description == nominal)
        #expect(
            fire.note
                == (note.isEmpty ? nil : "\(nominal) does not exist that night (clocks go forward); \(note)"))
    }

    @Test(arguments: [
        ("30 1 * * *", ClockChangePolicy.Overlap.first, "2026-11-01T05:30:00Z 2026-11-02T06:30:00Z", "the first time"),
        ("30 1 * * *", .last, "2026-11-01T06:30:00Z 2026-11-02T06:30:00Z", "the second time"),
        ("30 1 * * *", .both, "2026-11-01T05:30:00Z 2026-11-01T06:30:00Z", "both times"),
        ("*/30 1 * * *", .first, "2026-11-01T05:00:00Z 2026-11-01T05:30:00Z", "the first time"),
        ("*/30 1 * * *", .last, "2026-11-01T06:00:00Z 2026-11-01T06:30:00Z", "the second time"),
    ])
    func `a job may choose what becomes of a repeated time`(
        text: String, overlap: ClockChangePolicy.Overlap, expected: String, times: String
    ) throws {
        let policy = ClockChangePolicy(overlap: overlap)
        let found = try fires(text, "America/New_York", after: "2026-11-01T00:00:00Z", count: 2, policy: policy)
        #expect(found.map(\.instant.iso8601).joined(separator: " ") == expected)
        #expect(found[0].note?.hasSuffix("comes twice that night (clocks go back); runs \(times)") == true)
    }

    @Test(arguments: ClockChangePolicy.Gap.allCases)
    func `a day that the calendar left out fires under no policy`(gap: ClockChangePolicy.Gap) throws {
        let found = try fires(
            "0 9 30 12 *", "Pacific/Apia", after: "2011-06-01T00:00:00Z", count: 1, policy: ClockChangePolicy(gap: gap))
        #expect(found[0].instant.iso8601 == "2012-12-29T19:00:00Z")
    }

    @Test func `where a skipped time meets one of its own, the fire tells of the skipped one`() throws {
        let found = try fires("0 2,3 * * *", "America/New_York", after: "2026-03-08T00:00:00Z", count: 2)
        #expect(found[0].note == "02:00 does not exist that night (clocks go forward); runs at 03:00")
        #expect(found[0].nominal.time.description == "02:00")
        #expect(found[1].note == nil)
    }

    @Test func `a time that only ever falls into the gap has no next one when it is skipped`() throws {
        let cron = try CronExpression(parsing: "30 2 * 3 sun#2")
        let zone = try Self.zones.rules(named: "America/New_York")
        let start = try #require(Instant(iso8601: "2026-01-01T00:00:00Z"))
        #expect(cron.next(after: start, in: zone, policy: ClockChangePolicy(gap: .skip)) == nil)
        #expect(cron.next(after: start, in: zone)?.instant.iso8601 == "2026-03-08T07:00:00Z")
    }

    @Test(arguments: [Int64.min, -62_167_219_200_000, -1, 253_402_300_799_000, .max - 1, .max])
    func `the ends of time are no trap`(milliseconds: Int64) throws {
        let zone = try Self.zones.rules(named: "Europe/Lisbon")
        let start = Instant(milliseconds: milliseconds)
        for text in ["* * * * *", "0 0 29 2 *", "30 1 * * fri#5"] {
            if let fire = try CronExpression(parsing: text).next(after: start, in: zone) {
                #expect(fire.instant > start)
            }
        }
    }
}
