public import Scheduling

/// How long what has ended is kept, by its kind.
public struct Retention: SettingsGroup {
    @Setting("Runs that have ended, with their steps and asks; keep never removes them.")
    public var runs: KeepSetting = .for(.days(400))

    @Setting("How single tries of runs and messages ended.")
    public var attempts: KeepSetting = .for(.days(90))

    @Setting("What a message said and the bytes that were sent, after it was delivered or let go.")
    public var bodies: KeepSetting = .for(.days(30))

    @Setting("That a message was sent, when and where, and what became of it.")
    public var messages: KeepSetting = .for(.days(400))

    @Setting("Members' answers, which are their own words; that they answered is kept as long as the run.")
    public var answers: KeepSetting = .for(.days(365))

    @Setting("Who was left out of a run, and why.")
    public var leftOut: KeepSetting = .for(.days(90))

    @Setting("What happened to people, such as that somebody joined.")
    public var events: KeepSetting = .for(.days(90))

    public init() {}

    /// Long enough for catching up, caps of a week, and a link in a message.
    public static let shortest: Duration = .days(14)

    public func validate() throws(BrokenRule) {
        let all = [
            ("runs", runs), ("attempts", attempts), ("bodies", bodies), ("messages", messages), ("answers", answers),
            ("left_out", leftOut), ("events", events),
        ]
        for (name, setting) in all {
            guard case .for(let length) = setting, length < Self.shortest else { continue }
            throw BrokenRule(
                name, "expected at least \(Self.shortest.yamlText), found '\(length.yamlText)'",
                hint: "what is younger may still be needed to send nothing twice")
        }
    }
}

/// A duration, or `keep`.
public enum KeepSetting: Hashable, Sendable, SettingValue {
    case always
    case `for`(Duration)

    public static var settingType: SettingType { .duration }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        self = node.text == "keep" ? .always : .for(try Duration(settingNode: node))
    }

    public var yamlText: String {
        switch self {
        case .always: "keep"
        case .for(let length): length.yamlText
        }
    }

    /// Everything before this instant may go; nil when nothing may.
    public func cutoff(at now: Instant) -> Instant? {
        switch self {
        case .always: nil
        case .for(let length): now - length
        }
    }
}
