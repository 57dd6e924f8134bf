import PluginKit
public import Scheduling

/// How a run ends whose time is up.
public struct OverdueEnd: Hashable, Sendable {
    public let run: RunRecord
    /// `succeeded` or `failed`.
    public let state: RunState
    /// The step that it was at; nil when its job says nothing of it any more.
    public let step: String?
    public let reason: String

    public init(run: RunRecord, state: RunState, step: String?, reason: String) {
        self.run = run
        self.state = state
        self.step = step
        self.reason = reason
    }
}

extension Store {
    /// Runs that no worker holds and whose deadline is over, and when the next deadline of another one is.
    public func overdueRuns(at now: Instant, limit: Int = 1_000) async throws -> (runs: [RunRecord], next: Instant?) {
        try await database.read { connection in
            let runs = try connection.rows(
                """
                SELECT \(RunRows.columns) FROM run
                WHERE deadline IS NOT NULL AND is_open = 1 AND state IN ('ready', 'waiting') AND deadline <= $1
                ORDER BY deadline, id LIMIT \(limit)
                """, [.instant(now)], RunRows.run)
            let next = try connection.row(
                """
                SELECT MIN(deadline) FROM run
                WHERE deadline IS NOT NULL AND is_open = 1 AND state IN ('ready', 'waiting') AND deadline > $1
                """, [.instant(now)]
            ) { $0.optionalInstant(0) }
            return (runs, next ?? nil)
        }
    }

    /// Ends runs at their deadlines, unless a worker has taken them meanwhile.
    ///
    /// - Returns: The runs that ended so, as they stand now.
    public func endOverdue(_ ends: [OverdueEnd], at now: Instant) async throws -> [RunRecord] {
        guard !ends.isEmpty else { return [] }
        return try await database.writeRowByRow { connection in
            // What waited behind them may be due.
            connection.wakeOthers()
            return try ends.compactMap { try connection.end($0, at: now) }
        }
    }
}

extension SQLConnection {
    fileprivate func end(_ end: OverdueEnd, at now: Instant) throws -> RunRecord? {
        let ended = try row(
            """
            UPDATE run SET state = $1, is_open = 0, reason = $2, finished_at = $3, epoch = epoch + 1
            WHERE id = $4 AND epoch = $5 AND state IN ('ready', 'waiting') AND deadline <= $3
            RETURNING \(RunRows.columns)
            """,
            [
                .text(end.state.rawValue), .text(end.reason), .instant(now), .text(end.run.id), .count(end.run.epoch),
            ], RunRows.run)
        guard let ended else { return nil }
        try execute("DELETE FROM run_wait WHERE run_id = $1", [.text(ended.id)])
        if let step = end.step {
            try execute(
                """
                INSERT INTO step (run_id, step_id, state, reason, outputs, started_at, finished_at)
                VALUES ($1, $2, $3, $4, '{}', $5, $5)
                ON CONFLICT (run_id, step_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
                    finished_at = excluded.finished_at
                """,
                [
                    .text(ended.id), .text(step), .text(end.state == .failed ? "failed" : "skipped"), .text(end.reason),
                    .instant(now),
                ])
        }
        return ended
    }
}
