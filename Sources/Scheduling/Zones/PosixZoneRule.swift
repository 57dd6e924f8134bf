/// The footer of a TZif file: a POSIX `TZ` string such as `WET0WEST,M3.5.0/1,M10.5.0`, with the extension of RFC 8536
/// section 3.3.1 that a time of change may lie between -167 and 167 hours.
struct PosixZoneRule: Hashable, Sendable {
    let standard: ZoneOffset
    let daylight: ZoneOffset?
    private let start: Day?
    private let end: Day?

    /// A day of the year at which the clocks change, with the second of that day on the clock before the change.
    private struct Day: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case weekday(month: Int, week: Int, day: Int)
            /// 1 to 365, 29 February never counted.
            case julian(Int)
            /// 0 to 365.
            case ordinal(Int)
        }

        let kind: Kind
        let second: Int64

        /// Days since 1970 in `year`.
        func days(in year: Int) -> Int {
            let newYear = CivilDate(year: year, month: 1, day: 1)?.daysSince1970 ?? 0
            switch kind {
            case .julian(let day): return newYear + day - 1 + (day >= 60 && CivilDate.isLeap(year) ? 1 : 0)
            case .ordinal(let day): return newYear + day
            case .weekday(let month, let week, let day):
                guard let first = CivilDate(year: year, month: month, day: 1) else { return newYear }
                var date = 1 + (day - first.weekday.rawValue + 7) % 7 + (week - 1) * 7
                while date > CivilDate.daysIn(month: month, year: year) { date -= 7 }
                return first.daysSince1970 + date - 1
            }
        }
    }

    /// The two changes of a year.
    private func changes(in year: Int) -> [ZoneChange] {
        guard let daylight, let start, let end else { return [] }
        let on = Int64(start.days(in: year)) * 86_400 + start.second - Int64(standard.seconds)
        let off = Int64(end.days(in: year)) * 86_400 + end.second - Int64(daylight.seconds)
        return [
            ZoneChange(at: on, before: standard, after: daylight),
            ZoneChange(at: off, before: daylight, after: standard),
        ].sorted { $0.at < $1.at }
    }

    /// The changes of some years, in order.
    func changes(inYears years: ClosedRange<Int>) -> [ZoneChange] {
        years.flatMap(changes(in:)).sorted { $0.at < $1.at }
    }

    /// The changes of the year of a second since 1970 and of its neighbours: enough to know what holds, and until when.
    func changes(around seconds: Int64) -> [ZoneChange] {
        let year = CivilDateTime(seconds: seconds).date.year
        return changes(inYears: (year - 2)...(year + 2))
    }

    /// nil when `text` is no such rule.
    init?(_ text: String) {
        var scanner = Scanner(rest: text.utf8[...])
        guard let name = scanner.name(), let west = scanner.time() else { return nil }
        standard = ZoneOffset(seconds: Int(-west), abbreviation: name, isDaylight: false)
        guard !scanner.rest.isEmpty else {
            daylight = nil
            start = nil
            end = nil
            return
        }
        guard let summer = scanner.name() else { return nil }
        var east = Int(-west) + 3_600
        if scanner.rest.first != UInt8(ascii: ",") {
            guard let summerWest = scanner.time() else { return nil }
            east = Int(-summerWest)
        }
        daylight = ZoneOffset(seconds: east, abbreviation: summer, isDaylight: true)
        guard scanner.take(","), let start = scanner.day(), scanner.take(","), let end = scanner.day(),
            scanner.rest.isEmpty
        else { return nil }
        self.start = start
        self.end = end
    }

    private struct Scanner {
        var rest: Substring.UTF8View

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character.asciiValue else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func name() -> String? {
            let isQuoted = take("<")
            let letters = rest.prefix { byte in
                isQuoted
                    ? byte != UInt8(ascii: ">")
                    : (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xdf)
            }
            guard letters.count >= 3 else { return nil }
            rest = rest[letters.endIndex...]
            if isQuoted, !take(">") { return nil }
            return String(Substring(letters))
        }

        mutating func number() -> Int64? {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...4).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            return Int64(Substring(digits))
        }

        mutating func time() -> Int64? {
            let sign: Int64 = take("-") ? -1 : 1
            _ = take("+")
            guard let hours = number() else { return nil }
            var seconds = hours * 3_600
            if take(":") {
                guard let minutes = number() else { return nil }
                seconds += minutes * 60
                if take(":") {
                    guard let rest = number() else { return nil }
                    seconds += rest
                }
            }
            return sign * seconds
        }

        mutating func day() -> Day? {
            let kind: Day.Kind
            if take("M") {
                guard let month = number(), (1...12).contains(month), take("."), let week = number(),
                    (1...5).contains(week), take("."), let day = number(), (0...6).contains(day)
                else { return nil }
                kind = .weekday(month: Int(month), week: Int(week), day: Int(day))
            } else if take("J") {
                guard let day = number(), (1...365).contains(day) else { return nil }
                kind = .julian(Int(day))
            } else {
                guard let day = number(), (0...365).contains(day) else { return nil }
                kind = .ordinal(Int(day))
            }
            var second: Int64 = 7_200
            if take("/") {
                guard let time = time() else { return nil }
                second = time
            }
            return Day(kind: kind, second: second)
        }
    }
}
