import Community
import Scheduling

/// A job as its file describes it.
///
/// The same declarations give the decoder, the errors and the schema of job files.
public struct JobDefinition: SettingsGroup {
    @Setting("The job's name for the program; the file's name when left out. Renaming it starts its history anew.")
    public var id: JobID? = nil

    @Setting("The job's name for people.")
    public var name: String

    @Setting("What it is for, in a sentence.")
    public var description: String = ""

    @Setting("Whether it runs by itself. A disabled job can still be planned.")
    public var enabled: Bool = true

    @Setting("What starts it.")
    public var on: JobTriggers

    @Setting("Whom it is for.")
    public var audience: Audience = Audience()

    @Setting("Runs that must not overlap, and what happens when they would.")
    public var concurrency: Concurrency = Concurrency()

    @Setting("How long after its time a missed run is still made up for, such as 1h; none never does.")
    public var catchUp: CatchUpSetting = CatchUpSetting(window: nil)

    @Setting("Which of several missed runs is made up for: the latest, the earliest, or all of them.")
    public var catchUpRuns: CatchUpRuns = .latest

    @Setting("With catch_up_runs: all, at most this many, the latest ones.")
    public var catchUpAtMost: Int = 10

    @Setting("respect keeps people's quiet hours; ignore is for messages to operators only.")
    public var quietHours: QuietHoursChoice = .respect

    @Setting("What it does, in order.")
    public var steps: [StepDefinition]

    public init() {}

    /// Which missed runs are made up for.
    public enum CatchUpRuns: String, CaseIterable, SettingValue { case latest, earliest, all }

    /// Whether quiet hours hold for the job's messages.
    public enum QuietHoursChoice: String, CaseIterable, SettingValue { case respect, ignore }

    public func validate() throws(BrokenRule) {
        guard !steps.isEmpty else { throw BrokenRule("steps", "expected at least one step") }
        guard (1...1_000).contains(catchUpAtMost) else {
            throw BrokenRule("catch_up_at_most", "expected 1 to 1000, found '\(catchUpAtMost)'")
        }
        if quietHours == .ignore, audience.roles != [.operator] {
            throw BrokenRule(
                "quiet_hours", "'ignore' is for messages to operators only",
                hint: "remove the line, or set the audience to roles: [operator]")
        }
    }
}

/// `catch_up`: a duration, or `none`.
public struct CatchUpSetting: Hashable, Sendable, SettingValue {
    /// nil means the default: 1 h for what fires more often than daily, else 12 h.
    public let window: Duration?
    public let isOff: Bool

    public init(window: Duration?, isOff: Bool = false) {
        self.window = window
        self.isOff = isOff
    }

    public static var settingType: SettingType { .duration }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        if node.text == "none" {
            self.init(window: nil, isOff: true)
        } else {
            let window = try Duration(settingNode: node)
            guard window >= .zero else { throw [node.expected("a duration that is not negative", rule: "duration")] }
            self.init(window: window)
        }
    }

    public var yamlText: String { isOff ? "none" : (window?.yamlText ?? "12h") }
}
