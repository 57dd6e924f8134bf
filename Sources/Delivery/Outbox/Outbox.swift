public import Messages
public import Scheduling

/// Where messages wait, as the dispatcher sees it; the store is behind it.
public protocol Outbox: Sendable {
    /// Takes messages that are due. The claim is durable before this returns.
    func claim(_ request: ClaimRequest, now: Instant) async throws -> MessageClaim
    /// Keeps new bytes, before anything is sent; tells which messages others had taken over, which must not go.
    func keepPayloads(_ payloads: [FreshPayload]) async throws -> Set<String>
    /// Claimed messages with their people as they stand now; those that others have taken over are left out.
    func lookAgain(at claims: [ClaimedMessage]) async throws -> [ClaimedMessage]
    /// Keeps how many parts of a message have arrived, and what the platform calls them, before the next one goes; false when
    /// others have taken it over, and nothing more of it may go.
    func keepProgress(_ hold: MessageHold, partsSent: Int, receipt: String?) async throws -> Bool
    /// Keeps claims for longer, whose sending takes its time.
    func renew(_ claims: [MessageHold], now: Instant) async throws
    /// Writes what became of claims, and how channels stand; tells how many others had taken over.
    func record(
        _ records: [DeliveryRecord], standings: [ChannelStanding], pauses: [RecipientPause]
    ) async throws -> Int
    /// Tells staff, by another channel, that this one is disabled; not more often than is useful, whoever calls it.
    func tellStaff(ofDisabled channel: String, now: Instant) async throws
}

/// Asks once more, at the moment of sending, whether a person may be contacted.
public protocol SendGate: Sendable {
    /// One decision for each claim, in order.
    func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision]
}

/// What is done with one claimed message.
public enum SendDecision: Hashable, Sendable {
    case send(values: [String: String])
    /// Quiet hours last until then.
    case hold(until: Instant, reason: String)
    case cancel(reason: String)
}

/// How many messages came to which end.
public struct DeliveryTally: Hashable, Sendable {
    public var delivered = 0
    public var retrying = 0
    public var deferred = 0
    public var held = 0
    public var dead = 0
    public var expired = 0
    public var cancelled = 0
    public var stale = 0

    public init() {}

    /// Messages that will not arrive unless somebody does something.
    public var failed: Int { dead + held }
    public var total: Int { delivered + retrying + deferred + held + dead + expired + cancelled }

    public mutating func add(_ other: DeliveryTally) {
        delivered += other.delivered
        retrying += other.retrying
        deferred += other.deferred
        held += other.held
        dead += other.dead
        expired += other.expired
        cancelled += other.cancelled
        stale += other.stale
    }

    mutating func count(_ event: DeliveryState.Event) {
        switch event {
        case .delivered: delivered += 1
        case .failedForNow, .unanswered, .reroute: retrying += 1
        case .hold: deferred += 1
        case .ambiguous, .restore, .block: held += 1
        case .refused: dead += 1
        case .expire: expired += 1
        case .cancel: cancelled += 1
        case .attempt, .bundle, .replay, .release: break
        }
    }
}
