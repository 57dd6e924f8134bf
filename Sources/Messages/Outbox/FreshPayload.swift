public import Community
public import Scheduling

/// The bytes of a message that is about to be sent for the first time, to a new address, or without a part that it had.
public struct FreshPayload: Hashable, Sendable {
    public let id: String
    public let epoch: Int
    public let to: ContactPoint
    public let bytes: [UInt8]
    /// The language that the message is in when it is none of the person's own; nil when it is.
    public let fallbackLanguage: String?
    /// Messages that go as parts of this one from now on, by id and epoch.
    public let bundled: [MessageHold]
    /// Whether it is a digest that is made anew without some of its parts.
    public let isRemade: Bool
    /// Its parts that are let go now.
    public let dropped: [DroppedPart]
    /// Whether an earlier attempt under the same id may have arrived.
    public let mayHaveArrived: Bool

    public init(
        id: String, epoch: Int, to: ContactPoint, bytes: [UInt8], fallbackLanguage: String? = nil,
        bundled: [MessageHold] = [], isRemade: Bool = false, dropped: [DroppedPart] = [],
        mayHaveArrived: Bool = false
    ) {
        self.id = id
        self.epoch = epoch
        self.to = to
        self.bytes = bytes
        self.fallbackLanguage = fallbackLanguage
        self.bundled = bundled
        self.isRemade = isRemade
        self.dropped = dropped
        self.mayHaveArrived = mayHaveArrived
    }
}

/// A part of a digest that is not sent with it, for a reason that a person can read.
public struct DroppedPart: Hashable, Sendable {
    public let id: String
    public let reason: String
    /// Whether its time is over; else somebody does not want it.
    public let isExpired: Bool
    public let at: Instant

    public init(id: String, reason: String, isExpired: Bool, at: Instant) {
        self.id = id
        self.reason = reason
        self.isExpired = isExpired
        self.at = at
    }
}

/// A claim on one message.
public struct MessageHold: Hashable, Sendable {
    public let id: String
    public let epoch: Int

    public init(id: String, epoch: Int) {
        self.id = id
        self.epoch = epoch
    }
}
