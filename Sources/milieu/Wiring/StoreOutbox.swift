import Delivery
import Engine
import Messages
import Persistence
import Scheduling

/// The store's outbox, as the dispatcher sees it.
struct StoreOutbox: Outbox {
    let store: Store
    let owner: String

    /// Longer than the slowest channel's time limit, so that no message is taken twice while it is on its way.
    private static let lease: Duration = .seconds(660)

    func claim(limit: Int, now: Instant) async throws -> [ClaimedMessage] {
        try await store.claimMessages(limit: limit, now: now, lease: Lease(owner: owner, until: now + Self.lease))
    }

    func keepPayloads(_ payloads: [FreshPayload]) async throws {
        try await store.keepPayloads(payloads)
    }

    func renew(_ claims: [(id: String, epoch: Int)], now: Instant) async throws {
        try await store.renewMessages(claims, until: now + Self.lease)
    }

    func record(_ records: [DeliveryRecord]) async throws -> Int { try await store.record(records) }
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
