import Community
import Messages

/// One claimed message with its bytes, ready to go.
///
/// A class, as it is handed from the claim to its place, its task and its record, and nothing of it changes.
final class Sending: Sendable {
    let claim: ClaimedMessage
    let contact: ContactPoint
    let channel: any Channel
    let envelope: Envelope
    /// In their order.
    let parts: [[UInt8]]
    /// The first part that has not arrived yet.
    let first: Int
    /// Whether other messages go with it.
    let isDigest: Bool
    /// The same parts in words alone, for a platform that refuses more; nil when they cannot be made.
    let plain: @Sendable () -> [[UInt8]]?

    init(
        claim: ClaimedMessage, contact: ContactPoint, channel: any Channel, envelope: Envelope, parts: [[UInt8]],
        first: Int = 0, isDigest: Bool = false, plain: @Sendable @escaping () -> [[UInt8]]? = { nil }
    ) {
        self.claim = claim
        self.contact = contact
        self.channel = channel
        self.envelope = envelope
        self.parts = parts
        self.first = first
        self.isDigest = isDigest
        self.plain = plain
    }

    var hold: MessageHold { MessageHold(id: claim.message.id, epoch: claim.epoch) }
}

/// How the sending of one message ended.
struct SendingEnd: Sendable {
    let sending: Sending
    /// nil when it was not tried, or not to its end, for `reason`.
    let verdict: Verdict?
    var reason: String?
    /// How many parts have arrived, counted from the first.
    let partsSent: Int
}
