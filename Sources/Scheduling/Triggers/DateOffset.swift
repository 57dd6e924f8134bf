/// Days counted from a date that a person has: once, or again and again.
public struct DateOffset: Hashable, Sendable {
    /// Days after the date; negative for before it.
    public let offsetDays: Int
    /// Again every so many days; nil for once.
    public let repeatDays: Int?
    /// When not empty, a day that is not one of these moves forward to the next that is.
    public let weekdays: Set<Weekday>

    /// Makes a rule; a repetition under one day counts as none.
    public init(offsetDays: Int, repeatDays: Int? = nil, weekdays: Set<Weekday> = []) {
        self.offsetDays = offsetDays
        self.repeatDays = repeatDays
        self.weekdays = weekdays
    }

    /// Whether `day` is one of the days that follow from `anchor`.
    public func falls(on day: CivilDate, anchor: CivilDate) -> Bool {
        guard weekdays.isEmpty || weekdays.contains(day.weekday) else { return false }
        // The days before that moved forward to this one count as this one.
        for back in 0..<7 {
            let unmoved = day.adding(days: -back)
            if back > 0, weekdays.isEmpty || weekdays.contains(unmoved.weekday) { return false }
            let count = unmoved.daysSince1970 - anchor.daysSince1970 - offsetDays
            if count == 0 { return true }
            if count > 0, let repeatDays, repeatDays > 0, count % repeatDays == 0 { return true }
        }
        return false
    }

    /// The first such day on or after `day`; nil when there is none.
    public func nextDate(onOrAfter day: CivilDate, anchor: CivilDate) -> CivilDate? {
        var count = max(0, day.daysSince1970 - anchor.daysSince1970 - offsetDays - 7)
        if let repeatDays, repeatDays > 0 { count -= count % repeatDays } else { count = 0 }
        for _ in 0..<16 {
            var date = anchor.adding(days: offsetDays + count)
            while !weekdays.isEmpty, !weekdays.contains(date.weekday) { date = date.adding(days: 1) }
            if date >= day { return date }
            guard let repeatDays, repeatDays > 0 else { return nil }
            count += repeatDays
        }
        return nil
    }
}
