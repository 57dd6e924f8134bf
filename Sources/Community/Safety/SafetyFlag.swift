public import Scheduling

/// That somebody's answer asks for a person, from the answer to the end of the follow-up.
///
/// It changes nothing else: no pair ends, nothing is taken away, and no peer is told.
public struct SafetyFlag: Hashable, Sendable {
    public let id: String
    /// Four hexadecimal digits in capitals: all that is said of it outside.
    public let reference: String
    public let member: MemberID
    public let openedAt: Instant
    public var state: SafetyFlagState
    /// How often somebody was told since it opened, or since more came in.
    public var notified: Int
    /// When the next on the ladder is told; nil when a person has taken it on.
    public var nextAt: Instant?
    /// Who took it on; nil while nobody has.
    public var acknowledgedBy: MemberID?

    public init(
        id: String, reference: String, member: MemberID, openedAt: Instant, state: SafetyFlagState = .open,
        notified: Int = 0, nextAt: Instant? = nil, acknowledgedBy: MemberID? = nil
    ) {
        self.id = id
        self.reference = reference
        self.member = member
        self.openedAt = openedAt
        self.state = state
        self.notified = notified
        self.nextAt = nextAt
        self.acknowledgedBy = acknowledgedBy
    }
}
