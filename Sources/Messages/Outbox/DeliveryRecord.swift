public import Community
public import Scheduling

/// What became of one claimed message, to be written under the claim's epoch.
public struct DeliveryRecord: Sendable {
    public let id: String
    public let epoch: Int
    public let event: DeliveryState.Event
    /// When the message is due again, for `hold`, `failedForNow` and `unanswered`.
    public var dueAt: Instant?
    /// A sentence without secrets; nil for what was delivered.
    public let reason: String?
    public let at: Instant
    /// What the platform calls the parts of the message that it took, a line for each.
    public var receipt: String?
    /// The channel that it goes by from now on, for `reroute` and for somebody who has moved.
    public var via: String?
    /// Where it has failed, for `reroute`; replaces what was there.
    public var tried: [ContactPoint]?
    /// The disabled channel that keeps it, for `block`.
    public var heldFor: String?
    /// The end of the quiet hours that it waits for, for `hold`.
    public var quietUntil: Instant?
    /// A contact point that reaches this person no more.
    public var gone: ContactHealth?
    /// When the person's mailbox was said to be full; the first time counts.
    public var fullSince: Instant?
    /// What the platform calls the person's address from now on.
    public var moved: MovedAddress?
    /// A message that had arrived before, and is changed or taken back by this one; what is noted about it.
    public var superseded: (id: String, note: String)?
    /// How many parts have arrived, counted from the first.
    public var partsSent = 0
    /// Whether other messages go with it.
    public var isDigest = false
    /// Whether an earlier attempt at a digest may have arrived: then it stays whole, as its parts alone would come again
    /// under ids that the platform has never seen.
    public var mayHaveArrived = false
    /// Whether its attempt counts: not when nothing was tried, or the other side asked for less.
    public var usesAttempt: Bool

    public init(id: String, epoch: Int, event: DeliveryState.Event, dueAt: Instant? = nil, reason: String?, at: Instant)
    {
        self.id = id
        self.epoch = epoch
        self.event = event
        self.dueAt = dueAt
        self.reason = reason
        self.at = at
        usesAttempt = [.delivered, .failedForNow, .unanswered, .refused, .ambiguous, .reroute].contains(event)
    }
}
