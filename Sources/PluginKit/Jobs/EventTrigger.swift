/// Something that happened to a person.
public struct EventTrigger: SettingsGroup {
    @Setting(
        "What happened: member.joined, check-in.answered, pairing.accepted, pairing.closing, or what a plugin emits.")
    public var name: String

    public init() {}
}

/// What the program itself tells of, beside what plugins emit.
public enum EventName: String, CaseIterable, Sendable {
    /// Somebody new came with an import.
    case memberJoined = "member.joined"
    /// A check-in was answered or skipped.
    case checkInAnswered = "check-in.answered"
    /// Both people of a pair said yes; it concerns both.
    case pairingAccepted = "pairing.accepted"
    /// One of the two of a pair asked to close it; it concerns both.
    case pairingClosing = "pairing.closing"
}
