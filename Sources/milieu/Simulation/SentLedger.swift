import Community
import Delivery
import Engine
import Messages
import Scheduling
import Synchronization

/// One message that a simulated program would have sent.
struct SentMessage: Sendable {
    let message: OutboxMessage
    /// The person as they stood at that moment.
    let member: Member
    let at: Instant
}

/// Lets the engine's own gate decide, and writes down what it let through.
final class SentLedger: SendGate {
    private let gate: EngineSendGate
    private let clock: any WallClock
    private let sent = Mutex<[SentMessage]>([])
    /// A message that waits for another of the same person is asked about again.
    private let seen = Mutex<Set<String>>([])

    init(engine: ProgramEngine, clock: any WallClock) {
        gate = EngineSendGate(engine: engine)
        self.clock = clock
    }

    func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision] {
        let decisions = try await gate.decide(claims)
        let now = clock.now()
        let through = zip(claims, decisions).compactMap { claim, decision -> SentMessage? in
            guard case .send = decision, let member = claim.member, now < claim.message.expiresAt,
                seen.withLock({ $0.insert(claim.message.id).inserted })
            else { return nil }
            return SentMessage(message: claim.message, member: member, at: now)
        }
        sent.withLock { $0 += through }
        return decisions
    }

    /// What was sent since the last call.
    func take() -> [SentMessage] {
        sent.withLock { sent in
            defer { sent = [] }
            return sent
        }
    }
}
