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

    @Setting("A share of the workers' time: high, normal or low.")
    public var priority: JobPriority = .normal

    @Setting("How many runs may begin in a span of time, by themselves or by hand.")
    public var rate: RateSetting = RateSetting()

    @Setting("Names of inputs: while a run started by hand is not finished, another with the same ones is not added.")
    public var uniqueBy: [String] = []

    @Setting("How long a run may take in all, with everything it waits for; as long as it takes when left out.")
    public var timeout: Duration? = nil

    @Setting("What becomes of a run whose time is over: end it as it is, or fail it.")
    public var onTimeout: TimeoutChoice = .end

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

    /// What becomes of a run whose time is over.
    public enum TimeoutChoice: String, CaseIterable, SettingValue { case end, fail }

    /// Whether quiet hours hold for the job's messages.
    public enum QuietHoursChoice: String, CaseIterable, SettingValue { case respect, ignore }

    public func validate() throws(BrokenRule) {
        guard !steps.isEmpty else { throw BrokenRule("steps", "expected at least one step") }
        try catchUpAtMost.check("catch_up_at_most", in: 1...1_000)
        if let timeout, timeout < .seconds(60) || timeout > .seconds(3_660 * 86_400) {
            throw BrokenRule("timeout", "expected 1m to 3660d, found '\(timeout.yamlText)'")
        }
        let inputs = on.manual?.inputs.entries.map(\.name) ?? []
        if let unknown = uniqueBy.first(where: { !inputs.contains($0) }) {
            throw BrokenRule(
                "unique_by", "there is no input '\(unknown)'",
                hint: inputs.isEmpty
                    ? "declare it in on.manual.inputs" : "name one of \(inputs.joined(separator: ", "))")
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
