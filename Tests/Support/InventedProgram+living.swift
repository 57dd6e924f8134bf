public import Community
import Engine
public import Messages
import Persistence
import Scheduling

extension InventedProgram {
    /// Decides what is due, works on it, and lets all that may go arrive.
    ///
    /// - Returns: What arrived, in the order of the claim.
    @discardableResult
    public func live() async throws -> [OutboxMessage] {
        _ = try await engine.tick()
        while !(try await engine.runDue(oneAtATime: true)).isEmpty {}
        return try await deliver()
    }

    /// Lets all that is due and passes the gates arrive.
    public func deliver() async throws -> [OutboxMessage] {
        var arrived: [OutboxMessage] = []
        let now = clock.now()
        let claims = try await store.claimMessages(
            limit: 1_000, now: now, lease: Lease(owner: "deliver", until: now + .seconds(60)))
        let people = try await store.people(claims.map(\.message.member))
        let known = claims.map {
            ClaimedMessage(
                message: $0.message, member: people[$0.message.member], epoch: $0.epoch, isAmbiguous: $0.isAmbiguous)
        }
        let verdicts = try await engine.decideSending(known)
        let records = zip(known, verdicts).map { claim, verdict in
            let id = claim.message.id
            switch verdict {
            case .send:
                arrived.append(claim.message)
                return DeliveryRecord(id: id, epoch: claim.epoch, event: .delivered, reason: nil, at: now)
            case .cancel(let reason):
                return DeliveryRecord(id: id, epoch: claim.epoch, event: .cancel, reason: reason, at: now)
            case .hold(let until, let reason):
                return DeliveryRecord(id: id, epoch: claim.epoch, event: .hold, dueAt: until, reason: reason, at: now)
            }
        }
        _ = try await store.record(records)
        return arrived
    }

    /// The newest that somebody is asked and has not answered; nil when there is nothing.
    public func openAsk(of member: String) async throws -> Ask? {
        try await store.openAsks(of: MemberID(member), at: clock.now()).first
    }
}
