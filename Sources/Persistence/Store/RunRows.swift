import Community
import PluginKit
import Scheduling

/// Reads runs from rows.
enum RunRows {
    static let columns = """
        id, job_id, job_revision, cause, trigger_id, nominal, zone, state, reason, missed, step_index, page_cursor, \
        due_at, attempt, epoch, inputs, concurrency_group, created_at, started_at, finished_at
        """

    static func run(_ row: any SQLRow) -> RunRecord {
        RunRecord(
            id: row.text(0), job: JobID(row.text(1)), jobRevision: row.text(2),
            cause: RunCause(rawValue: row.text(3)) ?? .manual, trigger: row.text(4), nominal: row.instant(5),
            zone: row.text(6), state: RunState(rawValue: row.text(7)) ?? .failed, reason: row.optionalText(8),
            missed: row.count(9), stepIndex: row.count(10), cursor: row.text(11), dueAt: row.instant(12),
            attempt: row.count(13), epoch: row.count(14), inputs: JSONText.texts(row.text(15)), group: row.text(16),
            createdAt: row.instant(17), startedAt: row.optionalInstant(18), finishedAt: row.optionalInstant(19))
    }

    static func insert(_ run: RunRecord, into connection: any SQLConnection) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO run (\(columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
            ON CONFLICT DO NOTHING
            """,
            [
                .text(run.id), .text(run.job.rawValue), .text(run.jobRevision), .text(run.cause.rawValue),
                .text(run.trigger), .instant(run.nominal), .text(run.zone), .text(run.state.rawValue),
                .text(run.reason), .count(run.missed), .count(run.stepIndex), .text(run.cursor), .instant(run.dueAt),
                .count(run.attempt), .count(run.epoch), .text(JSONText.text(run.inputs)), .text(run.group),
                .instant(run.createdAt), .instant(run.startedAt), .instant(run.finishedAt),
            ]) == 1
    }
}
