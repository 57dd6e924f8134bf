public import Community
public import Scheduling

/// Days counted from a date that each person has.
public struct DateTrigger: SettingsGroup {
    @Setting(
        "The date to count from: member.joined_on, or member.ended_on, the day on which somebody became one of the alumni or left."
    )
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
    public enum DateField: String, CaseIterable, SettingValue {
        case joinedOn = "member.joined_on"
        case endedOn = "member.ended_on"
    }

    /// The day of `member` that it counts from, by `clock`; nil for somebody who has none.
    public func anchor(of member: Member, on clock: ZoneRules) -> CivilDate? {
        switch field {
        case .joinedOn: member.joinedOn
        case .endedOn: member.endedAt.map { clock.civil(at: $0).date }
        }
    }

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
