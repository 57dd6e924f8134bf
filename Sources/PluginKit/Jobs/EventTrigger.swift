/// Something that happened to a person.
public struct EventTrigger: SettingsGroup {
    @Setting("What happened.")
    public var name: EventName

    public init() {}
}

/// What the program itself tells of, beside what plugins emit.
public enum EventName: String, CaseIterable, SettingValue {
    /// Somebody new came with an import.
    case memberJoined = "member.joined"
    /// A check-in was answered or skipped.
    case checkInAnswered = "check-in.answered"
    /// Both people of a pair said yes; it concerns both.
    case pairingAccepted = "pairing.accepted"
}
