public import Community
public import Scheduling

/// One message in the outbox: written in the same transaction as the plan that decided on it.
public struct OutboxMessage: Hashable, Sendable {
    /// 32 hexadecimal digits: the idempotency key, the `webhook-id` and the left side of the `Message-ID`, the same at
    /// every attempt.
    public let id: String
    public let run: String
    public let job: String
    public let step: String
    /// Tells messages of one step to one person apart: the subject of its ask; empty for most.
    public let part: String
    public let member: MemberID
    /// The channel that was planned; it goes by the one that the person has at the moment of sending.
    public let channel: String
    public let message: MessageID
    public let values: [String: String]
    /// The ask that its link leads to; nil when nothing is asked.
    public let ask: String?
    /// The consent that it rests on; nil for messages to staff about their own work.
    public let purpose: Purpose?
    /// Operators' own messages may pass quiet hours; nobody else's.
    public let ignoresQuietHours: Bool
    public var state: DeliveryState
    /// Not before this instant.
    public var dueAt: Instant
    /// Attempts begun so far.
    public var attempts: Int
    public let expiresAt: Instant
    public let createdAt: Instant
    /// The platform's bytes, made at the first attempt and sent again unchanged at every later one.
    public var payload: [UInt8]?
    /// Where those bytes are for: when somebody has moved since, new ones are made.
    public var sentTo: ContactPoint?
    /// What the last attempt ended with, or why it was let go: a sentence without secrets or answers.
    public var reason: String?

    public init(
        id: String, run: String, job: String, step: String, part: String = "", member: MemberID, channel: String,
        message: MessageID, values: [String: String], ask: String?, purpose: Purpose?, ignoresQuietHours: Bool = false,
        state: DeliveryState = .queued, dueAt: Instant, attempts: Int = 0, expiresAt: Instant, createdAt: Instant,
        payload: [UInt8]? = nil, sentTo: ContactPoint? = nil, reason: String? = nil
    ) {
        self.id = id
        self.run = run
        self.job = job
        self.step = step
        self.part = part
        self.member = member
        self.channel = channel
        self.message = message
        self.values = values
        self.ask = ask
        self.purpose = purpose
        self.ignoresQuietHours = ignoresQuietHours
        self.state = state
        self.dueAt = dueAt
        self.attempts = attempts
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        self.payload = payload
        self.sentTo = sentTo
        self.reason = reason
    }
}
