import Community
import PluginKit
public import Scheduling

/// How one claim of a run ended without bringing the run to its end.
public struct AttemptRecord: Hashable, Sendable {
    public let epoch: Int
    /// The worker that held the run.
    public let owner: String
    public let startedAt: Instant
    public let endedAt: Instant
    public let outcome: AttemptOutcome
    public let reason: String?
}

/// What became of a claim that did not go well.
public enum AttemptOutcome: String, CaseIterable, Sendable {
    /// Planning the step threw.
    case failed
    /// Planning the step took longer than it may.
    case timedOut = "timed_out"
    /// The worker gave no sign of life until its lease ran out.
    case lapsed
    /// The worker was told to stop and gave the run back as it was.
    case givenBack = "given_back"
    /// A person, or a run that took its place, ended it.
    case cancelled
}

extension Store {
    /// The claims of a run that did not go well, in order.
    public func attempts(ofRun run: String) async throws -> [AttemptRecord] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT epoch, owner, started_at, ended_at, outcome, reason FROM run_attempt WHERE run_id = $1
                ORDER BY epoch
                """, [.text(run)]
            ) {
                AttemptRecord(
                    epoch: $0.count(0), owner: $0.text(1), startedAt: $0.instant(2), endedAt: $0.instant(3),
                    outcome: AttemptOutcome(rawValue: $0.text(4)) ?? .failed, reason: $0.optionalText(5))
            }
        }
    }

    /// Ends an unfinished run now; a worker that is at it finds its claim gone, whether or not its plugin listens.
    ///
    /// - Returns: The run as it stands now, and whether this call ended it; nil when there is no such run.
    public func cancelRun(_ id: String, because reason: String, at now: Instant) async throws -> (
        run: RunRecord, isCancelled: Bool
    )? {
        try await database.write { connection in
            let find = {
                try connection.row("SELECT \(RunRows.columns) FROM run WHERE id = $1", [.text(id)], RunRows.run)
            }
            guard let run = try find() else { return nil }
            guard !run.state.isFinal else { return (run, false) }
            if run.state == .running { try connection.noteAttempt(id, .cancelled, reason: reason, at: now) }
            try connection.execute(
                """
                UPDATE run SET state = 'cancelled', reason = $1, finished_at = $2, epoch = epoch + 1, lease_until = NULL,
                    is_open = 0, running_group = NULL
                WHERE id = $3
                """, [.text(reason), .instant(now), .text(id)])
            return try find().map { ($0, true) }
        }
    }

    /// Makes a run that failed ready again: it goes on at the page and step where it failed, with all its tries.
    ///
    /// - Returns: The run as it stands now, and whether this call revived it; nil when there is no such run.
    ///
    /// `deadline`: When it ends anyway, counted anew.
    public func replayRun(
        _ id: String, deadline: Instant? = nil, at now: Instant
    ) async throws -> (run: RunRecord, isReady: Bool)? {
        try await database.write { connection in
            let find = {
                try connection.row("SELECT \(RunRows.columns) FROM run WHERE id = $1", [.text(id)], RunRows.run)
            }
            guard let run = try find() else { return nil }
            guard run.state == .failed else { return (run, false) }
            if let key = run.uniqueKey {
                let other = try connection.row(
                    """
                    SELECT id FROM run WHERE unique_key = $1 AND is_open = 1
                    """, [.text(key)]
                ) { $0.text(0) }
                guard other == nil else { return (run, false) }
            }
            try connection.execute(
                """
                UPDATE run SET state = 'ready', is_open = 1, due_at = $1, attempt = 0, lapses = 0, reason = NULL, finished_at = NULL,
                    deadline = $2
                WHERE id = $3
                """, [.instant(now), .instant(deadline), .text(id)])
            connection.wakeOthers()
            try connection.execute(
                "UPDATE step SET state = 'running', reason = NULL, finished_at = NULL WHERE run_id = $1 AND state = 'failed'",
                [.text(id)])
            return try find().map { ($0, true) }
        }
    }
}

extension SQLConnection {
    /// Keeps how the present claim of a run ended.
    func noteAttempt(_ run: String, _ outcome: AttemptOutcome, reason: String?, at now: Instant) throws {
        try execute(
            """
            INSERT INTO run_attempt (run_id, epoch, owner, started_at, ended_at, outcome, reason)
            SELECT id, epoch, COALESCE(lease_owner, ''), COALESCE(claimed_at, created_at),
                CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS TEXT)
            FROM run WHERE id = $4
            ON CONFLICT DO NOTHING
            """, [.instant(now), .text(outcome.rawValue), .text(reason), .text(run)])
    }
}
