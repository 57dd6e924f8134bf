/// The places of delivery at which a test may end the process, to show that the next one goes on from there.
///
/// The dispatcher calls its `failpoint` closure at each; in the product it does nothing.
public enum DeliveryFailpoint: String, CaseIterable, Sendable {
    /// Messages are claimed: the state `sending` is written, and nothing is sent.
    case afterMessageClaim = "after-message-claim"
    /// The bytes of messages are kept, and nothing is sent.
    case afterPayload = "after-payload"
    /// A message is sent, and what became of it is not written.
    case afterSend = "after-send"
    /// What became of messages is written.
    case afterRecord = "after-record"
}
