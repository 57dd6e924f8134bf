public import Community

/// A message that one dispatcher holds the lease of, with the person as they stand at this moment.
public final class ClaimedMessage: Sendable {
    public let message: OutboxMessage
    /// The person as the store has them now; nil when they are held no longer.
    public let member: Member?
    /// Grows with each claim; a dispatcher that comes back late with an older one changes nothing.
    public let epoch: Int
    /// Whether an earlier attempt was begun and its end never recorded: nobody knows whether it arrived.
    public let isAmbiguous: Bool
    /// The message that it takes the place of, or takes back; nil when none has arrived.
    public let earlier: SentMessage?

    public init(
        message: OutboxMessage, member: Member?, epoch: Int, isAmbiguous: Bool, earlier: SentMessage? = nil
    ) {
        self.earlier = earlier
        self.message = message
        self.member = member
        self.epoch = epoch
        self.isAmbiguous = isAmbiguous
    }

    /// Where it goes: the first of the person's contact points that this message has not failed at, that can be reached,
    /// and whose channel is one of `channels`; without an address only by one of `open`.
    public func contact(among channels: Set<String>, open: Set<String> = []) -> ContactPoint? {
        member?.contacts(among: channels, open: open).first { !message.tried.contains($0) }
    }
}
