import Scheduling
import Testing

/// The search against brute force over every minute, or second, of windows in many zones.
@Suite struct CronPropertyTests {
    private static let zones = ZoneDatabase()
    /// 1990-01-01 and 2037-12-31.
    private static let years: Range<Int64> = 631_152_000..<2_145_830_400

    private struct Window {
        let zone: ZoneRules
        let start: Instant
        let length: Int64
        let step: Int64

        /// The instants that fire, from two hours after the window's beginning to five hours before its end.
        func expected(_ cron: NaiveCron, _ policy: ClockChangePolicy) -> [Instant] {
            let gap = policy.gap ?? (cron.isWildcard ? .skip : .runAtEnd)
            let overlap = policy.overlap ?? (cron.isWildcard ? .both : .first)
            let times = stride(from: 0, to: length, by: Int64.Stride(step)).map { start + .seconds($0) }
            let readings = times.map { zone.civil(at: $0) }
            let locals = readings.map {
                Int64($0.date.daysSince1970) * 86_400 + Int64($0.time.secondsSinceMidnight)
            }
            var first: [Int64: Int] = [:]
            var last: [Int64: Int] = [:]
            for (index, local) in locals.enumerated() {
                first[local] = first[local] ?? index
                last[local] = index
            }
            var fires: Set<Instant> = []
            for index in 1..<times.count {
                let chosen =
                    switch overlap {
                    case .first: first[locals[index]] == index
                    case .last: last[locals[index]] == index
                    case .both: true
                    }
                if chosen, cron.matches(readings[index]) { fires.insert(times[index]) }
                let length = locals[index] - locals[index - 1] - step
                guard length > 0, length <= 3 * 3_600, gap != .skip else { continue }
                for skipped in stride(from: 0, to: length, by: Int64.Stride(step)) {
                    let reading = ZoneRules.utc.civil(at: Instant(seconds: locals[index - 1] + step + skipped))
                    guard cron.matches(reading) else { continue }
                    fires.insert(gap == .shift ? times[index] + .seconds(skipped) : times[index])
                }
            }
            return fires.filter { $0 > from && $0 <= to }.sorted()
        }

        var from: Instant { start + .hours(2) }
        var to: Instant { start + .seconds(length) - .hours(5) }

        func found(_ cron: CronExpression, _ policy: ClockChangePolicy) -> [Instant] {
            var position = from
            var fires: [Instant] = []
            while let fire = cron.next(after: position, in: zone, policy: policy), fire.instant <= to {
                guard fire.instant > position else { return fires + [fire.instant] }
                fires.append(fire.instant)
                position = fire.instant
            }
            return fires
        }
    }

    /// A window somewhere in the years, three times of four around a change of the clocks.
    private func window(_ random: inout SeededGenerator, names: [String], length: Int64, step: Int64) throws -> Window {
        let zone = try Self.zones.rules(named: random.pick(names))
        var time = Instant(seconds: Int64.random(in: Self.years, using: &random) / 3_600 * 3_600)
        if Int.random(in: 0..<4, using: &random) > 0 {
            let offset = zone.offset(at: time).seconds
            for _ in 0..<400 where zone.offset(at: time).seconds == offset { time = time + .days(1) }
            // The change lies in the day before; find its hour.
            time = time - .days(1)
            for _ in 0..<24 where zone.offset(at: time).seconds == offset { time = time + .hours(1) }
        }
        return Window(zone: zone, start: time - .seconds(length / 3 / 3_600 * 3_600), length: length, step: step)
    }

    private func compare(_ window: Window, _ text: String, _ policy: ClockChangePolicy) throws {
        let found = window.found(try CronExpression(parsing: text), policy)
        let expected = window.expected(NaiveCron(text), policy)
        let different = zip(found, expected).first { $0 != $1 }
        #expect(
            found == expected,
            """
            seed \(SeededGenerator.seed): \(text) in \(window.zone.name) after \(window.from), \(policy), \
            first difference \(different.map { "\($0.0) for \($0.1)" } ?? "\(found.count) for \(expected.count) fires")
            """)
    }

    private func policy(_ random: inout SeededGenerator) -> ClockChangePolicy {
        ClockChangePolicy(
            gap: random.pick([nil, nil] + ClockChangePolicy.Gap.allCases.map(Optional.some)),
            overlap: random.pick([nil, nil] + ClockChangePolicy.Overlap.allCases.map(Optional.some)))
    }

    @Test(arguments: 0..<UInt64(8))
    func `no minute is missed and none is added, in any zone under any policy`(stream: UInt64) throws {
        var random = SeededGenerator(stream: stream)
        let names = Self.zones.names()
        for _ in 0..<4 {
            let window = try window(&random, names: names, length: 36 * 3_600, step: 60)
            for _ in 0..<3 {
                let text = NaiveCron.random(&random, withSeconds: false, days: Bool.random(using: &random))
                guard (try? CronExpression(parsing: text)) != nil else { continue }
                try compare(window, text, policy(&random))
            }
        }
    }

    @Test(arguments: 100..<UInt64(104))
    func `no second is missed with six fields`(stream: UInt64) throws {
        var random = SeededGenerator(stream: stream)
        let names = Self.zones.names()
        let window = try window(&random, names: names, length: 12 * 3_600, step: 1)
        let text = NaiveCron.random(&random, withSeconds: true, days: false)
        try compare(window, text, policy(&random))
    }

    @Test(arguments: 200..<UInt64(204))
    func `over years no day is missed and none is added`(stream: UInt64) throws {
        var random = SeededGenerator(stream: stream)
        for _ in 0..<25 {
            let days = NaiveCron.random(&random, withSeconds: false, days: true).split(separator: " ").dropFirst(2)
            let text = "0 12 " + days.joined(separator: " ")
            guard let cron = try? CronExpression(parsing: text) else { continue }
            let naive = NaiveCron(text)
            let start = Int.random(in: 7_305..<24_000, using: &random)
            var position = Instant(seconds: Int64(start) * 86_400)
            let expected = (start..<(start + 800)).filter { naive.matches(CivilDate(daysSince1970: $0)) }
            var found: [Int] = []
            while let fire = cron.next(after: position, in: .utc), fire.nominal.date.daysSince1970 < start + 800 {
                found.append(fire.nominal.date.daysSince1970)
                position = fire.instant
            }
            #expect(found == expected, "seed \(SeededGenerator.seed): \(text)")
        }
    }

    @Test func `the next time is the same from every moment before it`() throws {
        var random = SeededGenerator(stream: 300)
        let names = Self.zones.names()
        for _ in 0..<300 {
            let text = NaiveCron.random(&random, withSeconds: false, days: true)
            guard let cron = try? CronExpression(parsing: text) else { continue }
            let zone = try Self.zones.rules(named: random.pick(names))
            let start = Instant(seconds: Int64.random(in: Self.years, using: &random))
            let fire = try #require(cron.next(after: start, in: zone))
            try #require(fire.instant > start)
            let between = Instant(
                milliseconds: Int64.random(in: start.milliseconds..<fire.instant.milliseconds, using: &random))
            #expect(
                cron.next(after: between, in: zone) == fire,
                "seed \(SeededGenerator.seed): \(text) in \(zone.name) after \(between)")
        }
    }
}
