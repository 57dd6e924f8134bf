import Community
import PluginKit
import Scheduling

/// The statements of a claim.
enum ClaimQueries {
    /// Whether the run `r` is queued behind no other unfinished one of its group: those that have begun go first, then the
    /// earlier time.
    ///
    /// The first half keeps PostgreSQL from joining all runs without a group with each other.
    static let isFirstInGroup = """
        (r.concurrency_group = '' OR NOT EXISTS (
            SELECT 1 FROM run AS other
            WHERE other.concurrency_group = r.concurrency_group AND other.concurrency_group <> ''
                AND other.id <> r.id AND other.is_open = 1
                AND (other.state = 'running' OR (other.started_at IS NOT NULL AND r.started_at IS NULL)
                    OR ((other.started_at IS NULL) = (r.started_at IS NULL)
                        AND (other.nominal < r.nominal OR (other.nominal = r.nominal AND other.id < r.id))))))
        """
}

extension SQLConnection {
    /// The lanes with unfinished runs, due or not, or at work.
    ///
    /// A loose scan of the index `run_due`: one look for each job, however many runs wait.
    ///
    /// `instant`: Only those with a run that is due by then.
    func lanes(dueBy instant: Instant? = nil) throws -> [RunLane] {
        let isDue =
            instant == nil
            ? ""
            : """
            AND EXISTS (
                SELECT 1 FROM run AS due
                WHERE due.is_open = 1 AND due.priority = $1 AND due.job_id = lane.job_id AND due.due_at <= $2)
            """
        return try JobPriority.allCases.flatMap { priority in
            try rows(
                """
                WITH RECURSIVE lane (job_id) AS (
                    SELECT (
                        SELECT job_id FROM run WHERE is_open = 1 AND priority = $1
                        ORDER BY job_id LIMIT 1)
                    UNION ALL
                    SELECT (
                        SELECT r.job_id FROM run AS r
                        WHERE r.is_open = 1 AND r.priority = $1 AND r.job_id > lane.job_id
                        ORDER BY r.job_id LIMIT 1)
                    FROM lane WHERE lane.job_id IS NOT NULL
                )
                SELECT job_id FROM lane WHERE job_id IS NOT NULL \(isDue)
                """, [.count(priority.rank)] + (instant.map { [.instant($0)] } ?? [])
            ) { RunLane(priority: priority, job: JobID($0.text(0))) }
        }
    }

    /// Takes up to `count` due runs of one lane, the earliest first; of a job with a limit, whoever holds that.
    func take(_ count: Int, of lane: RunLane, now: Instant, lease: Lease, rate: RunRate?) throws -> [RunRecord] {
        var count = count
        var usedUntil: Instant?
        if let rate {
            usedUntil = try self.usedUntil(lane.job)
            count = min(count, rate.allowed(at: now, usedUntil: usedUntil))
            if count == 0 { return [] }
        }
        let taken = try take(
            """
            priority = $1 AND job_id = $2 AND due_at <= $3 AND \(ClaimQueries.isFirstInGroup)
            ORDER BY due_at, id LIMIT $4
            """, [.count(lane.priority.rank), .text(lane.job.rawValue), .instant(now), .count(count)],
            now: now, lease: lease)
        if let rate, !taken.isEmpty {
            try execute(
                "UPDATE rate_limit SET used_until = $1 WHERE job_id = $2",
                [.instant(rate.usedUntil(after: taken.count, at: now, from: usedUntil)), .text(lane.job.rawValue)])
        }
        return taken
    }

    /// Takes the runs that wait for a worker and meet `condition`, in the order that it asks for.
    ///
    /// They are read when they are locked, and what the claim changes in them is known: the second statement returns
    /// nothing, as a database keeps no order there.
    func take(_ condition: String, _ arguments: [SQLValue], now: Instant, lease: Lease) throws -> [RunRecord] {
        var runs = try rows(
            """
            SELECT \(RunRows.columns) FROM run AS r
            WHERE is_open = 1 AND state IN ('ready', 'waiting') AND \(condition) \(lockingClause)
            """, arguments, RunRows.run)
        let values: [SQLValue] = [.text(lease.owner), .instant(lease.until), .instant(now)]
        for chunk in StatementChunks.padded(runs, lengths: CommitTexts.lengths) {
            try execute(CommitTexts.claim[chunk.count] ?? "", values + chunk.map { .text($0.id) })
        }
        for index in runs.indices {
            runs[index].state = .running
            runs[index].epoch += 1
            runs[index].owner = lease.owner
            runs[index].startedAt = runs[index].startedAt ?? now
        }
        return runs
    }

    /// Until when a job's limit is used up; nil when nothing of it is.
    func usedUntil(_ job: JobID) throws -> Instant? {
        try row("SELECT used_until FROM rate_limit WHERE job_id = $1", [.text(job.rawValue)]) { $0.instant(0) }
    }
}
