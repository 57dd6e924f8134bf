/// Something that happened to a person.
public struct EventTrigger: SettingsGroup {
    @Setting(
        "What happened: member.joined, member.stage-changed, check-in.answered, pairing.accepted, pairing.closing, commitment.set, concern.raised, or what a plugin emits."
    )
    public var name: String

    public init() {}
}

/// What the program itself tells of, beside what plugins emit.
public enum EventName: String, CaseIterable, Sendable {
    /// Somebody new came with an import.
    case memberJoined = "member.joined"
    /// Somebody went on along their way: to a transition, to the alumni, away.
    case stageChanged = "member.stage-changed"
    /// A check-in was answered or skipped.
    case checkInAnswered = "check-in.answered"
    /// Both people of a pair said yes; it concerns both.
    case pairingAccepted = "pairing.accepted"
    /// One of the two of a pair asked to close it; it concerns both.
    case pairingClosing = "pairing.closing"
    /// Somebody wrote down what they mean to do.
    case commitmentSet = "commitment.set"
    /// Something is to be read by somebody first; it concerns them, and not whoever raised it.
    case concernRaised = "concern.raised"
}
