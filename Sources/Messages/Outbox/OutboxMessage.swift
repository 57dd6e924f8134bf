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
    /// The channel that it goes by now, after others have failed or the person has moved.
    public var via: String
    public let message: MessageID
    public let values: [String: String]
    /// The ask that its link leads to; nil when nothing is asked.
    public let ask: String?
    /// The consent that it rests on; nil for messages to staff about their own work.
    public let purpose: Purpose?
    public let deliveryClass: DeliveryClass
    /// Messages of one thread to one person go in their order, the next when the one before has come to an end; empty for
    /// most, which have no order among them.
    public let thread: String
    /// A newer message to the same person under the same key takes the place of an older one that is not sent yet.
    ///
    /// One that has arrived is changed to say what the newer one says, where the platform can.
    public let replaces: String?
    /// The message that it takes back where it has arrived, and says nothing itself; nil for every other.
    public var takesBack: String?
    /// Operators' own messages may pass quiet hours; nobody else's.
    public let ignoresQuietHours: Bool
    /// Whether a step addressed somebody whom its job is not for, such as the counselor of a member: who the job is for is
    /// then not asked of them.
    public var isOutsideAudience: Bool
    public var state: DeliveryState
    /// Not before this instant.
    public var dueAt: Instant
    /// Attempts made so far.
    public var attempts: Int
    public let expiresAt: Instant
    public let createdAt: Instant
    /// Attempts that count no more: made before it went by the contact point that it goes by now, or before a person had it
    /// tried again.
    public var attemptsElsewhere: Int
    /// Contact points at which it has failed for good.
    public var tried: [ContactPoint]
    /// The end of the quiet hours that it waits for or has waited for; what is released together goes as one.
    public var quietUntil: Instant?
    /// The message that this one goes with; its own id when others go with it.
    public var digest: String?
    /// The disabled channel that keeps it; nil in any other state than `held`, and where nobody knows whether it arrived.
    public var heldFor: String?
    /// How many of its parts have arrived.
    public var partsSent: Int
    /// What the platform calls it: a line for each part that has arrived.
    public var receipt: String?
    /// When the person's mailbox was first said to be full.
    public var fullSince: Instant?
    public var finishedAt: Instant?
    /// The platform's bytes, made at the first attempt and sent again unchanged at every later one.
    public var payload: [UInt8]?
    /// Where those bytes are for: when somebody has moved since, new ones are made.
    public var sentTo: ContactPoint?
    /// What the last attempt ended with, or why it was let go: a sentence without secrets or answers.
    public var reason: String?

    public init(
        id: String, run: String, job: String, step: String, part: String = "", member: MemberID, channel: String,
        message: MessageID, values: [String: String], ask: String?, purpose: Purpose?, ignoresQuietHours: Bool = false,
        deliveryClass: DeliveryClass = .reminder, thread: String = "", replaces: String? = nil,
        state: DeliveryState = .queued, dueAt: Instant, attempts: Int = 0, expiresAt: Instant, createdAt: Instant,
        quietUntil: Instant? = nil, payload: [UInt8]? = nil, sentTo: ContactPoint? = nil, reason: String? = nil
    ) {
        self.id = id
        self.run = run
        self.job = job
        self.step = step
        self.part = part
        self.member = member
        self.channel = channel
        via = channel
        self.message = message
        self.values = values
        self.ask = ask
        self.purpose = purpose
        self.ignoresQuietHours = ignoresQuietHours
        isOutsideAudience = false
        self.deliveryClass = deliveryClass
        self.thread = thread
        self.replaces = replaces
        self.state = state
        self.dueAt = dueAt
        self.attempts = attempts
        self.expiresAt = expiresAt
        self.createdAt = createdAt
        attemptsElsewhere = 0
        tried = []
        self.quietUntil = quietUntil
        partsSent = 0
        self.payload = payload
        self.sentTo = sentTo
        self.reason = reason
    }
}
