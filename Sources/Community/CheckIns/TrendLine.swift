public import Scheduling

/// One person's own course over one question or score: theirs before it is anybody else's.
public struct TrendLine: Hashable, Sendable {
    public let title: LocalizedText
    /// The least and the most that a value can be.
    public let range: ClosedRange<Int>
    /// Oldest first.
    public let points: [Point]

    public init(title: LocalizedText, range: ClosedRange<Int>, points: [Point]) {
        self.title = title
        self.range = range
        self.points = points
    }

    /// One value on the day that it is about; one that came late, on the day when it was given.
    public struct Point: Hashable, Sendable {
        public let day: CivilDate
        public let value: Int

        public init(day: CivilDate, value: Int) {
            self.day = day
            self.value = value
        }
    }

    /// How many points are shown: as many as fit on a phone.
    public static let longest = 14
}
