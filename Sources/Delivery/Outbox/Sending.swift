import Community
import Messages
import Scheduling

/// One claimed message with its bytes, ready to go.
///
/// A class, as it is handed from the claim to its place, its task and its record, and nothing of it changes.
final class Sending: Sendable {
    /// With the messages that go as parts of it.
    let claim: ClaimedMessage
    let contact: ContactPoint
    let channel: any Channel
    /// Its address is where the contact leads now.
    let envelope: Envelope
    /// In their order; none when it takes a message back.
    let parts: [[UInt8]]
    /// The first part that has not arrived yet.
    let first: Int
    /// Whether other messages go with it.
    let isDigest: Bool
    /// When the gates let it through.
    let decidedAt: Instant
    /// The channel that stands for its endpoint.
    let unit: String
    /// The same parts in words alone, for a platform that refuses more; nil when they cannot be made.
    let plain: @Sendable () -> [[UInt8]]?
    /// The message that it changes, or takes back; nil for one that goes as it is.
    let earlier: SentMessage?
    /// The same parts, marked as an update, for a message that cannot be changed any more.
    let marked: @Sendable () -> [[UInt8]]?

    init(
        claim: ClaimedMessage, contact: ContactPoint, channel: any Channel, envelope: Envelope, parts: [[UInt8]],
        first: Int = 0, isDigest: Bool = false, decidedAt: Instant, unit: String? = nil,
        plain: @Sendable @escaping () -> [[UInt8]]? = { nil }, earlier: SentMessage? = nil,
        marked: @Sendable @escaping () -> [[UInt8]]? = { nil }
    ) {
        self.claim = claim
        self.contact = contact
        self.channel = channel
        self.envelope = envelope
        self.parts = parts
        self.first = first
        self.isDigest = isDigest
        self.decidedAt = decidedAt
        self.unit = unit ?? contact.channel
        self.plain = plain
        self.earlier = earlier
        self.marked = marked
    }

    var isTakingBack: Bool { claim.message.takesBack != nil }
    /// What the platform calls the parts that arrived at an earlier attempt.
    var receipts: [String] {
        first == 0 ? [] : claim.message.receipt?.split(separator: "\n").map(String.init) ?? []
    }
    var hold: MessageHold { MessageHold(id: claim.message.id, epoch: claim.epoch) }

    /// Whether the gates have to be asked again before it goes: people stop, pause and answer while messages wait for a
    /// place.
    func isStale(at now: Instant) -> Bool { now < decidedAt || now - decidedAt > Dispatcher.decisionHolds }
}

/// How the sending of one message ended.
struct SendingEnd: Sendable {
    let sending: Sending
    /// nil when it was not tried, or not to its end, for `reason`.
    let verdict: Verdict?
    var reason: String?
    /// How many parts have arrived, counted from the first.
    let partsSent: Int
    /// What the platform calls them, a line for each; nil where it does not say.
    var receipt: String?
    /// Whether the last one was to change what had arrived: trying that again repeats nothing.
    var wasRevision = false
}

/// A message that waited for its place, and what the gates say of it now.
struct SecondLook: Sendable {
    let sending: Sending
    /// Why it does not go; nil when it goes.
    let record: DeliveryRecord?
}
