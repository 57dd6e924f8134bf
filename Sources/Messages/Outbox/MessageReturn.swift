public import Community

/// What came back after a message had been taken: nobody is told of it at once, so it finds the message by its id.
public struct MessageReturn: Hashable, Sendable {
    public let kind: Kind
    /// A sentence for staff, without anybody's address.
    public let reason: String

    public init(kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }

    public enum Kind: String, CaseIterable, Sendable {
        /// The address is not there any more: nothing goes to it again.
        case gone
        /// It may work another time: noted, and nothing else.
        case soft
        /// The person told their provider that they do not want it: nothing goes to the address again.
        case complaint
        /// The person pressed "unsubscribe" in their mail program: nothing goes to the address until they want it again.
        case unsubscribed

        /// What happens to the person's contact by it; nil when nothing does.
        public var contactEvent: ContactState.Event? {
            switch self {
            case .gone: .bounce
            case .soft: nil
            // Both are the person's own word: nothing but theirs opens it again.
            case .complaint, .unsubscribed: .stop
            }
        }
    }
}
