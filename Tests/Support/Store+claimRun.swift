public import Persistence
public import Scheduling

extension Store {
    /// Takes the next due run after giving back those of lost workers, as a worker does; nil when nothing is due.
    public func claimRun(now: Instant, lease: Lease, only run: String? = nil) async throws -> RunRecord? {
        _ = try await reapRuns(now: now)
        return try await claimRuns(limit: 1, now: now, lease: lease, only: run).first
    }
}
