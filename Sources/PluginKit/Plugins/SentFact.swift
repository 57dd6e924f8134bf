public import Community
public import Messages
public import Scheduling

/// That somebody was sent a message.
public struct SentFact: Hashable, Sendable {
    public let member: MemberID
    public let message: MessageID
    public let at: Instant

    public init(member: MemberID, message: MessageID, at: Instant) {
        self.member = member
        self.message = message
        self.at = at
    }
}
