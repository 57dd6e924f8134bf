/// Days at regular distances on the calendar, with a time of day: every 2 weeks on Tuesday at 18:00.
///
/// The anchor says which weeks, months or years count; the grid goes on before it too, so that a schedule's start is
/// said with `Schedule.starts` alone.
public struct CalendarInterval: Hashable, Sendable {
    /// What is counted.
    public enum Unit: String, CaseIterable, Hashable, Sendable { case day, week, month, year }

    /// Every so many units, from 1 to 10,000.
    public let count: Int
    /// What is counted.
    public let unit: Unit
    /// A day in a unit that counts.
    public let anchor: CivilDate
    /// For weeks: the days of a week that counts; never empty then, and empty otherwise.
    public let weekdays: Set<Weekday>
    /// For months and years: 1 to 31; a shorter month has its last day instead.
    public let dayOfMonth: Int
    /// For weeks: the day on which a week begins.
    public let weekStart: Weekday
    /// On the zone's clock.
    ///
    /// Skipped by a clock change of up to three hours it comes at the first instant after it; shown
    /// twice it comes the first time.
    public let time: LocalTime

    /// Checks what fits together.
    ///
    /// `weekdays` empty stands for the anchor's own weekday, `dayOfMonth` nil for the anchor's own day.
    ///
    /// - Throws: `CalendarIntervalError` with a sentence for a count out of range, weekdays without weeks, or a day of the
    ///   month without months or years.
    public init(
        every count: Int, _ unit: Unit, anchor: CivilDate, at time: LocalTime, weekdays: Set<Weekday> = [],
        dayOfMonth: Int? = nil, weekStart: Weekday = .monday
    ) throws(CalendarIntervalError) {
        guard (1...10_000).contains(count) else {
            throw CalendarIntervalError(message: "the count of an interval must be 1 to 10000, not \(count)")
        }
        guard weekdays.isEmpty || unit == .week else {
            throw CalendarIntervalError(message: "days of the week go with weeks, not with \(unit.rawValue)s")
        }
        if let dayOfMonth {
            guard unit == .month || unit == .year else {
                throw CalendarIntervalError(
                    message: "a day of the month goes with months and years, not with \(unit.rawValue)s")
            }
            guard (1...31).contains(dayOfMonth) else {
                throw CalendarIntervalError(message: "the day of the month must be 1 to 31, not \(dayOfMonth)")
            }
        }
        self.count = count
        self.unit = unit
        self.anchor = anchor
        self.time = time
        self.weekdays = unit == .week && weekdays.isEmpty ? [anchor.weekday] : weekdays
        self.dayOfMonth = dayOfMonth ?? anchor.day
        self.weekStart = weekStart
    }

    /// The first fire strictly after `instant` on the clocks of `zone`.
    public func next(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        // The reading of the day before may lie in a gap that ends after `instant`.
        var date = zone.civil(at: instant).date.adding(days: -1)
        // At most two readings lie before `instant`, and no calendar removed more than a few days.
        for _ in 0..<16 {
            date = nextDate(onOrAfter: date)
            if let fire = zone.fire(at: CivilDateTime(date: date, time: time)), fire.instant > instant { return fire }
            date = date.adding(days: 1)
        }
        return nil
    }

    /// Whether `date` is one of the days.
    public func matches(_ date: CivilDate) -> Bool { nextDate(onOrAfter: date) == date }

    var definition: String {
        let days = weekdays.map(\.rawValue).sorted().map(String.init).joined(separator: ",")
        return "every \(count) \(unit.rawValue) from \(anchor) on [\(days)] day \(dayOfMonth) "
            + "week \(weekStart.rawValue) at \(time.withSeconds)"
    }
}
