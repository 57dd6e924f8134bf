public import Scheduling

/// What the program's files say about its way of working, for what a job leaves open.
public struct ProgramPractice: Hashable, Sendable {
    public let style: ProgramStyle
    /// Where it works, by the names of the cadences; nil for the style's cadence.
    public let setting: String?
    public let cadences: ReviewCadences
    /// Weekdays on which nobody is there.
    public let closedWeekdays: Set<Weekday>
    /// Days on which nobody is there, such as holidays.
    public let closedDays: [ExclusionCalendar]

    public init(
        style: ProgramStyle = .blended, setting: String? = nil, cadences: ReviewCadences = ReviewCadences(),
        closedWeekdays: Set<Weekday> = [], closedDays: [ExclusionCalendar] = []
    ) {
        self.style = style
        self.setting = setting
        self.cadences = cadences
        self.closedWeekdays = closedWeekdays
        self.closedDays = closedDays
    }

    /// How often goals are looked at on `day`: by the setting's cadence, else the style's.
    public func reviewInterval(on day: CivilDate) -> ReviewInterval {
        let cadence = setting.flatMap { cadences.cadence(for: $0, on: day) }
        let every = cadence?.everyDays ?? style.defaults.reviewDays
        return ReviewInterval(initialDays: cadence?.initialDays ?? every, everyDays: every)
    }

    /// Whether somebody is there on `day`.
    public func isOpen(_ day: CivilDate) -> Bool {
        !closedWeekdays.contains(day.weekday) && !closedDays.contains { $0.contains(day) }
    }
}
