/// What starts a job; each part may be left out, one must be there.
public struct JobTriggers: SettingsGroup {
    @Setting("Times by cron expressions.")
    public var schedule: [ScheduleTrigger] = []

    @Setting("A fixed grid of elapsed time, such as every 90 minutes.")
    public var every: [EveryTrigger] = []

    @Setting("Whole days, weeks, months or years, such as every 2 weeks on Tuesday at 18:00.")
    public var interval: [IntervalTrigger] = []

    @Setting("Before or after the events of a calendar in Config/calendars.")
    public var calendar: [CalendarTrigger] = []

    @Setting("Days counted from a date of each person.")
    public var date: [DateTrigger] = []

    @Setting("Something that happened to a person; the run is for them alone.")
    public var event: [EventTrigger] = []

    @Setting("By hand, with inputs.")
    public var manual: ManualTrigger? = nil

    public init() {}

    public func validate() throws(BrokenRule) {
        let counts = [schedule.count, every.count, interval.count, calendar.count, date.count, event.count]
        guard counts.contains(where: { $0 > 0 }) || manual != nil else {
            throw BrokenRule(
                "", "expected at least one of schedule, every, interval, calendar, date, event, manual")
        }
    }
}
