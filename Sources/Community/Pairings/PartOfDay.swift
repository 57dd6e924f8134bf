public import Scheduling

/// A part of a day of the week as people speak of it: *Tuesday evenings*.
public struct PartOfDay: Hashable, Comparable, Sendable {
    public let day: Weekday
    public let part: Part

    public init(_ day: Weekday, _ part: Part) {
        self.day = day
        self.part = part
    }

    public enum Part: Int, CaseIterable, Sendable {
        case morning, afternoon, evening

        /// The hours that it covers, by the clock.
        public var hours: Range<Int> {
            switch self {
            case .morning: 6..<12
            case .afternoon: 12..<17
            case .evening: 17..<23
            }
        }

        /// `evenings`.
        public var words: String {
            switch self {
            case .morning: "mornings"
            case .afternoon: "afternoons"
            case .evening: "evenings"
            }
        }

        fileprivate init(hour: Int) { self = hour < 12 ? .morning : hour < 17 ? .afternoon : .evening }
    }

    /// The weekly interval that it is.
    public var interval: WeeklyInterval? {
        WeeklyInterval(day, from: part.hours.lowerBound * 60, to: part.hours.upperBound * 60)
    }

    /// `Tuesday evenings`.
    public var words: String { "\(day.name) \(part.words)" }

    /// The parts of the week in which the spans lie by the zone's clock, each by its middle; in the order of the week.
    public static func parts(of time: FreeTime, in zone: ZoneRules) -> [PartOfDay] {
        let parts = time.spans.map { span in
            let middle = zone.civil(
                at: Instant(milliseconds: span.lowerBound + (span.upperBound - span.lowerBound) / 2))
            return PartOfDay(middle.date.weekday, Part(hour: middle.time.hour))
        }
        return Set(parts).sorted()
    }

    /// `Tuesday and Thursday evenings and Saturday mornings`.
    public static func sentence(_ parts: [PartOfDay]) -> String {
        let sorted = Set(parts).sorted()
        let groups = Part.allCases.reversed().compactMap { part -> String? in
            let days = sorted.filter { $0.part == part }.map(\.day.name)
            guard !days.isEmpty else { return nil }
            return (days.count == 7 ? "all" : days.listed) + " " + part.words
        }
        return groups.listed
    }

    public static func < (left: PartOfDay, right: PartOfDay) -> Bool {
        (left.day.fromMonday, left.part.rawValue) < (right.day.fromMonday, right.part.rawValue)
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`.
    public var listed: String {
        guard let last else { return "" }
        return count == 1 ? last : "\(dropLast().joined(separator: ", ")) and \(last)"
    }
}
