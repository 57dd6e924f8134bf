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

/// A question about a pair, and what was said to it.
public struct PairWishFact: Hashable, Sendable {
    public let ask: Ask
    /// How it is to go on; nil when that was left open, or nothing was said yet.
    public let wish: PairWish?

    public init(ask: Ask, wish: PairWish?) {
        self.ask = ask
        self.wish = wish
    }
}
