import Community

extension MessageID {
    /// Tells staff that a channel is disabled; the program's own, with words of its own.
    public static let channelDisabled = MessageID("outbox.channel-disabled")
}
