import Scheduling
import Testing

/// Repetitions of events: the examples of RFC 5545 section 3.8.5.3, and random rules against a walk over all days.
@Suite struct RepetitionTests {
    /// The start, the rule, and the first days; all days when the rule ends.
    static let examples = [
        ("19970902", "FREQ=DAILY;COUNT=10", "0902 0903 0904 0905 0906 0907 0908 0909 0910 0911"),
        ("19970902", "FREQ=DAILY;INTERVAL=2", "0902 0904 0906 0908 0910"),
        ("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "0902 0912 0922 1002 1012"),
        ("19970902", "FREQ=WEEKLY;COUNT=10", "0902 0909 0916 0923 0930 1007 1014 1021 1028 1104"),
        (
            "19970902", "FREQ=WEEKLY;UNTIL=19971224T000000Z",
            "0902 0909 0916 0923 0930 1007 1014 1021 1028 1104 1111 1118 1125 1202 1209 1216 1223"
        ),
        (
            "19970902", "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            "0902 0916 0930 1014 1028 1111 1125 1209 1223 19980106 19980120 19980203"
        ),
        (
            "19970902", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            "0902 0904 0909 0911 0916 0918 0923 0925 0930 1002"
        ),
        (
            "19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "0902 0904 0909 0911 0916 0918 0923 0925 0930 1002"
        ),
        (
            "19970901", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
            "0901 0903 0905 0915 0917 0919 0929 1001 1003 1013 1015 1017 1027 1029 1031 1110 1112 1114 1124 1126 1128 "
                + "1208 1210 1212 1222"
        ),
        (
            "19970902", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "0902 0904 0916 0918 0930 1002 1014 1016"
        ),
        (
            "19970905", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            "0905 1003 1107 1205 19980102 19980206 19980306 19980403 19980501 19980605"
        ),
        ("19970905", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "0905 1003 1107 1205"),
        (
            "19970907", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            "0907 0928 1102 1130 19980104 19980125 19980301 19980329 19980503 19980531"
        ),
        ("19970922", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "0922 1020 1117 1222 19980119 19980216"),
        ("19970928", "FREQ=MONTHLY;BYMONTHDAY=-3", "0928 1029 1128 1229 19980129 19980226"),
        (
            "19970902", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
            "0902 0915 1002 1015 1102 1115 1202 1215 19980102 19980115"
        ),
        (
            "19970930", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            "0930 1001 1031 1101 1130 1201 1231 19980101 19980131 19980201"
        ),
        (
            "19970910", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            "0910 0911 0912 0913 0914 0915 19990310 19990311 19990312 19990313"
        ),
        (
            "19970902", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
            "0902 0909 0916 0923 0930 1104 1111 1118 1125 19980106 19980113 19980120 19980127 19980303 19980310 "
                + "19980317 19980324 19980331"
        ),
        (
            "19970610", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            "0610 0710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 20010710"
        ),
        (
            "19970310", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            "0310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 20030310"
        ),
        ("19970519", "FREQ=YEARLY;BYDAY=20MO", "0519 19980518 19990517"),
        (
            "19970313", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            "0313 0320 0327 19980305 19980312 19980319 19980326 19990304 19990311 19990318 19990325"
        ),
        (
            "19970605", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
            "0605 0612 0619 0626 0703 0710 0717 0724 0731 0807 0814 0821 0828 19980604 19980611 19980618"
        ),
        (
            "19970902 not 19970902", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "19980213 19980313 19981113 19990813 20001013"
        ),
        (
            "19970913", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "0913 1011 1108 1213 19980110 19980207 19980307 19980411 19980509 19980613"
        ),
        (
            "19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "19961105 20001107 20041102"
        ),
        ("19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "0904 1007 1106"),
        (
            "19970929", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "0929 1030 1127 1230 19980129 19980226 19980330"
        ),
        ("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "0805 0810 0819 0824"),
        ("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "0805 0817 0819 0831"),
        ("20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115 20070130 20070215 20070315 20070330"),
    ]

    private func calendar(_ properties: [String], zone: String = "America/New_York") throws -> EventCalendar {
        let lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1"] + properties + ["END:VEVENT", "END:VCALENDAR", ""]
        return try EventCalendar(parsing: lines.joined(separator: "\r\n")) { try? Sample.zone($0) }
    }

    @Test(arguments: examples)
    func `the standard's own examples`(start: String, rule: String, days: String) throws {
        let zone = try Sample.zone("America/New_York")
        let parts = start.split(separator: " ")
        var properties = ["DTSTART;TZID=America/New_York:\(parts[0])T090000", "RRULE:\(rule)"]
        if parts.count == 3 { properties.append("EXDATE;TZID=America/New_York:\(parts[2])T090000") }
        let calendar = try calendar(properties)
        let expected = days.split(separator: " ").map { $0.count == 4 ? "1997\($0)" : String($0) }
        var position = Instant(seconds: 0)
        var found: [String] = []
        for _ in expected {
            guard let event = calendar.next(after: position, zone: .utc) else { break }
            #expect(zone.civil(at: event.start).time.description == "09:00")
            found.append(event.civilStart.date.iso8601.filter { $0 != "-" })
            position = event.start
        }
        #expect(found == expected)
        let ends = rule.contains("COUNT") || rule.contains("UNTIL")
        #expect((calendar.next(after: position, zone: .utc) == nil) == ends)
    }

    @Test func `every day until Christmas, and every day of January for three years`() throws {
        let range = Instant(seconds: 0)..<Instant(seconds: 2_000_000_000)
        let start = "DTSTART;TZID=America/New_York:"
        let christmas = try calendar([start + "19970902T090000", "RRULE:FREQ=DAILY;UNTIL=19971224T000000Z"])
        let days = christmas.instances(in: range, zone: .utc)
        #expect(days.count == 113 && days.last?.civilStart.date.iso8601 == "1997-12-23")
        // The hour changes with the clocks of New York.
        #expect(
            days.first?.start.iso8601 == "1997-09-02T13:00:00Z" && days.last?.start.iso8601 == "1997-12-23T14:00:00Z")
        for rule in [
            "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
            "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
        ] {
            let januaries = try calendar([start + "19980101T090000", "RRULE:\(rule)"]).instances(in: range, zone: .utc)
            #expect(januaries.count == 93)
            #expect(januaries.last?.civilStart.date.iso8601 == "2000-01-31")
        }
    }

    @Test func `29 February comes in leap years, a rule that has no more days ends`() throws {
        let leap = try calendar(["DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY;INTERVAL=3"])
        var days: [String] = []
        var position = Instant(seconds: 0)
        for _ in 0..<3 {
            let event = try #require(leap.next(after: position, zone: .utc))
            days.append(event.civilStart.date.iso8601)
            position = event.start
        }
        #expect(days == ["2024-02-29", "2036-02-29", "2048-02-29"])
        // No first Monday is a 20th.
        let never = try calendar(["DTSTART;VALUE=DATE:20240101", "RRULE:FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20"])
        #expect(never.next(after: try Sample.instant("2024-01-02T00:00:00Z"), zone: .utc) == nil)
    }

    @Test func `a time that the clocks skip is left out and not counted`() throws {
        let nights = try calendar(["DTSTART;TZID=America/New_York:20260306T023000", "RRULE:FREQ=DAILY;COUNT=4"])
        let found = nights.instances(in: Instant(seconds: 0)..<Instant(seconds: 2_000_000_000), zone: .utc)
        #expect(
            found.map(\.start.iso8601) == [
                "2026-03-06T07:30:00Z", "2026-03-07T07:30:00Z", "2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z",
            ])
        // A start that is written so is counted on from before the change.
        let once = try calendar(["DTSTART;TZID=America/New_York:20260308T023000"])
        #expect(once.next(after: Instant(seconds: 0), zone: .utc)?.start.iso8601 == "2026-03-08T07:30:00Z")
    }

    /// A rule as its parts, to be written down and to be checked day by day.
    private struct Parts {
        var frequency = ""
        var interval = 1
        var weekdays: [(ordinal: Int, day: Weekday)] = []
        var monthDays: [Int] = []
        var months: [Int] = []
        var positions: [Int] = []
        var weekStart = Weekday.monday

        var text: String {
            func code(_ day: Weekday) -> String { String(day.name.prefix(2)).uppercased() }
            var parts = ["FREQ=\(frequency)", "INTERVAL=\(interval)", "WKST=\(code(weekStart))"]
            if !weekdays.isEmpty {
                parts.append(
                    "BYDAY="
                        + weekdays.map { ($0.ordinal == 0 ? "" : String($0.ordinal)) + code($0.day) }
                        .joined(separator: ","))
            }
            for (name, numbers) in [("BYMONTHDAY", monthDays), ("BYMONTH", months), ("BYSETPOS", positions)]
            where !numbers.isEmpty { parts.append(name + "=" + numbers.map(String.init).joined(separator: ",")) }
            return parts.joined(separator: ";")
        }

        init(_ random: inout SeededRandom) {
            frequency = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].randomElement(using: &random) ?? ""
            interval = Int.random(in: 1...4, using: &random)
            weekStart = Weekday.allCases.randomElement(using: &random) ?? .monday
            func few(_ range: ClosedRange<Int>, _ random: inout SeededRandom) -> [Int] {
                (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: range, using: &random) }
            }
            if Int.random(in: 0..<3, using: &random) == 0 { months = few(1...12, &random) }
            if frequency != "WEEKLY", Int.random(in: 0..<3, using: &random) == 0 {
                monthDays = few(1...28, &random).map { Bool.random(using: &random) ? $0 : -$0 }
            }
            if Int.random(in: 0..<2, using: &random) == 0 {
                for day in few(0...6, &random) {
                    var ordinal = 0
                    if frequency == "MONTHLY" || frequency == "YEARLY", Bool.random(using: &random) {
                        ordinal = [1, 2, 3, 5, -1, -2].randomElement(using: &random) ?? 1
                    }
                    weekdays.append((ordinal, Weekday.allCases[day]))
                }
            }
            if !weekdays.isEmpty || !monthDays.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
                positions = few(1...4, &random).map { Bool.random(using: &random) ? $0 : -$0 }
            }
        }

        /// The period that a day lies in, counted from the start's; nil when the interval leaves it out.
        func period(of day: CivilDate, start: CivilDate) -> Int? {
            func week(_ date: CivilDate) -> Int {
                var first = date
                while first.weekday != weekStart { first = first.adding(days: -1) }
                return first.daysSince1970 / 7
            }
            let distance =
                switch frequency {
                case "DAILY": day.daysSince1970 - start.daysSince1970
                case "WEEKLY": week(day) - week(start)
                case "MONTHLY": (day.year - start.year) * 12 + day.month - start.month
                default: day.year - start.year
                }
            return distance % interval == 0 ? distance : nil
        }

        func matches(_ day: CivilDate, start: CivilDate) -> Bool {
            let isYearly = frequency == "YEARLY"
            let isPlain = weekdays.isEmpty && monthDays.isEmpty
            if !months.isEmpty, !months.contains(day.month) { return false }
            if isYearly, isPlain, months.isEmpty, day.month != start.month { return false }
            if frequency == "MONTHLY" || isYearly, isPlain, day.day != start.day { return false }
            if frequency == "WEEKLY", weekdays.isEmpty, day.weekday != start.weekday { return false }
            let fromEnd = day.day - CivilDate.daysIn(month: day.month, year: day.year) - 1
            if !monthDays.isEmpty, !monthDays.contains(day.day), !monthDays.contains(fromEnd) { return false }
            return weekdays.isEmpty
                || weekdays.contains { ordinal, weekday in
                    guard weekday == day.weekday else { return false }
                    if ordinal == 0 { return true }
                    // Steps week by week to the edge of the month or year.
                    var place = 0
                    var other = day
                    let isInMonth = !isYearly || !months.isEmpty
                    while other.year == day.year, !isInMonth || other.month == day.month {
                        place += 1
                        other = other.adding(days: ordinal > 0 ? -7 : 7)
                    }
                    return place == abs(ordinal)
                }
        }
    }

    @Test(arguments: 1...150)
    func `a random rule has the days that a walk over all days finds`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let parts = Parts(&random)
        let start = try Sample.date("2024-01-01").adding(days: Int.random(in: 0..<400, using: &random))
        let days = (0..<1_600).map { CivilDate(daysSince1970: start.daysSince1970 - 370 + $0) }
        var periods: [Int: [CivilDate]] = [:]
        for day in days {
            guard let period = parts.period(of: day, start: start), parts.matches(day, start: start) else { continue }
            periods[period, default: []].append(day)
        }
        var expected: Set<CivilDate> = [start]
        for (_, found) in periods {
            for (index, day) in found.enumerated() where day >= start {
                let isKept =
                    parts.positions.isEmpty || parts.positions.contains(index + 1)
                    || parts.positions.contains(index - found.count)
                if isKept { expected.insert(day) }
            }
        }
        let calendar = try calendar([
            "DTSTART;VALUE=DATE:\(start.iso8601.filter { $0 != "-" })", "RRULE:\(parts.text)",
        ])
        func midnight(_ day: CivilDate) -> Instant { Instant(seconds: Int64(day.daysSince1970) * 86_400) }
        // The last year is left out of the comparison, as the walk sees only a part of its period.
        let from = days[Int.random(in: 0..<900, using: &random)]
        let until = days[1_200]
        let found = calendar.instances(in: midnight(from)..<midnight(until), zone: .utc).map(\.civilStart.date)
        #expect(
            found == expected.filter { $0 >= from && $0 < until }.sorted(), "seed \(seed), \(parts.text) from \(start)")
    }
}
