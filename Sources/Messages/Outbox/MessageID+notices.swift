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
    /// Tells whoever is on the ladder that an answer asks for a person; the program's own, with words of its own.
    public static let safetyAttention = MessageID("check-in.attention")
}
