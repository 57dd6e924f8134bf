import Scheduling

/// One step of a job: which plugin, and with what.
public struct StepDefinition: SettingsGroup {
    @Setting("The step's name for the other steps; the plugin's id when left out.")
    public var id: String? = nil

    @Setting("The step's name for people.")
    public var name: String = ""

    @Setting("The plugin, such as check-in.ask.")
    public var uses: PluginReference

    @Setting("The plugin's settings.")
    public var with: OpenSettings = OpenSettings(node: nil)

    @Setting("Only when this holds, such as: steps.review.approved.")
    public var when: Condition? = nil

    @Setting("Starts this long after the step before it ended.")
    public var after: Duration = .zero

    @Setting("What it waits for before its turn.")
    public var waitFor: WaitSetting? = nil

    @Setting("How long deciding may take for one page of people; a plugin that takes longer is stopped.")
    public var timeout: Duration = .seconds(300)

    @Setting("What happens when planning the step does not succeed.")
    public var retry: Retry = Retry()

    public init() {}

    /// The name under which other steps know it.
    public var stepID: String { id ?? uses.id }

    public func validate() throws(BrokenRule) {
        guard after >= .zero else { throw BrokenRule("after", "expected a duration that is not negative") }
        try timeout.check("timeout", in: .seconds(1)...(.days(1)))
    }
}

/// A plugin's id with its place, checked against the registry by whoever holds one.
public struct PluginReference: Hashable, Sendable, SettingValue {
    public let id: String
    public let place: SourcePlace

    public static var settingType: SettingType { .text }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        id = try node.requireText("a plugin's id", hint: "write it like check-in.ask")
        place = node.place
    }

    public var yamlText: String { id }
}

/// How often, and how patiently, a step is tried again.
public struct Retry: SettingsGroup {
    @Setting("How many tries in all; the first one counts.")
    public var attempts: Int = 4

    @Setting("exponential doubles the wait each time; fixed keeps it.")
    public var backoff: Backoff = .exponential

    @Setting("The wait after the first try.")
    public var initial: Duration = .seconds(30)

    @Setting("The longest wait.")
    public var max: Duration = .seconds(900)

    public init() {}

    /// How the wait grows.
    public enum Backoff: String, CaseIterable, SettingValue { case exponential, fixed }

    public func validate() throws(BrokenRule) {
        try attempts.check("attempts", in: 1...25)
        guard initial > .zero, max >= initial else {
            throw BrokenRule("max", "expected at least 'initial' (\(initial.yamlText)), found '\(max.yamlText)'")
        }
    }

    /// The wait after `failures` tries that did not succeed, from 1; nil when the tries are used up.
    public func delay(afterFailures failures: Int) -> Duration? {
        guard failures < attempts else { return nil }
        guard backoff == .exponential else { return initial }
        var delay = initial
        for _ in 1..<Swift.max(failures, 1) {
            delay = Swift.min(max, delay * 2)
            if delay == max { break }
        }
        return Swift.min(delay, max)
    }
}
