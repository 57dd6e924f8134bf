public import Scheduling

/// Times before or after the start of a calendar's events.
public struct CalendarTrigger: BoundedTrigger {
    @Setting("The calendar, by its file under Config/calendars.")
    public var calendar: CalendarName

    @Setting("How long after the start; with a minus before it, such as -2h.")
    public var offset: Duration = .zero

    @Setting("Runs begin up to this much later, each by its own fixed share.")
    public var jitter: Duration? = nil

    @Setting("The first day on which it runs.")
    public var starts: CivilDate? = nil

    @Setting("The first day on which it runs no more.")
    public var ends: CivilDate? = nil

    @Setting("Calendars in Config/calendars on whose days it does not run.")
    public var exclude: [CalendarName] = []

    public init() {}

    public func validate() throws(BrokenRule) {
        try offset.check("offset", in: .days(-366)...(.days(366)))
        try checkBounds()
    }
}
