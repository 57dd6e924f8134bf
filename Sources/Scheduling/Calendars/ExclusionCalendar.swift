/// Days on which nothing fires, such as public holidays.
///
/// A day counts by its date on the schedule's own clock, the nominal one where a clock change moved a time.
public struct ExclusionCalendar: Hashable, Sendable {
    private let listed: Set<CivilDate>
    private let series: [AllDaySeries]

    /// Just these days.
    public init(dates: some Sequence<CivilDate>) {
        listed = Set(dates)
        series = []
    }

    /// All days of the all-day events of a calendar, repeated ones without end; events with a time of day do not count.
    public init(allDayEventsOf calendar: EventCalendar) {
        listed = []
        series = calendar.events.compactMap(AllDaySeries.init)
    }

    /// Whether nothing fires on `date`.
    public func contains(_ date: CivilDate) -> Bool {
        listed.contains(date) || series.contains { !$0.days(in: date...date).isEmpty }
    }

    /// The days between two dates, both of them included, in order and each once.
    public func dates(in range: ClosedRange<CivilDate>) -> [CivilDate] {
        var days = Set(listed.filter(range.contains).map(\.daysSince1970))
        for series in series { days.formUnion(series.days(in: range)) }
        return days.sorted().map { CivilDate(daysSince1970: $0) }
    }

    /// One line that differs whenever the days differ.
    var definition: String {
        let days = listed.sorted().map(\.iso8601)
        return (days + series.map(\.definition)).joined(separator: ",")
    }
}
