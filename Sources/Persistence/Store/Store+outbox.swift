import Community
public import Messages
public import Scheduling

extension Store {
    /// Takes up to `limit` messages that are due, or whose dispatcher is gone, in the order of their time.
    ///
    /// A claim commits the state `sending` and the attempt before anything goes out, so that a crash in between is seen.
    public func claimMessages(limit: Int, now: Instant, lease: Lease) async throws -> [ClaimedMessage] {
        try await database.writeRowByRow { connection in
            let abandoned = try connection.rows(
                """
                SELECT id FROM message WHERE state = 'sending' AND lease_until < $1
                ORDER BY lease_until, id LIMIT \(limit) \(connection.lockingClause)
                """, [.instant(now)]
            ) { $0.text(0) }
            let due = try connection.rows(
                """
                SELECT id FROM message WHERE state IN ('queued', 'deferred', 'retrying') AND due_at <= $1
                ORDER BY due_at, id LIMIT \(max(0, limit - abandoned.count)) \(connection.lockingClause)
                """, [.instant(now)]
            ) { $0.text(0) }
            let ambiguous = Set(abandoned)
            var claimed: [(message: OutboxMessage, epoch: Int)] = []
            for chunk in StatementChunks.of(abandoned + due) {
                claimed += try connection.rows(
                    """
                    UPDATE message SET state = 'sending', attempts = attempts + 1, epoch = epoch + 1, lease_owner = $1,
                        lease_until = $2
                    WHERE id IN (\(connection.placeholders(chunk.count, from: 3)))
                    RETURNING \(OutboxRows.columns), epoch
                    """, [.text(lease.owner), .instant(lease.until)] + chunk.map { .text($0) }
                ) { (OutboxRows.message($0), $0.count(21)) }
            }
            // In the order of the claim, which a database does not keep.
            let places = Dictionary((abandoned + due).enumerated().map { ($1, $0) }) { first, _ in first }
            claimed.sort { places[$0.message.id] ?? 0 < places[$1.message.id] ?? 0 }
            let people = try connection.people(Array(Set(claimed.map(\.message.member))))
            return claimed.map {
                ClaimedMessage(
                    message: $0.message, member: people[$0.message.member], epoch: $0.epoch,
                    // Bytes are kept before anything goes out: without them nothing did.
                    isAmbiguous: ambiguous.contains($0.message.id) && $0.message.payload != nil)
            }
        }
    }

    /// Keeps the bytes of messages whose attempt is about to begin with new ones.
    public func keepPayloads(_ payloads: [FreshPayload]) async throws {
        guard !payloads.isEmpty else { return }
        try await database.writeRowByRow { connection in
            _ = try connection.executeEach(
                """
                UPDATE message SET payload = $1, sent_channel = $2, sent_address = $3, fallback_language = $4
                WHERE id = $5 AND epoch = $6 AND state = 'sending'
                """,
                payloads.map { payload in
                    [
                        .bytes(payload.bytes), .text(payload.to.channel), .text(payload.to.address),
                        .text(payload.fallbackLanguage), .text(payload.id), .count(payload.epoch),
                    ]
                })
        }
    }

    /// Keeps claims that are still held for longer; one that another dispatcher took over stays theirs.
    public func renewMessages(_ claims: [(id: String, epoch: Int)], until instant: Instant) async throws {
        try await database.writeRowByRow { connection in
            _ = try connection.executeEach(
                "UPDATE message SET lease_until = $1 WHERE id = $2 AND epoch = $3 AND state = 'sending'",
                claims.map { [.instant(instant), .text($0.id), .count($0.epoch)] })
        }
    }

    /// Ends the claims of a dispatcher that holds none, and knows of none: those that it made without hearing of it when the
    /// store went away.
    ///
    /// They are due at once; one whose bytes were kept counts as ambiguous.
    public func endMessageLeases(of owner: String, at now: Instant) async throws {
        try await database.writeRowByRow {
            try $0.execute(
                "UPDATE message SET lease_until = $1 WHERE state = 'sending' AND lease_owner = $2",
                [.instant(now - .milliseconds(1)), .text(owner)])
        }
    }

    /// Writes what became of claimed messages, each under its claim's epoch.
    ///
    /// - Returns: How many were stale: taken over by another dispatcher meanwhile, and not written.
    public func record(_ records: [DeliveryRecord]) async throws -> Int {
        guard !records.isEmpty else { return 0 }
        return try await database.writeRowByRow { connection in
            let written = try connection.executeEach(
                """
                UPDATE message SET state = $1, due_at = COALESCE($2, due_at), reason = $3, finished_at = $4,
                    lease_owner = NULL, lease_until = NULL, attempts = attempts - $5
                WHERE id = $6 AND epoch = $7 AND state = 'sending'
                """,
                try records.map { record in
                    let state = try DeliveryState.sending.after(record.event)
                    let isFinal = [.delivered, .dead, .expired, .cancelled].contains(state)
                    // A message that was only held did not use up an attempt.
                    return [
                        .text(state.rawValue), .instant(record.dueAt), .text(record.reason),
                        isFinal ? .instant(record.at) : .null, .count(record.event == .hold ? 1 : 0),
                        .text(record.id), .count(record.epoch),
                    ]
                })
            let kept = zip(records, written).filter { $0.1 == 1 }.map(\.0)
            try connection.insert(
                into: "message_attempt", "message_id, epoch, ended_at, event, reason",
                kept.map { record in
                    [
                        .text(record.id), .count(record.epoch), .instant(record.at), .text(record.event.rawValue),
                        .text(record.reason),
                    ]
                })
            return records.count - kept.count
        }
    }

    /// Messages, the newest first; those in `states`, of one run, or all.
    public func messages(
        in states: [DeliveryState]? = nil, run: String? = nil, limit: Int
    ) async throws -> [OutboxMessage] {
        try await database.read { connection in
            var conditions: [String] = []
            var arguments: [SQLValue] = []
            if let run {
                arguments.append(.text(run))
                conditions.append("run_id = $1")
            }
            if let states {
                conditions.append("state IN (\(connection.placeholders(states.count, from: arguments.count + 1)))")
                arguments += states.map { .text($0.rawValue) }
            }
            let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            return try connection.rows(
                "SELECT \(OutboxRows.columns) FROM message \(filter) ORDER BY created_at DESC, id LIMIT \(limit)",
                arguments, OutboxRows.message)
        }
    }

    public func message(_ id: String) async throws -> OutboxMessage? {
        try await database.read { connection in
            try connection.row(
                "SELECT \(OutboxRows.columns) FROM message WHERE id = $1", [.text(id)], OutboxRows.message)
        }
    }

    /// The attempts of one message, in order.
    public func attempts(of id: String) async throws -> [(at: Instant, event: String, reason: String?)] {
        try await database.read { connection in
            try connection.rows(
                "SELECT ended_at, event, reason FROM message_attempt WHERE message_id = $1 ORDER BY epoch", [.text(id)]
            ) { ($0.instant(0), $0.text(1), $0.optionalText(2)) }
        }
    }

    /// Makes messages due again that came to no end, or to a bad one.
    ///
    /// One whose text is not kept any more stays as it is.
    ///
    /// - Returns: Those that are due now; the others were delivered, cancelled or are on their way.
    public func replay(_ ids: [String], at now: Instant) async throws -> [String] {
        try await database.write { connection in
            try ids.filter { id in
                guard
                    let text = try connection.row(
                        "SELECT state FROM message WHERE id = $1 AND field_values <> ''", [.text(id)], { $0.text(0) }),
                    let state = DeliveryState(rawValue: text), let next = try? state.after(.replay)
                else { return false }
                return try connection.execute(
                    "UPDATE message SET state = $1, due_at = $2, finished_at = NULL WHERE id = $3 AND state = $4",
                    [.text(next.rawValue), .instant(now), .text(id), .text(text)]) == 1
            }
        }
    }

    /// Lets messages go that were not sent, because a person says so.
    ///
    /// - Returns: Those that are cancelled now; the others have arrived, have ended, or are on their way.
    public func cancelMessages(_ ids: [String], because reason: String, at now: Instant) async throws -> [String] {
        try await database.write { connection in
            try ids.filter { id in
                try connection.execute(
                    """
                    UPDATE message SET state = 'cancelled', reason = $1, finished_at = $2, epoch = epoch + 1
                    WHERE id = $3 AND state IN ('queued', 'deferred', 'retrying', 'held')
                    """, [.text(reason), .instant(now), .text(id)]) == 1
            }
        }
    }

    /// How many messages stand in which state, of one run or all.
    public func countMessages(ofRun run: String? = nil) async throws -> [DeliveryState: Int] {
        try await database.read { connection in
            let filter = run.map { _ in "WHERE run_id = $1" } ?? ""
            let found = try connection.rows(
                "SELECT state, COUNT(*) FROM message \(filter) GROUP BY state", run.map { [.text($0)] } ?? []
            ) { (DeliveryState(rawValue: $0.text(0)), $0.count(1)) }
            return Dictionary(found.compactMap { pair in pair.0.map { ($0, pair.1) } }) { $0 + $1 }
        }
    }

    /// When the next message is due; nil when none waits.
    public func nextMessageDue() async throws -> Instant? {
        try await database.read { connection in
            try connection.row(
                "SELECT MIN(due_at) FROM message WHERE state IN ('queued', 'deferred', 'retrying')", []
            ) { $0.optionalInstant(0) } ?? nil
        }
    }

    /// Queues one more message outside any run, such as a fresh link that a person asked for.
    public func addMessage(_ message: OutboxMessage) async throws {
        try await database.write { connection in
            try connection.put([message])
            connection.wakeOthers()
        }
    }

    /// The message that carried an ask's link; nil also when its text is kept no longer.
    public func message(forAsk id: String) async throws -> OutboxMessage? {
        try await database.read { connection in
            try connection.row(
                """
                SELECT \(OutboxRows.columns) FROM message WHERE ask_id = $1 AND field_values <> ''
                    AND (run_id, step_id, person_id) = (SELECT run_id, step_id, person_id FROM ask WHERE id = $1)
                ORDER BY created_at LIMIT 1
                """, [.text(id)], OutboxRows.message)
        }
    }
}

/// Reads messages from rows.
enum OutboxRows {
    static let columns = """
        id, run_id, job_id, step_id, part, person_id, channel, message, field_values, ask_id, purpose, ignores_quiet_hours, \
        state, due_at, attempts, expires_at, created_at, payload, reason, sent_channel, sent_address
        """

    static func message(_ row: any SQLRow) -> OutboxMessage {
        OutboxMessage(
            id: row.text(0), run: row.text(1), job: row.text(2), step: row.text(3), part: row.text(4),
            member: MemberID(row.text(5)), channel: row.text(6), message: MessageID(row.text(7)),
            values: JSONText.texts(row.text(8)), ask: row.optionalText(9),
            purpose: row.optionalText(10).flatMap(Purpose.init), ignoresQuietHours: row.integer(11) != 0,
            state: DeliveryState(rawValue: row.text(12)) ?? .dead, dueAt: row.instant(13), attempts: row.count(14),
            expiresAt: row.instant(15), createdAt: row.instant(16), payload: row.optionalBytes(17),
            sentTo: row.optionalText(19).map { ContactPoint(channel: $0, address: row.text(20)) },
            reason: row.optionalText(18))
    }
}
