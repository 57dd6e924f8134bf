public import Scheduling

/// What a message asks of a platform beyond showing its words.
public struct MessageTraits: Hashable, Sendable {
    public var urgency: Urgency
    public var sensitivity: Sensitivity
    /// Links to show as buttons where a platform has them, at most five.
    public var actions: [MessageAction]
    /// Messages of one thread stand together where a platform can show that, such as `goal-42`: at most 100 letters,
    /// digits, `.`, `_` and `-`.
    public var thread: String?
    /// An earlier message that this one takes the place of, such as `check-in-7`; written as `thread` is.
    public var replaces: String?
    public var event: MessageEvent?
    /// From when on nobody needs it any more.
    public var expiresAt: Instant?

    public init(
        urgency: Urgency = .normal, sensitivity: Sensitivity = .members, actions: [MessageAction] = [],
        thread: String? = nil, replaces: String? = nil, event: MessageEvent? = nil, expiresAt: Instant? = nil
    ) {
        self.urgency = urgency
        self.sensitivity = sensitivity
        self.actions = actions
        self.thread = thread
        self.replaces = replaces
        self.event = event
        self.expiresAt = expiresAt
    }

    /// How loud it may be.
    public enum Urgency: String, CaseIterable, Sendable { case low, normal, high, critical }

    /// Who may read it: `private` shows nothing outside but that there is something.
    public enum Sensitivity: String, CaseIterable, Sendable { case `public`, members, `private` }
}

/// A link with a label.
public struct MessageAction: Hashable, Sendable {
    public let label: String
    public let url: String

    public init(label: String, url: String) {
        self.label = label
        self.url = url
    }

    /// Whether an author may write the address: `https`, and nothing in it that would have to be escaped.
    public static func isAllowed(_ url: String) -> Bool { WebAddress.isAllowed(url) }
}

/// An entry for a reader's calendar.
public struct MessageEvent: Hashable, Sendable {
    /// The same for every message about it.
    public let uid: String
    /// Grows with each change (RFC 5545 section 3.8.7.4).
    public let sequence: Int
    public let isCancelled: Bool
    public let start: Instant
    public let end: Instant
    public let summary: String
    public let location: String?

    public init(
        uid: String, sequence: Int = 0, isCancelled: Bool = false, start: Instant, end: Instant, summary: String,
        location: String? = nil
    ) {
        self.uid = uid
        self.sequence = sequence
        self.isCancelled = isCancelled
        self.start = start
        self.end = end
        self.summary = summary
        self.location = location
    }
}
