public import Scheduling

/// A newcomer and a mentor, from the proposal to the standing pair and its end.
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
    /// When it came to where it stands.
    public var changedAt: Instant
    /// Who decided last, and when; nil while the proposal waits, and where the program alone moved it.
    public var decidedBy: String?
    public var decidedAt: Instant?
    /// When the two were introduced to each other; follow-ups count from here.
    public var introducedAt: Instant?
    /// Why it came to its end, in words for staff; nil while it goes on, and where no reason is asked for or kept.
    public var endReason: String?

    /// Makes a pair; `changedAt` is when it was proposed when left out.
    public init(
        id: PairingID, newcomer: MemberID, mentor: MemberID, state: PairingState = .proposed, reasons: [String],
        explanation: PairingExplanation? = nil, proposedAt: Instant, changedAt: Instant? = nil,
        decidedBy: String? = nil, decidedAt: Instant? = nil, introducedAt: Instant? = nil, endReason: String? = nil
    ) {
        self.id = id
        self.newcomer = newcomer
        self.mentor = mentor
        self.state = state
        self.reasons = reasons
        self.explanation = explanation
        self.proposedAt = proposedAt
        self.changedAt = changedAt ?? proposedAt
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.introducedAt = introducedAt
        self.endReason = endReason
    }

    /// The two in no order.
    public var pair: MemberPair { MemberPair(newcomer, mentor) }

    /// The other of the two; the newcomer for somebody who is neither.
    public func other(than member: MemberID) -> MemberID { member == newcomer ? mentor : newcomer }
}
