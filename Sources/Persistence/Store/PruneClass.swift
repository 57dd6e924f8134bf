public import PluginKit
public import Scheduling

/// What is removed when it is old enough, in the order in which it is.
public enum PruneClass: String, CaseIterable, Sendable {
    case bodies
    case attempts
    case leftOut = "left_out"
    case events
    case answers
    case messages
    case runs
    case jobTexts = "job_texts"
    case pauses

    /// What people call it.
    public var name: String {
        switch self {
        case .bodies: "messages' bodies"
        case .attempts: "attempts"
        case .leftOut: "left-out reasons"
        case .events: "events"
        case .answers: "answers"
        case .messages: "messages"
        case .runs: "runs"
        case .jobTexts: "jobs' old texts"
        case .pauses: "pauses"
        }
    }

    /// Everything before this instant may go; nil when the program keeps it.
    public func cutoff(by retention: Retention, at now: Instant) -> Instant? {
        let setting =
            switch self {
            case .bodies: retention.bodies
            case .attempts: retention.attempts
            case .leftOut: retention.leftOut
            case .events: retention.events
            case .answers: retention.answers
            case .messages: retention.messages
            // Nothing else needs them.
            case .runs, .jobTexts, .pauses: retention.runs
            }
        return setting.cutoff(at: now)
    }

    /// Where its rows are; none for those that have a way of their own.
    var parts: [PrunePart] {
        switch self {
        case .bodies: [.bodies]
        case .attempts: [.runAttempts, .messageAttempts]
        case .events: [.events]
        case .answers: [.answers, .received, .concerns]
        case .messages: [.messages]
        case .jobTexts: [.jobTexts]
        case .pauses: [.pauses]
        case .leftOut, .runs: []
        }
    }
}

/// One table's old rows, which are read along an index that begins with their time, and removed by their key.
struct PrunePart: Sendable {
    let table: String
    /// The column of the time.
    let time: String
    /// The columns of the key, and whether each is a number.
    let key: [(name: String, isNumber: Bool)]
    /// What must hold of a row `t` besides its age, where `$1` is the cutoff.
    let condition: String
    /// What removes a row, by its key from `$1` on.
    let removal: String
    /// What goes with a row, by the same key.
    var companions: [String] = []
    /// What is kept of a row elsewhere before it goes.
    var keeping: Keeping?

    struct Keeping: Sendable {
        /// What must hold of a row `t` for that.
        let condition: String
        /// What keeps it, by the row's key.
        let statements: [String]
    }

    private static let unfinished = "state IN ('ready', 'running', 'waiting')"

    static let bodies = PrunePart(
        table: "message", time: "finished_at", key: [("id", false)],
        // An ask that is not answered may have a fresh link sent with the same words.
        condition: """
            t.finished_at IS NOT NULL AND t.field_values <> ''
            AND NOT EXISTS (
                SELECT 1 FROM ask AS a WHERE a.id = t.ask_id AND a.expires_at >= $1 AND a.state IN ('open', 'expired'))
            """,
        // The empty text is no JSON: it says that there was one.
        removal: "UPDATE message SET field_values = '' WHERE id = $1 AND finished_at IS NOT NULL",
        // Where they went is kept with the message: by its link somebody may want to stop much later.
        companions: ["UPDATE message_body SET payload = substr(payload, 1, 0) WHERE message_id = $1"])

    static let runAttempts = PrunePart(
        table: "run_attempt", time: "ended_at", key: [("run_id", false), ("epoch", true)],
        condition: "NOT EXISTS (SELECT 1 FROM run AS r WHERE r.id = t.run_id AND r.\(unfinished))",
        removal: "DELETE FROM run_attempt WHERE run_id = $1 AND epoch = $2")

    static let messageAttempts = PrunePart(
        table: "message_attempt", time: "ended_at", key: [("message_id", false), ("epoch", true)],
        condition: "NOT EXISTS (SELECT 1 FROM message AS m WHERE m.id = t.message_id AND m.finished_at IS NULL)",
        removal: "DELETE FROM message_attempt WHERE message_id = $1 AND epoch = $2")

    // An unfinished run plans again, and would add what it finds missing.
    static let events = PrunePart(
        table: "event", time: "happened_at",
        key: [("run_id", false), ("step_id", false), ("name", false), ("person_id", false)],
        condition: "NOT EXISTS (SELECT 1 FROM run AS r WHERE r.id = t.run_id AND r.\(unfinished))",
        removal: "DELETE FROM event WHERE run_id = $1 AND step_id = $2 AND name = $3 AND person_id = $4")

    static let answers = PrunePart(
        table: "answer", time: "answered_at", key: [("ask_id", false), ("question", false)],
        condition: """
            NOT EXISTS (
                SELECT 1 FROM ask AS a LEFT JOIN run AS r ON r.id = a.run_id
                WHERE a.id = t.ask_id AND (a.expires_at >= $1 OR r.\(unfinished)))
            """,
        removal: "DELETE FROM answer WHERE ask_id = $1 AND question = $2",
        companions: [
            "DELETE FROM score WHERE ask_id = $1",
            """
            DELETE FROM ask WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = ask.run_id)
                AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.ask_id = $1)
            """,
        ])

    // What still waits for somebody is no old thing.
    static let received = PrunePart(
        table: "received_reply", time: "received_at", key: [("channel", false), ("id", false)],
        condition: "t.state <> 'waiting'", removal: "DELETE FROM received_reply WHERE channel = $1 AND id = $2")

    // What stands is no old thing, however long ago it was raised.
    static let concerns = PrunePart(
        table: "concern", time: "ended_at", key: [("id", false)], condition: "t.ended_at IS NOT NULL",
        removal: "DELETE FROM concern WHERE id = $1 AND ended_at IS NOT NULL",
        companions: [
            "DELETE FROM concern_step WHERE concern_id = $1 AND NOT EXISTS (SELECT 1 FROM concern WHERE id = $1)"
        ])

    // An open ask's link is sent again from its message; an unfinished run would send what it finds missing.
    static let messages = PrunePart(
        table: "message", time: "finished_at", key: [("id", false)],
        condition: """
            t.finished_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM run AS r WHERE r.id = t.run_id AND r.\(unfinished))
            AND NOT EXISTS (SELECT 1 FROM ask AS a WHERE a.id = t.ask_id AND a.expires_at >= $1)
            """,
        removal: "DELETE FROM message WHERE id = $1 AND finished_at IS NOT NULL",
        companions: [
            "DELETE FROM message_attempt WHERE message_id = $1", "DELETE FROM message_body WHERE message_id = $1",
            "DELETE FROM message_return WHERE message_id = $1",
        ], keeping: QuietTraces.message)

    // By cause, as each half has an index of its own.
    static let jobTexts = PrunePart(
        table: "job_version", time: "used_at", key: [("revision", false)],
        condition: """
            NOT EXISTS (
                SELECT 1 FROM run AS r WHERE r.job_id = t.job_id AND r.job_revision = t.revision
                    AND r.cause NOT IN ('manual', 'event'))
            AND NOT EXISTS (
                SELECT 1 FROM run AS r WHERE r.job_id = t.job_id AND r.job_revision = t.revision
                    AND r.cause IN ('manual', 'event'))
            """,
        removal: "DELETE FROM job_version WHERE revision = $1")

    static let pauses = PrunePart(
        table: "job_pause", time: "until_at", key: [("job_id", false), ("from_at", true)],
        condition: "t.until_at IS NOT NULL", removal: "DELETE FROM job_pause WHERE job_id = $1 AND from_at = $2")
}
