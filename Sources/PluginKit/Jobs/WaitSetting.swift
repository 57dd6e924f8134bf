import Community
public import Scheduling

/// What a step waits for before it is planned: an event, or a date.
public struct WaitSetting: SettingsGroup {
    @Setting("Something that happens after the step's turn came, such as pairing.accepted.")
    public var event: String? = nil

    @Setting("Only when it happens to this member, such as: ${{ inputs.newcomer }}; anybody when left out.")
    public var member: String? = nil

    @Setting("This day, such as 2027-01-08.")
    public var date: CivilDate? = nil

    @Setting("With date: at this time, on the program's clock.")
    public var at: LocalTime = LocalTime(secondsSinceMidnight: 9 * 3_600)

    @Setting("With event: no longer than this.")
    public var within: Duration = .seconds(14 * 86_400)

    @Setting("When the time is over and nothing happened: go_on, skip this step, end the run, or fail it.")
    public var otherwise: Otherwise = .goOn

    public init() {}

    /// What happens when a wait was in vain.
    public enum Otherwise: String, CaseIterable, SettingValue {
        case goOn = "go_on"
        case skip
        case end
        case fail
    }

    public func validate() throws(BrokenRule) {
        guard (event == nil) != (date == nil) else {
            throw BrokenRule(
                event == nil ? "event" : "date", "expected either 'event' or 'date'",
                hint: "write it like wait_for: { event: pairing.accepted, within: 5d }")
        }
        guard member == nil || event != nil else {
            throw BrokenRule("member", "expected together with 'event'")
        }
        guard within > .zero else { throw BrokenRule("within", "expected a duration that is not zero") }
    }
}
