import Community

extension MessageID {
    /// Tells staff that a channel is disabled; the program's own, with words of its own.
    public static let channelDisabled = MessageID("outbox.channel-disabled")
    /// Tells staff that a platform has given an address another name.
    public static let addressMoved = MessageID("outbox.address-moved")
    /// Takes a message back that has arrived; it has no words.
    public static let withdrawal = MessageID("outbox.withdrawal")
    /// Tells counselors that a pair, or a mentor, would be glad of a word.
    public static let pairingNotice = MessageID("pairing.notice")
    /// Tells those who look after people that somebody wishes for a call.
    public static let callNotice = MessageID("care.call")
    /// Tells whoever is on the ladder that an answer asks for a person; the program's own, with words of its own.
    public static let safetyAttention = MessageID("check-in.attention")
    /// Says to somebody who asked for it that no more messages come.
    public static let replyStopped = MessageID("reply.stopped")
    /// Says that messages come again.
    public static let replyStarted = MessageID("reply.started")
    /// Whom to turn to, for somebody who asked.
    public static let replyHelp = MessageID("reply.help")
    /// Says kindly what would have been understood.
    public static let replyUnread = MessageID("reply.unread")
    /// Whom to turn to right now, for words that ask for a person.
    public static let replySupport = MessageID("reply.support")

    /// Whether it answers something that somebody wrote: it goes to where that came from, whatever they want to hear
    /// otherwise, and to nobody else.
    ///
    /// The address is its value `to`.
    public var answersReply: Bool { Self.answering.contains(self) }

    private static let answering: Set<MessageID> = [
        replyStopped, replyStarted, replyHelp, replyUnread, replySupport,
    ]
}
