import Community
public import PluginKit
public import Scheduling

/// How far one trigger of one job has been decided, on one zone's clock.
public struct ScheduleRecord: Hashable, Sendable {
    public let job: JobID
    public let trigger: String
    public let zone: String
    /// The trigger as it was written; another text starts anew from the present.
    public let definition: String
    /// Everything up to here has been decided.
    public let watermark: Instant
    /// Grows with each tick; a tick that saw an older one is dropped.
    public let revision: Int

    public init(job: JobID, trigger: String, zone: String, definition: String, watermark: Instant, revision: Int) {
        self.job = job
        self.trigger = trigger
        self.zone = zone
        self.definition = definition
        self.watermark = watermark
        self.revision = revision
    }
}

extension Store {
    public func schedules() async throws -> [ScheduleRecord] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT job_id, trigger_id, zone, definition, watermark, revision FROM schedule
                ORDER BY job_id, trigger_id, zone
                """, []
            ) {
                ScheduleRecord(
                    job: JobID($0.text(0)), trigger: $0.text(1), zone: $0.text(2), definition: $0.text(3),
                    watermark: $0.instant(4), revision: $0.count(5))
            }
        }
    }

    /// Begins to watch a trigger from `watermark` on, or moves a changed one there.
    ///
    /// The watermark never moves back: a changed definition fires nothing of the past. While nodes that read different files
    /// are at work, a trigger that is watched keeps the definition it has: each of them would else move it on to the
    /// present again and again, and nothing would ever come due.
    public func watch(_ record: ScheduleRecord) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO schedule (job_id, trigger_id, zone, definition, watermark, revision)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (job_id, trigger_id, zone) DO UPDATE SET
                    definition = excluded.definition, revision = schedule.revision + 1,
                    watermark = CASE WHEN excluded.watermark > schedule.watermark
                        THEN excluded.watermark ELSE schedule.watermark END
                WHERE schedule.definition = '' OR NOT EXISTS (
                    SELECT 1 FROM node AS a JOIN node AS b ON a.files < b.files
                    WHERE a.seen_at >= $7 AND b.seen_at >= $7)
                """,
                [
                    .text(record.job.rawValue), .text(record.trigger), .text(record.zone), .text(record.definition),
                    .instant(record.watermark), .count(record.revision), .instant(record.watermark - NodeRecord.life),
                ])
        }
    }

    /// Moves every watermark forward to `instant`, for a copy that is looked at from then on.
    public func moveWatermarks(to instant: Instant) async throws {
        try await database.write { _ = try $0.moveWatermarks(to: instant) }
    }

    /// Commits one tick: the new watermark and the runs decided on, together or not at all.
    ///
    /// `replacing`: A concurrency group whose unfinished runs end here, as the new one takes their place.
    ///
    /// - Returns: The ids of the runs that are new; nil when another worker ticked first, and nothing was written.
    public func commitTick(
        _ schedule: ScheduleRecord, watermark: Instant, runs: [RunRecord], replacing: String? = nil
    ) async throws -> Set<String>? {
        try await database.write { connection in
            let moved = try connection.execute(
                """
                UPDATE schedule SET watermark = $1, revision = revision + 1
                WHERE job_id = $2 AND trigger_id = $3 AND zone = $4 AND revision = $5
                """,
                [
                    .instant(watermark), .text(schedule.job.rawValue), .text(schedule.trigger), .text(schedule.zone),
                    .count(schedule.revision),
                ])
            guard moved == 1 else { return nil }
            if !runs.isEmpty { connection.wakeOthers() }
            let added = try runs.filter { try RunRows.insert($0, into: connection) }.map(\.id)
            if let replacing, !added.isEmpty {
                // A worker that is at one of them finds its epoch gone at the next commit.
                let others = try connection.rows(
                    "SELECT id FROM run WHERE running_group = $1",
                    [.text(replacing)]
                ) { $0.text(0) }
                for id in others where !added.contains(id) {
                    try connection.noteAttempt(
                        id, .cancelled, reason: SkippedTicks.Reason.replaced.rawValue, at: watermark)
                }
                try connection.execute(
                    """
                    UPDATE run SET state = 'cancelled', reason = $1, finished_at = $2, epoch = epoch + 1,
                        lease_owner = NULL, lease_until = NULL, is_open = 0, running_group = NULL
                    WHERE concurrency_group = $3 AND concurrency_group <> '' AND is_open = 1
                        AND id NOT IN (\(connection.placeholders(added.count, from: 4)))
                        AND nominal NOT IN (\(connection.placeholders(runs.count, from: 4 + added.count)))
                    """,
                    [.text(SkippedTicks.Reason.replaced.rawValue), .instant(watermark), .text(replacing)]
                        + added.map { .text($0) } + runs.map { .instant($0.nominal) })
            }
            return Set(added)
        }
    }

    /// Keeps the text of a job, so that a run can go on with the one it started with.
    ///
    /// A text that no run refers to is removed when nobody has kept it for as long as runs are: whoever uses one keeps it
    /// again from day to day.
    public func keepJobVersion(_ job: Job, at now: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO job_version (revision, job_id, file, source, used_at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (revision) DO UPDATE SET used_at = excluded.used_at
                WHERE job_version.used_at < excluded.used_at
                """,
                [
                    .text(job.revision), .text(job.id.rawValue), .text(job.file), .text(job.source), .instant(now),
                ])
        }
    }

    /// The kept texts of jobs by their digest: id, file and source.
    public func jobVersion(_ revision: String) async throws -> (id: JobID, file: String, source: String)? {
        try await database.read { connection in
            try connection.row("SELECT job_id, file, source FROM job_version WHERE revision = $1", [.text(revision)]) {
                (JobID($0.text(0)), $0.text(1), $0.text(2))
            }
        }
    }
}
