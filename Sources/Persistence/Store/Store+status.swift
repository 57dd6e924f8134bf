public import Scheduling

/// How the runs stand that somebody may want to know about.
public struct RunCounts: Hashable, Sendable {
    /// Ready or waiting, and their time has come.
    public var due = 0
    /// Ready or waiting for a later time, an answer or a decision.
    public var waiting = 0
    public var running = 0
    /// Of those created since the instant that was asked for.
    public var failed = 0
    /// The time of the run that has been due for longest.
    public var oldestDue: Instant?
}

extension Store {
    /// Counts runs along indexes: `failed` only of those created since `since`.
    public func countRuns(at now: Instant, failedSince since: Instant) async throws -> RunCounts {
        try await database.read { connection in
            var counts = RunCounts()
            let open = try connection.row(
                """
                SELECT SUM(CASE WHEN due_at <= $1 THEN 1 ELSE 0 END), COUNT(*), MIN(due_at)
                FROM run WHERE is_open = 1 AND state IN ('ready', 'waiting')
                """, [.instant(now)]
            ) { (due: Int($0.optionalInteger(0) ?? 0), all: $0.count(1), oldest: $0.optionalInstant(2)) }
            if let open {
                counts.due = open.due
                counts.waiting = open.all - open.due
                counts.oldestDue = open.due > 0 ? open.oldest : nil
            }
            counts.running =
                try connection.row("SELECT COUNT(*) FROM run WHERE is_open = 1 AND state = 'running'", []) {
                    $0.count(0)
                } ?? 0
            counts.failed =
                try connection.row(
                    """
                    SELECT COUNT(*) FROM run WHERE created_at >= $1 AND state = 'failed' AND is_open = 0
                    """, [.instant(since)]
                ) { $0.count(0) } ?? 0
            return counts
        }
    }
}
