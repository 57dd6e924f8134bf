public import Community

/// Names one message, and so its file under Config/messages.
public struct MessageID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}
