import Foundation
import Scheduling
import Testing

/// The examples of `Sources/Scheduling/README.md`, word for word, and what it says that they give.
@Suite struct ReadmeTests {
    @Test func `the next time is what the page says`() throws {
        let lisbon = try ZoneDatabase().rules(named: "Europe/Lisbon")
        let nightly = try CronExpression(parsing: "30 1 * * *")
        let saturday = Instant(seconds: 1_774_699_200)  // 2026-03-28T12:00:00Z
        let fire = nightly.next(after: saturday, in: lisbon)
        // In that night the clocks go from 01:00 to 02:00: it fires at 2026-03-29T01:00:00Z, and fire?.note says why.

        #expect(saturday.iso8601 == "2026-03-28T12:00:00Z")
        #expect(fire?.instant.iso8601 == "2026-03-29T01:00:00Z")
        #expect(fire?.note == "01:30 does not exist that night (clocks go forward); runs at 02:00")
    }

    @Test func `a tick decides what the page says`() throws {
        let lisbon = try Sample.zone("Europe/Lisbon")

        let christmas = ExclusionCalendar(dates: [CivilDate(year: 2026, month: 12, day: 25)].compactMap { $0 })
        let checkIn = Schedule(
            .cron(try CronExpression(parsing: "0 20 * * *")), in: lisbon, exclusions: [christmas],
            catchUp: .latest(within: .hours(12)), overlap: .skip)
        let decided = Instant(seconds: 1_797_973_200)  // 2026-12-22T21:00:00Z, when the machine went off
        let now = Instant(seconds: 1_798_178_400)  // 2026-12-25T06:00:00Z, when it came back
        let plan = planTick(checkIn, watermark: decided, now: now)
        // plan.fires: the 24th at 20:00. plan.skipped: the 23rd, too late. plan.next: the 26th at 20:00.

        #expect(decided.iso8601 == "2026-12-22T21:00:00Z" && now.iso8601 == "2026-12-25T06:00:00Z")
        #expect(plan.fires.map(\.instant.iso8601) == ["2026-12-24T20:00:00Z"])
        #expect(plan.skipped.map(\.first.iso8601) == ["2026-12-23T20:00:00Z"])
        #expect(plan.skipped.map(\.reason) == [.tooLate])
        #expect(plan.next?.iso8601 == "2026-12-26T20:00:00Z")
    }

    @Test func `a queue gives what the page says`() throws {
        let schedules = try ["0 20 * * *", "*/15 * * * *", "0 9 13 * +FRI"].map {
            Schedule(try Sample.cron($0), in: .utc)
        }
        let start = try Sample.instant("2026-11-19T19:50:00Z")
        let now = try Sample.instant("2026-11-19T20:00:30Z")
        var fires: [PlannedFire] = []

        var queue = DueQueue<Int>()
        for (number, schedule) in schedules.enumerated() {
            if let fire = schedule.next(after: start) { queue.insert(number, at: fire.instant) }
        }
        // Then sleep until queue.first?.instant, and take what is due:
        for entry in queue.removeDue(by: now) {
            let plan = planTick(schedules[entry.key], watermark: start, now: now)
            fires += plan.fires
            if let next = plan.next { queue.insert(entry.key, at: next) }
        }

        #expect(fires.map(\.instant.iso8601) == ["2026-11-19T20:00:00Z", "2026-11-19T20:00:00Z"])
        #expect(queue.count == 3 && queue.first?.instant.iso8601 == "2026-11-19T20:15:00Z")
    }

    @Test(arguments: [
        ("0 9 13 * FRI", "2026-02-13 2026-02-20 2026-02-27 2026-03-06 2026-03-13"),
        ("0 9 */2 * MON", "2026-02-09 2026-02-23 2026-03-09 2026-03-23 2026-04-13"),
        ("0 9 13 * +FRI", "2026-02-13 2026-03-13 2026-11-13 2027-08-13 2028-10-13"),
    ])
    func `the day rule is as the page says`(text: String, days: String) throws {
        var position = try Sample.instant("2026-02-07T00:00:00Z")
        var found: [String] = []
        for _ in 0..<5 {
            position = try #require(try CronExpression(parsing: text).next(after: position, in: .utc)).instant
            found.append(String(position.iso8601.prefix(10)))
        }
        #expect(found.joined(separator: " ") == days)
    }

    @Test(arguments: [
        "0 9 * * ?", "*/15 9-17/2 1,15 jan MON", "7/20 * * * *", "0 9 L-3 * *", "0 9 LW * *", "0 9 15W * *",
        "0 9 * * fri#2", "0 9 * * friL", "0 9 * * fri#L", "H H/5 * * *", "H(0-29) 9 * * *", "30 0 9 * * *", "@hourly",
        "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually",
    ])
    func `every form of the page's table is read`(text: String) throws {
        #expect(try CronExpression(parsing: text, hashing: "job").source == text)
    }

    @Test(arguments: ["@reboot", "? 9 * * *", "0 17-9 * * *", "0 9 * * * * 2027", "TZ=UTC 0 9 * * *", "0 9 30 2 *"])
    func `what the page says is refused is refused`(text: String) {
        #expect(throws: CronError.self) { try CronExpression(parsing: text, hashing: "job") }
    }

    @Test func `the page's examples stand here word for word`() throws {
        func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
        }
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        let page = try String(contentsOfFile: "\(root)/Sources/Scheduling/README.md", encoding: .utf8)
        let here = lines(try String(contentsOfFile: #filePath, encoding: .utf8)).joined(separator: "\n")
        let examples = page.components(separatedBy: "```swift\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(examples.count == 3)
        for example in examples {
            #expect(here.contains(lines(example).joined(separator: "\n")), "\(example)")
        }
    }
}
