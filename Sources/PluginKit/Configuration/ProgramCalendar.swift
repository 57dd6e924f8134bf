public import Scheduling

/// A calendar of the program: a file under `Config/calendars`.
public struct ProgramCalendar: Sendable {
    /// The events of an `.ics` file; nil for a list of days.
    public let events: EventCalendar?
    /// Its days as days on which nothing runs: all-day events, or the days of a list.
    public let days: ExclusionCalendar

    public init(events: EventCalendar) {
        self.events = events
        days = ExclusionCalendar(allDayEventsOf: events)
    }

    public init(days: [CivilDate]) {
        events = nil
        self.days = ExclusionCalendar(dates: days)
    }
}
