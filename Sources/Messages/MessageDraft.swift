public import Community
public import Scheduling

/// One message to one person, as a plugin decides on it: which message, and the values that only the plugin knows.
///
/// The person's own fields, the program's name and the link are filled in by the engine. Values are already formatted
/// for reading; they enter the message as text and can inject neither markup nor headers.
public struct MessageDraft: Hashable, Sendable {
    public let message: MessageID
    public let to: MemberID
    /// Further fields of the message by their declared names, such as `goals_count`.
    public var values: [String: String]
    /// When the message has lost its meaning; it is let go if it is still unsent then.
    public var expiresAt: Instant
    /// When it goes at the earliest, such as a time of day that the person chose; nil for at once.
    public var notBefore: Instant?
    /// The pair that it is about, by its id; nil when it is about the person alone.
    ///
    /// Several to one person about different things are different messages. When one of those about a pair cannot go now,
    /// none of them does, and the pair stays where it is.
    public var about: String?
    /// Whether they wait for it because of what they just did, such as saying yes: then no cap holds it back.
    ///
    /// It counts for those that come after it.
    public var isAwaited: Bool
    /// Messages of one thread to one person go in their order, such as `goal-42`; nil for no order.
    public var thread: String?
    /// An earlier message to the same person under the same key is let go if it is still unsent.
    public var replaces: String?

    public init(
        _ message: MessageID, to: MemberID, values: [String: String] = [:], expiresAt: Instant,
        notBefore: Instant? = nil, about: String? = nil, isAwaited: Bool = false, thread: String? = nil,
        replaces: String? = nil
    ) {
        self.message = message
        self.to = to
        self.values = values
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.about = about
        self.isAwaited = isAwaited
        self.thread = thread
        self.replaces = replaces
    }
}
