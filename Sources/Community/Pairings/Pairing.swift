public import Scheduling

/// A newcomer and a mentor, from the proposal to the standing pair.
public struct Pairing: Hashable, Sendable {
    public let id: PairingID
    public let newcomer: MemberID
    public let mentor: MemberID
    public var state: PairingState
    /// Why these two, in plain words that both may read, best reason first.
    public let reasons: [String]
    /// What the counselor may read besides; nil when it was proposed without.
    public let explanation: PairingExplanation?
    public let proposedAt: Instant
    /// Who decided on the proposal, and when; nil while it waits.
    public var decidedBy: String?
    public var decidedAt: Instant?

    public init(
        id: PairingID, newcomer: MemberID, mentor: MemberID, state: PairingState = .proposed, reasons: [String],
        explanation: PairingExplanation? = nil, proposedAt: Instant, decidedBy: String? = nil, decidedAt: Instant? = nil
    ) {
        self.id = id
        self.newcomer = newcomer
        self.mentor = mentor
        self.state = state
        self.reasons = reasons
        self.explanation = explanation
        self.proposedAt = proposedAt
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
    }
}
