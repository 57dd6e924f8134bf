public import Scheduling

/// A fixed grid of elapsed time, which no clock change and no restart moves.
public struct EveryTrigger: BoundedTrigger {
    @Setting("How far apart the times are, such as 90m; at least 1m.")
    public var interval: Duration

    @Setting("A day on which one of the times is at midnight of the program's zone.")
    public var anchor: CivilDate = CivilDate(daysSince1970: 20_454)

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
        try interval.check("interval", in: .seconds(60)...(.days(366)))
        try checkBounds()
    }
}
