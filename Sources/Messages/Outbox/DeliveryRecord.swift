public import Scheduling

/// What became of one claimed message, to be written under the claim's epoch.
public struct DeliveryRecord: Sendable {
    public let id: String
    public let epoch: Int
    public let event: DeliveryState.Event
    /// When the message is due again, for `hold` and `failedForNow`.
    public let dueAt: Instant?
    public let reason: String?
    public let at: Instant

    public init(id: String, epoch: Int, event: DeliveryState.Event, dueAt: Instant? = nil, reason: String?, at: Instant)
    {
        self.id = id
        self.epoch = epoch
        self.event = event
        self.dueAt = dueAt
        self.reason = reason
        self.at = at
    }
}
