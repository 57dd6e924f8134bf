public import Community
import Scheduling

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
