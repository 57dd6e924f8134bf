public import Community
public import Scheduling

/// A message that one dispatcher holds the lease of, with the person as they stand at this moment.
public final class ClaimedMessage: Sendable {
    public let message: OutboxMessage
    /// The person as the store has them now; nil when they are held no longer.
    public let member: Member?
    /// Grows with each claim; a dispatcher that comes back late with an older one changes nothing.
    public let epoch: Int
    /// Whether an earlier attempt sent these bytes, or may have, and nobody knows whether they arrived.
    public let isAmbiguous: Bool
    /// The message that it takes the place of, or takes back; nil when none has arrived.
    public let earlier: SentMessage?
    /// The messages that go as parts of this one, to the same person.
    public let bundled: [ClaimedMessage]
    /// Whether its bytes hold a part that does not go with it any more.
    public let hasOutdatedBytes: Bool

    public init(
        message: OutboxMessage, member: Member?, epoch: Int, isAmbiguous: Bool, earlier: SentMessage? = nil,
        bundled: [ClaimedMessage] = [], hasOutdatedBytes: Bool = false
    ) {
        self.earlier = earlier
        self.message = message
        self.member = member
        self.epoch = epoch
        self.isAmbiguous = isAmbiguous
        self.bundled = bundled
        self.hasOutdatedBytes = hasOutdatedBytes
    }

    /// The same claim with these messages as its parts.
    public func with(_ bundled: [ClaimedMessage]) -> ClaimedMessage {
        ClaimedMessage(
            message: message, member: member, epoch: epoch, isAmbiguous: isAmbiguous, earlier: earlier,
            bundled: bundled, hasOutdatedBytes: hasOutdatedBytes)
    }

    /// The same claim with the person as they stand at another moment.
    public func with(_ member: Member?) -> ClaimedMessage {
        ClaimedMessage(
            message: message, member: member, epoch: epoch, isAmbiguous: isAmbiguous, earlier: earlier,
            bundled: bundled.map { $0.with(member) }, hasOutdatedBytes: hasOutdatedBytes)
    }

    /// Where it goes: the first of the person's contact points that this message has not failed at, that can be reached,
    /// and whose channel is one of `channels`; without an address only by one of `open`.
    ///
    /// What answers a reply goes to where that came from, also when nothing else goes there any more, and nowhere else.
    public func contact(among channels: Set<String>, open: Set<String> = [], at now: Instant) -> ContactPoint? {
        if message.message.answersReply {
            let origin = ContactPoint(channel: message.channel, address: message.values["to"] ?? "")
            let isTheirs = channels.contains(origin.channel) && member?.contacts.contains(origin) ?? false
            return isTheirs && !message.tried.contains(origin) ? origin : nil
        }
        return member?.contacts(among: channels, open: open, at: now).first { !message.tried.contains($0) }
    }
}
