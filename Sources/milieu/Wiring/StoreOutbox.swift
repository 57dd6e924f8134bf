import Delivery
import Engine
import Messages
import Persistence
import Scheduling

/// The store's outbox, as the dispatcher sees it.
struct StoreOutbox: Outbox {
    let store: Store
    let owner: String

    /// Longer than the slowest attempt, a mail's ten minutes, so that no message is taken twice while it is on its way when a
    /// node is told to stop; until then claims are renewed each minute, however long they take.
    private static let lease: Duration = .seconds(660)

    func claim(_ request: ClaimRequest, now: Instant) async throws -> MessageClaim {
        try await store.claimMessages(request, now: now, lease: Lease(owner: owner, until: now + Self.lease))
    }

    func keepPayloads(_ payloads: [FreshPayload]) async throws -> Set<String> {
        try await store.keepPayloads(payloads)
    }

    func lookAgain(at claims: [ClaimedMessage]) async throws -> [ClaimedMessage] {
        try await store.lookAgain(at: claims)
    }

    func keepProgress(_ hold: MessageHold, partsSent: Int, receipt: String?) async throws -> Bool {
        try await store.keepProgress(hold, partsSent: partsSent, receipt: receipt)
    }

    func renew(_ claims: [MessageHold], now: Instant) async throws {
        try await store.renewMessages(claims, until: now + Self.lease)
    }

    func record(
        _ records: [DeliveryRecord], standings: [ChannelStanding], pauses: [RecipientPause]
    ) async throws -> Int {
        try await store.record(records, standings: standings, pauses: pauses)
    }

    func tellStaff(ofDisabled channel: String, now: Instant) async throws {
        _ = try await store.tellStaff(ofDisabled: channel, at: now)
    }
}

/// The engine's gates, as the dispatcher sees them.
struct EngineSendGate: SendGate {
    let engine: ProgramEngine

    func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision] {
        try await engine.decideSending(claims).map { verdict in
            switch verdict {
            case .send(let values): .send(values: values)
            case .hold(let until, let reason): .hold(until: until, reason: reason)
            case .cancel(let reason): .cancel(reason: reason)
            }
        }
    }
}
