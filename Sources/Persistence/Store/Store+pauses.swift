import Community
public import PluginKit
public import Scheduling

extension Store {
    /// When jobs were, are or will be paused, by job, in the order of their beginnings.
    public func pauses() async throws -> [JobID: [Pause]] {
        try await database.read { connection in
            let found = try connection.rows(
                "SELECT job_id, from_at, until_at FROM job_pause ORDER BY job_id, from_at", []
            ) { (JobID($0.text(0)), Pause(from: $0.instant(1), until: $0.optionalInstant(2))) }
            return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
        }
    }

    /// Pauses a job from `now` on; its times until then are let go for good.
    ///
    /// `until`: nil until somebody resumes it. A pause that lasts is changed, not doubled.
    public func pause(_ job: JobID, until: Instant?, at now: Instant) async throws {
        try await database.write { connection in
            let changed = try connection.execute(
                "UPDATE job_pause SET until_at = $1 WHERE job_id = $2 AND (until_at IS NULL OR until_at > $3)",
                [.instant(until), .text(job.rawValue), .instant(now)])
            guard changed == 0 else { return }
            try connection.execute(
                "INSERT INTO job_pause (job_id, from_at, until_at) VALUES ($1, $2, $3)",
                [.text(job.rawValue), .instant(now), .instant(until)])
        }
    }

    /// Ends a job's pause; false when it was not paused.
    public func resume(_ job: JobID, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            try connection.execute(
                "UPDATE job_pause SET until_at = $1 WHERE job_id = $2 AND (until_at IS NULL OR until_at > $1)",
                [.instant(now), .text(job.rawValue)]) > 0
        }
    }
}
