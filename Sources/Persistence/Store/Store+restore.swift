import Messages
public import Scheduling

/// What was set aside when a backup took the place of a store.
public struct RestoreReport: Hashable, Sendable {
    /// Schedules that go on from now.
    public let schedules: Int
    /// Messages that were due and may have been sent since.
    public let held: Int
    /// Messages whose time is over.
    public let expired: Int
    /// Runs that were due and may have gone on since; they count as failed.
    public let runs: [String]
}

extension Store {
    /// Sets aside, in a store that was brought back from a backup, all that may have been done since the backup was made:
    /// otherwise it would be done again, and people written to twice.
    ///
    /// Schedules go on from `now`. Messages that were due by then are held, or let go where their time is over. Runs that were
    /// due, or that a worker had, end as failed, so that they can be replayed. What happened to people and had started
    /// nothing yet starts nothing. Messages and runs that are due later are left as they are. No node may be at work.
    public func setAsideRestored(at now: Instant) async throws -> RestoreReport {
        try await database.write { connection in
            let words = "the store was restored from a backup on \(now.iso8601)"
            let expired = try connection.setAside(
                .expired, "\(words), when its time was over", where: "expires_at <= $3", at: now)
            let held = try connection.setAside(
                .held, "\(words), and it may have been sent since the backup",
                where: "due_at <= $3 OR state IN ('sending', 'bundled') OR digest_id IS NOT NULL",
                at: now)
            let runs = try connection.failDueRuns("\(words), and it may have gone on since the backup", at: now)
            try connection.execute("UPDATE event SET taken_at = $1 WHERE taken_at IS NULL", [.instant(now)])
            // Those of the time of the backup; a term of theirs would keep others from keeping house.
            try connection.execute("DELETE FROM node", [])
            try connection.execute("UPDATE node_lease SET expires_at = acquired_at - 1", [])
            return RestoreReport(
                schedules: try connection.moveWatermarks(to: now), held: held, expired: expired, runs: runs)
        }
    }
}

extension SQLConnection {
    /// Moves every watermark forward to `instant`, and tells how many.
    func moveWatermarks(to instant: Instant) throws -> Int {
        try execute(
            "UPDATE schedule SET watermark = $1, revision = revision + 1 WHERE watermark < $1", [.instant(instant)])
    }

    /// Takes messages off their way.
    ///
    /// `state`: `held` or `expired`.
    /// `condition`: Which; `$3` is `now`.
    fileprivate func setAside(
        _ state: DeliveryState, _ reason: String, where condition: String, at now: Instant
    ) throws -> Int {
        let event: DeliveryState.Event = state == .held ? .restore : .expire
        let states = DeliveryState.allCases.filter { (try? $0.after(event)) == state }
        let found = try rows(
            """
            UPDATE message SET state = $1, reason = $2, finished_at = CASE WHEN $1 = 'held' THEN NULL ELSE $3 END,
                epoch = epoch + 1, lease_owner = NULL, lease_until = NULL
            WHERE state IN (\(placeholders(states.count, from: 4))) AND (\(condition))
            RETURNING id, epoch
            """,
            [.text(state.rawValue), .text(reason), .instant(now)] + states.map { .text($0.rawValue) }
        ) { [SQLValue.text($0.text(0)), .integer($0.integer(1))] }
        try insert(
            into: "message_attempt", "message_id, epoch, ended_at, event, reason",
            found.map { $0 + [.instant(now), .text(event.rawValue), .text(reason)] })
        return found.count
    }

    /// Ends runs that would go on at once, and their open steps, as a failure of theirs does.
    fileprivate func failDueRuns(_ reason: String, at now: Instant) throws -> [String] {
        let ids = try rows(
            """
            UPDATE run SET state = 'failed', is_open = 0, running_group = NULL, reason = $1, finished_at = $2,
                epoch = epoch + 1, lease_owner = NULL, lease_until = NULL
            WHERE is_open = 1 AND (state = 'running' OR due_at <= $2)
            RETURNING id
            """, [.text(reason), .instant(now)]
        ) { $0.text(0) }
        _ = try executeEach(
            """
            UPDATE step SET state = 'failed', reason = $1, finished_at = $2 WHERE run_id = $3 AND finished_at IS NULL
            """, ids.map { [.text(reason), .instant(now), .text($0)] })
        return ids.sorted()
    }
}
