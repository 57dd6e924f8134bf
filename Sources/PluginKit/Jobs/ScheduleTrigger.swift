public import Scheduling

/// Cron expressions on somebody's clock.
public struct ScheduleTrigger: BoundedTrigger {
    @Setting("Minute, hour, day of month, month, day of week, in quotes; \"0 20 * * *\" is 20:00 every day.")
    public var cron: CronText? = nil

    @Setting("Instead of cron: whenever one of several expressions fires.")
    public var anyOf: [CronText] = []

    @Setting("Instead of cron: only the times that all of several expressions share.")
    public var allOf: [CronText] = []

    @Setting("An IANA zone, or member for each person's own; the program's zone when left out.")
    public var timezone: ZoneSetting? = nil

    @Setting("What becomes of times that a clock change skips or repeats; Debian's rules when left out.")
    public var dst: ClockChanges = ClockChanges()

    @Setting("Runs begin up to this much later, each by its own fixed share, so that not everything begins at once.")
    public var jitter: Duration? = nil

    @Setting("The first day on which it runs.")
    public var starts: CivilDate? = nil

    @Setting("The first day on which it runs no more.")
    public var ends: CivilDate? = nil

    @Setting("Calendars in Config/calendars on whose days it does not run, such as holidays.")
    public var exclude: [CalendarName] = []

    public init() {}

    public func validate() throws(BrokenRule) {
        let given = [cron != nil, !anyOf.isEmpty, !allOf.isEmpty].count { $0 }
        guard given == 1 else {
            throw BrokenRule(
                "", given == 0 ? "missing required setting 'cron'" : "expected one of cron, any_of and all_of",
                hint: "cron: \"0 20 * * *\" is 20:00 every day")
        }
        try checkBounds()
    }

    /// What becomes of a time of day when the clocks change.
    public struct ClockChanges: SettingsGroup {
        @Setting("A time that the clocks skip: run_at_end of the gap, shift by its length, or skip.")
        public var gap: Gap? = nil

        @Setting("A time that the clocks show twice: first, last, or both.")
        public var overlap: ClockChangePolicy.Overlap? = nil

        public init() {}

        /// The policy's gap in the files' spelling.
        public enum Gap: String, CaseIterable, SettingValue {
            case runAtEnd = "run_at_end"
            case shift
            case skip
        }

        /// As the scheduler takes it.
        public var policy: ClockChangePolicy {
            let gap: ClockChangePolicy.Gap? =
                switch self.gap {
                case .runAtEnd: .runAtEnd
                case .shift: .shift
                case .skip: .skip
                case nil: nil
                }
            return ClockChangePolicy(gap: gap, overlap: overlap)
        }
    }
}

extension ClockChangePolicy.Overlap: SettingValue {}

extension OverlapPolicy: SettingValue {}

/// A calendar by its file under `Config/calendars`, without the ending.
public struct CalendarName: Hashable, Sendable, SettingValue {
    public let name: String
    public let place: SourcePlace

    public static var settingType: SettingType { .text }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        name = try node.requireText("a calendar's name", hint: "such as holidays, for Config/calendars/holidays.ics")
        place = node.place
    }

    public var yamlText: String { name }
}
