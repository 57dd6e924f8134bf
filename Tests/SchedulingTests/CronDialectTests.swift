import Scheduling
import Testing

@Suite struct CronDialectTests {
    /// The next five days in UTC, as `MM-DD`.
    private func days(_ text: String, after: String, hashing job: String? = nil) throws -> [String] {
        let cron = try CronExpression(parsing: text, hashing: job)
        var position = try #require(Instant(iso8601: after))
        var found: [String] = []
        for _ in 0..<5 {
            let fire = try #require(cron.next(after: position, in: .utc))
            found.append(String(fire.instant.iso8601.dropFirst(2).prefix(8)))
            position = fire.instant
        }
        return found
    }

    // Checked against a calendar: 2026 begins on a Thursday, 2028 is a leap year.
    @Test(arguments: [
        ("0 9 L * *", "26-01-31 26-02-28 26-03-31 26-04-30 26-05-31"),
        ("0 9 l * *", "26-01-31 26-02-28 26-03-31 26-04-30 26-05-31"),
        ("0 9 L-2 * *", "26-01-29 26-02-26 26-03-29 26-04-28 26-05-29"),
        ("0 9 L-30 * *", "26-01-01 26-03-01 26-05-01 26-07-01 26-08-01"),
        ("0 9 LW * *", "26-01-30 26-02-27 26-03-31 26-04-30 26-05-29"),
        ("0 9 15W * *", "26-01-15 26-02-16 26-03-16 26-04-15 26-05-15"),
        ("0 9 1W * *", "26-01-01 26-02-02 26-03-02 26-04-01 26-05-01"),
        ("0 9 1W 8 *", "26-08-03 27-08-02 28-08-01 29-08-01 30-08-01"),
        ("0 9 31W * *", "26-01-30 26-03-31 26-05-29 26-07-31 26-08-31"),
        ("0 9 1,15,L * *", "26-01-01 26-01-15 26-01-31 26-02-01 26-02-15"),
        ("0 9 * * fri#2", "26-01-09 26-02-13 26-03-13 26-04-10 26-05-08"),
        ("0 9 * * 5#5", "26-01-30 26-05-29 26-07-31 26-10-30 27-01-29"),
        ("0 9 * * friL", "26-01-30 26-02-27 26-03-27 26-04-24 26-05-29"),
        ("0 9 * * 5#L", "26-01-30 26-02-27 26-03-27 26-04-24 26-05-29"),
        ("0 9 * * 7L", "26-01-25 26-02-22 26-03-29 26-04-26 26-05-31"),
        ("0 9 * * mon#1,mon#3", "26-01-05 26-01-19 26-02-02 26-02-16 26-03-02"),
        ("0 9 * * fri-sun", "26-01-02 26-01-03 26-01-04 26-01-09 26-01-10"),
        ("0 9 * * 5-7", "26-01-02 26-01-03 26-01-04 26-01-09 26-01-10"),
        ("0 9 * JAN-mar,12 1/3", "26-01-01 26-01-05 26-01-08 26-01-12 26-01-15"),
        ("0 9 29 2 *", "28-02-29 32-02-29 36-02-29 40-02-29 44-02-29"),
        ("0 9 29 2 +MON", "44-02-29 72-02-29 12-02-29 40-02-29 68-02-29"),
        // Debian: either field with a star first, then both; else one is enough. 13 February 2026 is a Friday.
        ("0 9 13 * FRI", "26-01-02 26-01-09 26-01-13 26-01-16 26-01-23"),
        ("0 9 13 * +FRI", "26-02-13 26-03-13 26-11-13 27-08-13 28-10-13"),
        ("0 9 */2 * MON", "26-01-05 26-01-19 26-02-09 26-02-23 26-03-09"),
        ("0 9 1-31/2 * MON", "26-01-01 26-01-03 26-01-05 26-01-07 26-01-09"),
        ("0 9 ? * MON", "26-01-05 26-01-12 26-01-19 26-01-26 26-02-02"),
        ("0 9 10 * ?", "26-01-10 26-02-10 26-03-10 26-04-10 26-05-10"),
        ("@monthly", "26-02-01 26-03-01 26-04-01 26-05-01 26-06-01"),
        ("@yearly", "27-01-01 28-01-01 29-01-01 30-01-01 31-01-01"),
        ("@weekly", "26-01-04 26-01-11 26-01-18 26-01-25 26-02-01"),
    ])
    func `each form of a day means what a calendar says`(text: String, expected: String) throws {
        #expect(try days(text, after: "2026-01-01T00:00:00Z").joined(separator: " ") == expected)
    }

    @Test(arguments: [
        ("30 0 20 * * *", "2026-01-01T20:00:30Z"), ("*/20 * * * * *", "2026-01-01T00:00:20Z"),
        ("5,50 59 23 * * *", "2026-01-01T23:59:05Z"), ("\t0  20 * * *\n", "2026-01-01T20:00:00Z"),
        ("7/20 * * * *", "2026-01-01T00:07:00Z"), ("0 22/1 * * *", "2026-01-01T22:00:00Z"),
        ("@hourly", "2026-01-01T01:00:00Z"),
    ])
    func `the time of day is read as written`(text: String, expected: String) throws {
        let start = try #require(Instant(iso8601: "2026-01-01T00:00:00Z"))
        #expect(try CronExpression(parsing: text).next(after: start, in: .utc)?.instant.iso8601 == expected)
    }

    @Test(arguments: [
        ("0 0 1 1 *", "@yearly"), ("0 0 1 1 *", "@annually"), ("0 0 1 * *", "@monthly"), ("0 0 * * 0", "@weekly"),
        ("0 0 * * *", "@daily"), ("0 0 * * *", "@midnight"), ("0 * * * *", "@hourly"), ("0 9 * * 0", "0 9 * * 7"),
        ("0 9 * 1-3 mon-wed", "0 9 * JAN-Mar MON-wed"), ("0 9 * * *", "0 9 ? * ?"), ("0 9 10-31/7 * *", "0 9 10/7 * *"),
    ])
    func `two ways to write one thing fire equally`(one: String, other: String) throws {
        let start = "2026-05-05T12:00:00Z"
        #expect(try days(one, after: start) == days(other, after: start))
        #expect(try CronExpression(parsing: one).summary == CronExpression(parsing: other).summary)
    }

    // These numbers are kept for ever: a job must not move because the program was brought up to date.
    @Test(arguments: [
        ("H H * * *", "weekly-checkin", "Every day at 13:59"), ("H H * * *", "mentor-digest", "Every day at 05:26"),
        ("H/15 * * * *", "weekly-checkin", "Every day at :14, :29, :44 and :59 of every hour"),
        ("H(0-29) 9 * * *", "weekly-checkin", "Every day at 09:29"),
        ("H H(9-17) H * *", "weekly-checkin", "On day 22 of the month at 10:59"),
        ("0 9 * H H", "weekly-checkin", "Every Friday in May at 09:00"),
        ("H(0-29)/10 9 * * *", "weekly-checkin", "Every day at 09:09, 09:19 and 09:29"),
        ("H 0 9 * * *", "a", "Every day at 09:00:13"),
    ])
    func `H stays the same for a job`(text: String, job: String, expected: String) throws {
        #expect(try CronExpression(parsing: text, hashing: job).summary == expected)
    }

    @Test func `H spreads jobs over the hour and stays in its range`() throws {
        let start = try #require(Instant(iso8601: "2026-01-01T00:00:00Z"))
        var counts: [Int: Int] = [:]
        for index in 0..<600 {
            let job = "job-\(index)"
            let fire = try CronExpression(parsing: "H 9 * * *", hashing: job).next(after: start, in: .utc)
            counts[try #require(fire).nominal.time.minute, default: 0] += 1
            let ranged = try CronExpression(parsing: "H(10-19) 9 H * *", hashing: job).next(after: start, in: .utc)
            let nominal = try #require(ranged).nominal
            #expect((10...19).contains(nominal.time.minute))
            #expect(nominal.date.day <= 28)
        }
        #expect(counts.count > 55)
        #expect(counts.values.allSatisfy { $0 < 30 })
    }
}
