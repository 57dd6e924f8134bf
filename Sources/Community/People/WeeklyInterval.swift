public import Scheduling

/// A time of every week by a person's own clock, such as *Tuesdays from 18:00 to 20:00*.
///
/// It says what the clock on the wall shows, never how many hours that is: on the day on which clocks change, the real
/// time may be an hour more or less (`instants(from:days:in:)`).
public struct WeeklyInterval: Hashable, Comparable, Sendable {
    public let day: Weekday
    /// Minutes after midnight of `day`, 0 to 1439.
    public let from: Int
    /// Minutes after midnight of `day`, above `from` and at most 2879: past 1440 it is over midnight.
    public let to: Int

    /// nil for minutes out of their bounds, and for more than a day.
    public init?(_ day: Weekday, from: Int, to: Int) {
        guard (0..<1_440).contains(from), from < to, to - from <= 1_440 else { return nil }
        (self.day, self.from, self.to) = (day, from, to)
    }

    /// Reads `tue 18:00-20:00`; for several days alike `mon-fri 18:00-20:00` or `daily 07:00-08:00`.
    ///
    /// An end at or before the start is on the next day, and `24:00` is midnight. nil for anything else.
    public static func reading(_ text: some StringProtocol) -> [WeeklyInterval]? {
        let words = text.split { $0 == " " || $0 == "\t" }
        guard words.count == 2, let days = days(words[0]) else { return nil }
        let times = words[1].split(separator: "-", omittingEmptySubsequences: false)
        guard times.count == 2, let from = minutes(times[0]), from < 1_440, let end = minutes(times[1]) else {
            return nil
        }
        let to = end <= from ? end + 1_440 : end
        let intervals = days.compactMap { WeeklyInterval($0, from: from, to: to) }
        return intervals.count == days.count ? intervals : nil
    }

    /// As `reading` understands it, one day at a time.
    public var text: String { "\(day.shortName) \(Self.clock(from))-\(Self.clock(to > 1_440 ? to - 1_440 : to))" }

    public static func < (left: WeeklyInterval, right: WeeklyInterval) -> Bool {
        (left.day.fromMonday, left.from, left.to) < (right.day.fromMonday, right.from, right.to)
    }

    private static func days(_ word: some StringProtocol) -> [Weekday]? {
        if word.lowercased() == "daily" { return Weekday.week }
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Weekday(name: String($0)) }
        guard let first = ends.first ?? nil, ends.count <= 2, let last = ends.last ?? nil else { return nil }
        let count = (last.fromMonday - first.fromMonday + 7) % 7
        return (0...count).map { Weekday.week[(first.fromMonday + $0) % 7] }
    }

    private static func minutes(_ text: some StringProtocol) -> Int? {
        let text = String(text)
        if text == "24:00" { return 1_440 }
        return LocalTime(text).map { $0.secondsSinceMidnight / 60 }
    }

    private static func clock(_ minutes: Int) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}

extension Weekday {
    /// The days from Monday to Sunday, as a week is read aloud.
    public static let week: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday]

    /// 0 for Monday to 6 for Sunday.
    public var fromMonday: Int { (rawValue + 6) % 7 }
}
