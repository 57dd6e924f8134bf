public import Community
public import Scheduling

/// What starts a job; each part may be left out, one must be there.
public struct JobTriggers: SettingsGroup {
    @Setting("Times by cron expressions.")
    public var schedule: [ScheduleTrigger] = []

    @Setting("Days counted from a date of each person.")
    public var date: [DateTrigger] = []

    @Setting("By hand, with inputs.")
    public var manual: ManualTrigger? = nil

    public init() {}

    public func validate() throws(BrokenRule) {
        guard !schedule.isEmpty || !date.isEmpty || manual != nil else {
            throw BrokenRule("", "expected at least one of schedule, date, manual")
        }
    }
}

/// One cron expression on somebody's clock.
public struct ScheduleTrigger: SettingsGroup {
    @Setting("Minute, hour, day of month, month, day of week, in quotes; \"0 20 * * *\" is 20:00 every day.")
    public var cron: CronText

    @Setting("An IANA zone, or member for each person's own; the program's zone when left out.")
    public var timezone: ZoneSetting? = nil

    public init() {}
}

/// Days counted from a date that each person has.
public struct DateTrigger: SettingsGroup {
    @Setting("The date to count from.")
    public var field: DateField

    @Setting("Whole days after the date; 0 is the day itself.")
    public var offset: Duration = .zero

    @Setting("Again every so many days; only once when left out.")
    public var `repeat`: Duration? = nil

    @Setting("The time of day.")
    public var at: LocalTime

    @Setting("An IANA zone, or member for each person's own; the program's zone when left out.")
    public var timezone: ZoneSetting? = nil

    @Setting("Only on these days; another day moves to the next that is one of them.")
    public var weekdays: [Weekday] = []

    public init() {}

    /// The dates that a person has.
    public enum DateField: String, CaseIterable, SettingValue { case joinedOn = "member.joined_on" }

    public func validate() throws(BrokenRule) {
        let day: Int64 = 86_400
        guard offset.components.seconds % day == 0 else {
            throw BrokenRule("offset", "expected whole days, found '\(offset.yamlText)'", hint: "write it like 30d")
        }
        if let again = self.repeat {
            guard again.components.seconds >= day, again.components.seconds % day == 0 else {
                throw BrokenRule("repeat", "expected whole days, at least 1d, found '\(again.yamlText)'")
            }
        }
    }

    /// The rule in whole days.
    public var rule: DateOffset {
        DateOffset(
            offsetDays: Int(offset.components.seconds / 86_400),
            repeatDays: self.repeat.map { Int($0.components.seconds / 86_400) },
            weekdays: Set(weekdays))
    }
}

/// A job that people start, with the inputs that they give.
public struct ManualTrigger: SettingsGroup {
    @Setting("What the button says.")
    public var label: String = "Run now"

    @Setting("Who may start it.")
    public var roles: [Role] = []

    @Setting("What they give, by name.")
    public var inputs: NamedSettings<ManualInput> = NamedSettings()

    public init() {}
}

/// One input of a job that is started by hand.
public struct ManualInput: SettingsGroup {
    @Setting("What the form says beside it.")
    public var label: String = ""

    @Setting("What it holds.")
    public var type: Kind = .text

    @Setting("Whether it must be given.")
    public var required: Bool = false

    @Setting("Its value when it is not given.")
    public var `default`: String? = nil

    @Setting("The smallest whole number.")
    public var minimum: Int? = nil

    @Setting("The largest whole number.")
    public var maximum: Int? = nil

    @Setting("The texts to choose from.")
    public var options: [String] = []

    public init() {}

    /// What an input holds.
    public enum Kind: String, CaseIterable, SettingValue { case text, integer, boolean, date, member }

    public func validate() throws(BrokenRule) {
        if let value = self.default, let fault = fault(of: value) { throw BrokenRule("default", fault) }
    }

    /// What is wrong with `value`, or nil.
    public func fault(of value: String) -> String? {
        switch type {
        case .integer:
            guard let number = Int(value) else { return "expected a whole number, found '\(value)'" }
            if let minimum, number < minimum { return "expected at least \(minimum), found '\(value)'" }
            if let maximum, number > maximum { return "expected at most \(maximum), found '\(value)'" }
        case .boolean: if value != "true", value != "false" { return "expected true or false, found '\(value)'" }
        case .date: if CivilDate(iso8601: value) == nil { return "expected a date like 2026-11-20, found '\(value)'" }
        case .text, .member: break
        }
        if !options.isEmpty, !options.contains(value) {
            return "expected one of \(options.joined(separator: ", ")), found '\(value)'"
        }
        return nil
    }
}
