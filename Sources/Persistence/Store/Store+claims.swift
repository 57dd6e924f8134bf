public import PluginKit
public import Scheduling

/// A worker's hold on a run until an instant; whoever comes later with an older epoch changes nothing.
public struct Lease: Hashable, Sendable {
    public let owner: String
    public let until: Instant

    public init(owner: String, until: Instant) {
        self.owner = owner
        self.until = until
    }
}

/// One claim of one run: what every write of the worker that made it is checked against.
public struct LeaseToken: Hashable, Sendable {
    public let run: String
    public let epoch: Int

    public init(run: String, epoch: Int) {
        self.run = run
        self.epoch = epoch
    }
}

extension Store {
    /// Takes up to `limit` due runs, each under a new epoch; none when nothing is due.
    ///
    /// Jobs share the places by their priorities and by `turns`; inside a job the earliest goes first. A run whose
    /// concurrency group is `queue`d behind another unfinished one is passed over.
    ///
    /// `rates`: Limits of jobs that have one.
    /// `only`: This run alone.
    public func claimRuns(
        limit: Int, now: Instant, lease: Lease, turns: LaneTurns = LaneTurns(), rates: [JobID: RunRate] = [:],
        only: String? = nil
    ) async throws -> [RunRecord] {
        while true {
            let (taken, missing) = try await claimRuns(
                limit: limit, now: now, lease: lease, lanesBy: turns, rates: rates, only: only)
            if missing.isEmpty { return taken }
            try await database.writeRowByRow { try $0.makeLimits(of: missing) }
            if !taken.isEmpty { return taken }
        }
    }

    /// The same, and the jobs whose limits have no row yet, which are passed over.
    private func claimRuns(
        limit: Int, now: Instant, lease: Lease, lanesBy turns: LaneTurns, rates: [JobID: RunRate], only: String?
    ) async throws -> (taken: [RunRecord], missing: [JobID]) {
        try await database.writeRowByRow { connection in
            if let only {
                let found = try connection.take(
                    "due_at <= $1 AND id = $2 AND \(ClaimQueries.isFirstInGroup)", [.instant(now), .text(only)],
                    now: now, lease: lease)
                return (found, [])
            }
            var turns = turns
            var taken: [RunRecord] = []
            var lanes = try connection.lanes(dueBy: now)
            let limits = try connection.holdLimits(of: Set(lanes.map(\.job)).intersection(rates.keys))
            lanes.removeAll { limits.busy.contains($0.job) }
            // What one lane leaves of its share goes to those that may have more, also to those without a share so far.
            while taken.count < limit, !lanes.isEmpty {
                var empty: Set<RunLane> = []
                for share in turns.shares(of: lanes, limit: limit - taken.count) {
                    let more = try connection.take(
                        share.count, of: share.lane, now: now, lease: lease, rate: rates[share.lane.job])
                    taken += more
                    turns.took(more.count, of: share.lane)
                    if more.count < share.count { empty.insert(share.lane) }
                }
                lanes.removeAll(where: empty.contains)
            }
            return (taken, limits.missing)
        }
    }

    /// Keeps claims for longer.
    ///
    /// - Returns: Those that are lost: taken over, cancelled or ended meanwhile.
    public func renewRuns(_ tokens: [LeaseToken], until instant: Instant) async throws -> [LeaseToken] {
        guard !tokens.isEmpty else { return [] }
        return try await database.writeAtOnce { connection in
            let kept = try connection.executeEach(
                "UPDATE run SET lease_until = $1 WHERE id = $2 AND epoch = $3 AND state = 'running'",
                tokens.map { [.instant(instant), .text($0.run), .count($0.epoch)] })
            return zip(tokens, kept).filter { $0.1 == 0 }.map(\.0)
        }
    }

    /// Makes runs ready again whose workers gave no sign of life until their leases ran out; one that lost several workers
    /// in a row ends instead, so that what stops a process stops no more of them.
    ///
    /// It looks at all unfinished runs, as an index of leases would make each claim dearer: a third of a second for a
    /// million. Nobody waits for a read; it writes only when there is something to write.
    ///
    /// - Returns: Those runs, as they stand now, with the owner that was lost.
    public func reapRuns(now: Instant, limit: Int = 1_000) async throws -> [RunRecord] {
        let lost = try await database.read { connection in
            try connection.rows(
                """
                SELECT id FROM run WHERE is_open = 1 AND state = 'running' AND lease_until < $1
                ORDER BY lease_until, id LIMIT \(limit)
                """, [.instant(now)]
            ) { $0.text(0) }
        }
        guard !lost.isEmpty else { return [] }
        return try await database.writeRowByRow { connection in
            var reaped: [RunRecord] = []
            for id in lost {
                let run = try connection.row(
                    """
                    UPDATE run SET lapses = lapses + 1, due_at = $1, lease_until = NULL, running_group = NULL,
                        is_open = CASE WHEN lapses + 1 >= \(Self.mostLapses) THEN 0 ELSE 1 END,
                        state = CASE WHEN lapses + 1 >= \(Self.mostLapses) THEN 'failed' ELSE 'ready' END,
                        reason = CASE WHEN lapses + 1 >= \(Self.mostLapses) THEN $2 ELSE reason END,
                        finished_at = CASE WHEN lapses + 1 >= \(Self.mostLapses) THEN $1 ELSE NULL END
                    WHERE id = $3 AND state = 'running' AND lease_until < $1
                    RETURNING \(RunRows.columns)
                    """,
                    [
                        .instant(now),
                        .text("\(Self.mostLapses) workers in a row were lost while they held it; see milieu runs show"),
                        .text(id),
                    ], RunRows.run)
                guard let run else { continue }
                try connection.noteAttempt(run.id, .lapsed, reason: "its worker gave no sign of life", at: now)
                reaped.append(run)
            }
            return reaped
        }
    }

    /// Workers in a row that may be lost with one run.
    public static let mostLapses = 5

    /// When the next run is due that can be claimed then; nil when none is.
    public func nextRunDue(rates: [JobID: RunRate] = [:]) async throws -> Instant? {
        try await database.read { connection in
            try connection.lanes().compactMap { lane in
                let head = try connection.row(
                    """
                    SELECT due_at FROM run AS r
                    WHERE is_open = 1 AND state IN ('ready', 'waiting') AND priority = $1 AND job_id = $2
                        AND \(ClaimQueries.isFirstInGroup)
                    ORDER BY due_at, id LIMIT 1
                    """, [.count(lane.priority.rank), .text(lane.job.rawValue)]
                ) { $0.instant(0) }
                guard let head, let rate = rates[lane.job] else { return head }
                return rate.next(after: head, usedUntil: try connection.usedUntil(lane.job))
            }.min()
        }
    }
}
