import Community
import Scheduling
import Testing

/// Weekly times by people's clocks, and the real time that two of them share.
@Suite struct FreeTimeTests {
    private let zones = ZoneDatabase()

    private func free(_ text: String, _ zone: String, from: String) throws -> FreeTime {
        let start = try #require(Instant(iso8601: from))
        let intervals = try text.split(separator: "|").flatMap { try #require(WeeklyInterval.reading($0)) }
        return FreeTime(intervals, from: start, in: try zones.rules(named: zone))
    }

    @Test(arguments: [
        ("mon 18:00-20:00", "mon 18:00-20:00"), ("Monday  18:00-20:00", "mon 18:00-20:00"),
        ("fri 22:00-02:00", "fri 22:00-02:00"), ("sat 20:00-24:00", "sat 20:00-24:00"),
        ("sat-mon 9:00-10:30", "mon 09:00-10:30|sat 09:00-10:30|sun 09:00-10:30"),
    ])
    func `weekly times are read and written alike`(text: String, written: String) throws {
        let read = try #require(WeeklyInterval.reading(text))
        #expect(read.sorted().map(\.text).joined(separator: "|") == written)
        #expect(try written.split(separator: "|").flatMap { try #require(WeeklyInterval.reading($0)) } == read.sorted())
    }

    @Test(arguments: [
        "", "mon", "18:00-20:00", "mon 18-20", "mon 18:00", "mon 25:00-26:00", "mon 24:00-01:00", "mün 18:00-20:00",
        "mon-tue-wed 18:00-20:00", "mon 18:00-20:00 yes", "mon 18:00-20:00-22:00", "mon- 18:00-20:00",
    ])
    func `anything else is no weekly time`(text: String) { #expect(WeeklyInterval.reading(text) == nil) }

    @Test func `daily is every day`() { #expect(WeeklyInterval.reading("daily 07:00-08:00")?.count == 7) }

    @Test(arguments: [
        // Clocks go back at 02:00 on 25 October 2026, and forward at 01:00 on 28 March 2027.
        ("sun 00:30-02:30", "2026-10-20T00:00:00Z", 180), ("sun 00:30-02:30", "2026-11-03T00:00:00Z", 120),
        ("sun 00:30-02:30", "2027-03-25T00:00:00Z", 60), ("sun 01:00-02:00", "2027-03-25T00:00:00Z", 0),
        ("daily 00:00-24:00", "2026-11-03T00:00:00Z", 7 * 1_440),
    ])
    func `a week in which clocks change has its real length`(text: String, from: String, minutes: Int64) throws {
        #expect(try free(text, "Europe/Lisbon", from: from).milliseconds == minutes * 60_000)
    }

    @Test(arguments: [
        // São Paulo is three hours behind Lisbon in winter and four in summer.
        ("2026-11-23T09:00:00Z", 120), ("2027-07-05T09:00:00Z", 60),
    ])
    func `two zones share the time that passes for both`(from: String, minutes: Int64) throws {
        let here = try free("tue 18:00-20:00", "Europe/Lisbon", from: from)
        let there = try free("tue 15:00-17:00", "America/Sao_Paulo", from: from)
        #expect(here.shared(with: there).milliseconds == minutes * 60_000)
        #expect(here.sharedMilliseconds(with: there) == there.sharedMilliseconds(with: here))
        #expect(here.sharedMilliseconds(with: there) == minutes * 60_000)
    }

    @Test func `a time that has begun counts from now, and comes again at the end of the week`() throws {
        let free = try free("mon 08:00-12:00", "Europe/Lisbon", from: "2026-11-23T09:00:00Z")
        #expect(free.spans.count == 2 && free.milliseconds == 4 * 3_600_000)
    }

    @Test func `times that overlap count once`() throws {
        let free = try free("tue 18:00-20:00|tue 19:00-21:00|tue 21:00-22:00", "UTC", from: "2026-11-23T00:00:00Z")
        #expect(free.spans.count == 1 && free.milliseconds == 4 * 3_600_000)
    }

    @Test func `what is shared is what a minute-by-minute count finds`() throws {
        var seed: UInt64 = 20_261_123
        func number(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        for _ in 0..<60 {
            func some(_ zone: String) throws -> FreeTime {
                let intervals = (0..<4).compactMap { _ in
                    let from = number(1_440)
                    return WeeklyInterval(Weekday.week[number(7)], from: from, to: from + 1 + number(600))
                }
                return FreeTime(
                    intervals, from: Instant(milliseconds: 1_792_800_000_000), in: try zones.rules(named: zone))
            }
            let (one, other) = (try some("Europe/Lisbon"), try some("Africa/Cairo"))
            var minutes: Int64 = 0
            for minute in 0..<(7 * 1_440) {
                let instant = 1_792_800_000_000 + Int64(minute) * 60_000
                let isFree = [one, other].allSatisfy { $0.spans.contains { $0.contains(instant) } }
                if isFree { minutes += 1 }
            }
            #expect(one.sharedMilliseconds(with: other) / 60_000 == minutes, "seed 20261123")
            #expect(one.sharedMilliseconds(with: other) == one.shared(with: other).milliseconds)
        }
    }

    @Test(arguments: [
        ("tue 18:00-20:00|thu 19:00-21:00", "Tuesday and Thursday evenings"),
        ("sat 09:00-11:00|tue 18:00-20:00", "Tuesday evenings and Saturday mornings"),
        ("mon 13:00-14:00", "Monday afternoons"), ("daily 18:00-19:00", "all evenings"),
        ("mon 18:00-19:00|tue 18:00-19:00|wed 18:00-19:00", "Monday, Tuesday and Wednesday evenings"),
    ])
    func `times are told as people tell them`(text: String, words: String) throws {
        let zone = try zones.rules(named: "Europe/Lisbon")
        let free = try free(text, "Europe/Lisbon", from: "2026-11-22T00:00:00Z")
        #expect(PartOfDay.sentence(PartOfDay.parts(of: free, in: zone)) == words)
    }
}
