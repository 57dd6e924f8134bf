public import PluginKit
public import Scheduling

extension Store {
    /// Adds a run that a person or an event started.
    ///
    /// - Returns: The unfinished run with the same `uniqueKey` that there is already; nil when the run was added.
    @discardableResult
    public func addRun(_ run: RunRecord) async throws -> RunRecord? {
        try await database.write { connection in
            if try RunRows.insert(run, into: connection) {
                connection.wakeOthers()
                return nil
            }
            if let key = run.uniqueKey {
                let other = try connection.row(
                    """
                    SELECT \(RunRows.columns) FROM run
                    WHERE unique_key = $1 AND is_open = 1
                    """, [.text(key)], RunRows.run)
                if let other { return other }
            }
            throw StoreError.broken(path: "", reason: "a run '\(run.id)' exists already")
        }
    }

    /// Those of `runs` whose time has no run yet, or only one that was skipped.
    public func withoutRun(_ runs: [RunRecord]) async throws -> [RunRecord] {
        try await database.read { connection in
            try runs.filter { run in
                try connection.row(
                    """
                    SELECT 1 FROM run WHERE job_id = $1 AND nominal = $2 AND zone = $3 AND cause NOT IN ('manual', 'event')
                        AND state <> 'skipped'
                    """, [.text(run.job.rawValue), .instant(run.nominal), .text(run.zone)]
                ) { _ in true } == nil
            }
        }
    }

    /// Adds runs for times of the past; one that was skipped runs after all, and one that ran is left alone.
    ///
    /// - Returns: Those that are ready now.
    public func addBackfill(_ runs: [RunRecord]) async throws -> [RunRecord] {
        try await database.write { connection in
            connection.wakeOthers()
            return try runs.filter { run in
                if try RunRows.insert(run, into: connection) { return true }
                return try connection.execute(
                    """
                    UPDATE run SET state = 'ready', is_open = 1, reason = $1, due_at = $2, missed = 0, finished_at = NULL,
                        job_revision = $3, priority = $4, deadline = $5
                    WHERE job_id = $6 AND nominal = $7 AND zone = $8 AND cause NOT IN ('manual', 'event') AND state = 'skipped'
                    """,
                    [
                        .text(run.reason), .instant(run.dueAt), .text(run.jobRevision),
                        .count(run.priority.rank), .instant(run.deadline), .text(run.job.rawValue),
                        .instant(run.nominal), .text(run.zone),
                    ]) == 1
            }
        }
    }

    /// Whoever holds leases on runs or messages now.
    public func leaseOwners() async throws -> [String] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT lease_owner FROM run WHERE is_open = 1 AND state = 'running' AND lease_owner IS NOT NULL
                UNION SELECT lease_owner FROM message WHERE state = 'sending' AND lease_owner IS NOT NULL
                """, []
            ) { $0.text(0) }
        }
    }

    /// Ends the leases of workers that are known to be gone, so that nobody waits for them to run out.
    public func endLeases(of owners: [String], at now: Instant) async throws {
        guard !owners.isEmpty else { return }
        try await database.write { connection in
            let list = connection.placeholders(owners.count, from: 2)
            for sql in [
                "UPDATE run SET lease_until = $1 WHERE is_open = 1 AND state = 'running' AND lease_owner IN (\(list))",
                "UPDATE message SET lease_until = $1 WHERE state = 'sending' AND lease_owner IN (\(list))",
            ] {
                try connection.execute(sql, [.instant(now - .milliseconds(1))] + owners.map { .text($0) })
            }
        }
    }

    /// Forgets what woke a run, before it is planned again with all that has come in.
    public func settle(_ run: String, epoch: Int) async throws {
        try await database.writeRowByRow {
            try $0.execute("UPDATE run SET woken = 0 WHERE id = $1 AND epoch = $2", [.text(run), .count(epoch)])
        }
    }

    public func run(_ id: String) async throws -> RunRecord? {
        try await database.read {
            try $0.row("SELECT \(RunRows.columns) FROM run WHERE id = $1", [.text(id)], RunRows.run)
        }
    }

    /// Runs, the latest time first, as their ids are in the order of their times.
    public func runs(limit: Int, job: JobID? = nil, state: RunState? = nil) async throws -> [RunRecord] {
        try await database.read { connection in
            var conditions: [String] = []
            var arguments: [SQLValue] = []
            for (column, value) in [("job_id", job?.rawValue), ("state", state?.rawValue)] {
                guard let value else { continue }
                arguments.append(.text(value))
                conditions.append("\(column) = $\(arguments.count)")
            }
            let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            return try connection.rows(
                "SELECT \(RunRows.columns) FROM run \(filter) ORDER BY id DESC LIMIT \(limit)", arguments,
                RunRows.run)
        }
    }

    /// Unfinished runs of a concurrency group: those that have begun, and those that wait to.
    public func unfinishedRuns(inGroup group: String) async throws -> UnfinishedRuns {
        try await database.read { connection in
            try connection.row(
                """
                SELECT SUM(CASE WHEN started_at IS NULL THEN 0 ELSE 1 END),
                    SUM(CASE WHEN started_at IS NULL THEN 1 ELSE 0 END)
                FROM run WHERE concurrency_group = $1 AND concurrency_group <> '' AND is_open = 1
                """, [.text(group)]
            ) { UnfinishedRuns(running: $0.count(0), queued: $0.count(1)) } ?? UnfinishedRuns()
        }
    }

    /// The run of a job at one nominal time, for `why`.
    public func runs(ofJob job: JobID, from: Instant, to: Instant) async throws -> [RunRecord] {
        try await database.read { connection in
            // Each half by an index of its own.
            try ["NOT IN", "IN"].flatMap { others in
                try connection.rows(
                    """
                    SELECT \(RunRows.columns) FROM run WHERE job_id = $1 AND nominal >= $2 AND nominal < $3
                        AND cause \(others) ('manual', 'event')
                    """, [.text(job.rawValue), .instant(from), .instant(to)], RunRows.run)
            }.sorted { ($0.nominal, $0.id) < ($1.nominal, $1.id) }
        }
    }
}
