public import Scheduling

/// Days at regular distances on the calendar: every 2 weeks on Tuesday at 18:00.
public struct IntervalTrigger: BoundedTrigger {
    @Setting("Every so many units, 1 to 10000.")
    public var every: Int = 1

    @Setting("What is counted.")
    public var unit: CalendarInterval.Unit

    @Setting("For weeks: the days; the anchor's own when left out.")
    public var weekdays: [Weekday] = []

    @Setting("For months and years: the day of the month, 1 to 31; a shorter month has its last day instead.")
    public var day: Int? = nil

    @Setting("The time of day.")
    public var at: LocalTime

    @Setting("A day in a unit that counts.")
    public var anchor: CivilDate

    @Setting("An IANA zone, or member for each person's own; the program's zone when left out.")
    public var timezone: ZoneSetting? = nil

    @Setting("Runs begin up to this much later, each by its own fixed share.")
    public var jitter: Duration? = nil

    @Setting("The first day on which it runs.")
    public var starts: CivilDate? = nil

    @Setting("The first day on which it runs no more.")
    public var ends: CivilDate? = nil

    @Setting("Calendars in Config/calendars on whose days it does not run.")
    public var exclude: [CalendarName] = []

    public init() {}

    /// - Throws: what does not fit together.
    public func interval() throws(CalendarIntervalError) -> CalendarInterval {
        try CalendarInterval(
            every: every, unit, anchor: anchor, at: at, weekdays: Set(weekdays), dayOfMonth: day)
    }

    public func validate() throws(BrokenRule) {
        do {
            _ = try interval()
        } catch {
            throw BrokenRule("", error.message)
        }
        try checkBounds()
    }
}

extension CalendarInterval.Unit: SettingValue {}
