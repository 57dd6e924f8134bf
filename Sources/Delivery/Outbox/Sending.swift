import Community
import Messages

/// One claimed message with its bytes, ready to go.
struct Sending: Sendable {
    let claim: ClaimedMessage
    let contact: ContactPoint
    let channel: any Channel
    let envelope: Envelope
    /// In their order.
    let parts: [[UInt8]]
    /// The first part that has not arrived yet.
    var first = 0
    /// Whether other messages go with it.
    var isDigest = false
    /// The same parts in words alone, for a platform that refuses more; nil when they cannot be made.
    var plain: @Sendable () -> [[UInt8]]? = { nil }

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
