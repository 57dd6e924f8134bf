import Messages

/// One claimed message with its bytes, ready to go.
struct Sending: Sendable {
    let claim: ClaimedMessage
    let channel: any Channel
    let envelope: Envelope
    /// In their order.
    let parts: [[UInt8]]
    /// The same parts in words alone, for a platform that refuses more; nil when they cannot be made.
    var plain: @Sendable () -> [[UInt8]]? = { nil }
}
