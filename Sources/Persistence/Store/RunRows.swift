import Community
import PluginKit
import Scheduling

/// Reads runs from rows, and writes them.
enum RunRows {
    static let columns = """
        id, job_id, job_revision, cause, trigger_id, nominal, zone, state, reason, missed, step_index, page_cursor, \
        due_at, attempt, lapses, waits, epoch, lease_owner, inputs, priority, concurrency_group, unique_key, deadline, \
        created_at, started_at, finished_at
        """

    static func run(_ row: any SQLRow) -> RunRecord {
        var run = RunRecord(
            id: row.text(0), job: JobID(row.text(1)), jobRevision: row.text(2),
            cause: RunCause(rawValue: row.text(3)) ?? .manual, trigger: row.text(4), nominal: row.instant(5),
            zone: row.text(6), state: RunState(rawValue: row.text(7)) ?? .failed, reason: row.optionalText(8),
            missed: row.count(9), stepIndex: row.count(10), cursor: row.text(11), dueAt: row.instant(12),
            attempt: row.count(13), epoch: row.count(16), inputs: JSONText.texts(row.text(18)), group: row.text(20),
            createdAt: row.instant(23), startedAt: row.optionalInstant(24), finishedAt: row.optionalInstant(25))
        run.lapses = row.count(14)
        run.waits = row.count(15)
        run.owner = row.optionalText(17)
        run.priority = JobPriority(rank: row.count(19))
        run.uniqueKey = row.optionalText(21)
        run.deadline = row.optionalInstant(22)
        return run
    }

    static func insert(_ run: RunRecord, into connection: any SQLConnection) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO run (\(columns), is_open, running_group)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26, $27, $28)
            ON CONFLICT DO NOTHING
            """,
            [
                .text(run.id), .text(run.job.rawValue), .text(run.jobRevision), .text(run.cause.rawValue),
                .text(run.trigger), .instant(run.nominal), .text(run.zone), .text(run.state.rawValue),
                .text(run.reason), .count(run.missed), .count(run.stepIndex), .text(run.cursor), .instant(run.dueAt),
                .count(run.attempt), .count(run.lapses), .count(run.waits), .count(run.epoch), .text(run.owner),
                .text(JSONText.text(run.inputs)), .count(run.priority.rank), .text(run.group), .text(run.uniqueKey),
                .instant(run.deadline), .instant(run.createdAt), .instant(run.startedAt), .instant(run.finishedAt),
                run.state.isFinal ? 0 : 1, run.state == .running && !run.group.isEmpty ? .text(run.group) : nil,
            ]) == 1
    }
}
