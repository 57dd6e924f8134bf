/// How an event of a calendar comes again: the RRULE property of RFC 5545, section 3.3.10.
///
/// Days, weeks, months and years, with the parts named here; a rule with any other part is refused when it is read.
public struct RecurrenceRule: Hashable, Sendable {
    /// The length of a period.
    public let frequency: Frequency
    /// Every so many of them, from 1 to 100,000.
    public let interval: Int
    /// When the repetition is over.
    public let end: End
    /// BYDAY; an ordinal of 0 is every such weekday.
    public let weekdays: [OrdinalWeekday]
    /// BYMONTHDAY: 1 to 31, or -31 to -1 from the month's end.
    public let monthDays: [Int]
    /// BYMONTH: 1 to 12.
    public let months: [Int]
    /// BYSETPOS: which of a period's days are kept, counted from 1 or from its end from -1.
    public let positions: [Int]
    /// WKST: the first day of a week.
    public let weekStart: Weekday

    /// FREQ.
    public enum Frequency: String, CaseIterable, Hashable, Sendable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// COUNT or UNTIL.
    public enum End: Hashable, Sendable {
        /// It has no end.
        case never
        /// The number of times, the event's own start among them.
        case count(Int)
        /// The last day that may be one.
        case untilDate(CivilDate)
        /// The last reading of the clock that may be one.
        case untilLocal(CivilDateTime)
        /// The last instant that may be one.
        case untilInstant(Instant)
    }

    /// A weekday, or the first, second, last one of a month or year.
    public struct OrdinalWeekday: Hashable, Sendable {
        /// From 1, from the end from -1; 0 for every one.
        public let ordinal: Int
        /// The day of the week.
        public let weekday: Weekday
    }
}
