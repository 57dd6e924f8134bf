public import Community

/// The bytes of a message that is about to be sent for the first time, or to a new address.
public struct FreshPayload: Hashable, Sendable {
    public let id: String
    public let epoch: Int
    public let to: ContactPoint
    public let bytes: [UInt8]
    /// The language that the message is in when it is none of the person's own; nil when it is.
    public let fallbackLanguage: String?
    /// Messages that go as parts of this one, by id and epoch.
    public let bundled: [MessageHold]

    public init(
        id: String, epoch: Int, to: ContactPoint, bytes: [UInt8], fallbackLanguage: String? = nil,
        bundled: [MessageHold] = []
    ) {
        self.id = id
        self.epoch = epoch
        self.to = to
        self.bytes = bytes
        self.fallbackLanguage = fallbackLanguage
        self.bundled = bundled
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
