public import Messages
public import Persistence
public import Scheduling

extension Store {
    /// Claims up to `limit` messages of each channel, whatever their pace.
    public func claimMessages(limit: Int, now: Instant, lease: Lease) async throws -> [ClaimedMessage] {
        try await claimMessages(ClaimRequest(other: limit), now: now, lease: lease).messages
    }
}
