import Community
public import Messages
public import Scheduling

extension Store {
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

    /// The ids of messages behind `id`, in their order.
    public func messageIDs(after id: String, limit: Int) async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT id FROM message WHERE id > $1 ORDER BY id LIMIT \(limit)", [.text(id)]) {
                $0.text(0)
            }
        }
    }

    public func message(_ id: String) async throws -> OutboxMessage? {
        try await database.read { connection in
            guard
                var message = try connection.row(
                    "SELECT \(OutboxRows.columns) FROM message WHERE id = $1", [.text(id)], OutboxRows.message)
            else { return nil }
            try connection.addBodies(to: [id]) { _, body in message.take(body) }
            return message
        }
    }

    /// Lets messages go that are not on their way, for a reason that a person gives.
    ///
    /// - Returns: Those that are cancelled now; the others were sent or had come to an end.
    public func cancelMessages(_ ids: [String], because reason: String, at now: Instant) async throws -> [String] {
        try await database.write { connection in
            try ids.filter { id in
                try !connection.letGo(because: reason, at: now, where: "id = $3", [.text(id)]).isEmpty
            }
        }
    }

    /// How the attempts of one message ended, in order.
    public func attempts(of id: String) async throws -> [(at: Instant, event: String, reason: String?)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT ended_at, event, reason FROM message_attempt WHERE message_id = $1
                UNION ALL SELECT finished_at, 'delivered', receipt FROM message WHERE id = $1 AND state = 'delivered'
                ORDER BY 1
                """, [.text(id)]
            ) { ($0.instant(0), $0.text(1), $0.optionalText(2)) }
        }
    }

    /// Makes messages due again that came to no end, or to a bad one, with all their attempts.
    ///
    /// One whose text is not kept any more stays as it is, and so does one whose time is over, but that one that was held for
    /// a person's decision expires with it. What went with others of which nobody
    /// knows whether they arrived goes with them again.
    ///
    /// - Returns: Those that are due now; the others were delivered, cancelled, are on their way or come too late.
    public func replay(_ ids: [String], at now: Instant) async throws -> [String] {
        try await database.write { connection in
            var due: Set<String> = []
            return try ids.filter { id in
                let leader = try connection.row(
                    """
                    SELECT leader.id FROM message AS m JOIN message AS leader ON leader.id = m.digest_id
                    WHERE m.id = $1 AND leader.digest_id = leader.id AND leader.id <> m.id
                        AND (m.state = 'bundled' OR (m.state = 'held' AND leader.state = 'held'))
                    """, [.text(id)]
                ) { $0.text(0) }
                if due.contains(leader ?? id) { return true }
                guard try connection.replay(leader ?? id, at: now) else { return false }
                due.insert(leader ?? id)
                return true
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

    /// How many messages each disabled channel keeps.
    public func countHeld() async throws -> [String: Int] {
        try await database.read { connection in
            let found = try connection.rows(
                "SELECT held_for, COUNT(*) FROM message WHERE state = 'held' AND held_for IS NOT NULL GROUP BY held_for",
                []
            ) { ($0.text(0), $0.count(1)) }
            return Dictionary(found) { first, _ in first }
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

extension SQLConnection {
    /// Queues messages; one that is there already stays as it is.
    func put(_ messages: [OutboxMessage]) throws {
        try insert(
            into: "message",
            """
            id, run_id, job_id, step_id, part, person_id, channel, via, message, field_values, ask_id, purpose, class, \
            thread, replaces, ignores_quiet_hours, state, due_at, attempts, attempts_elsewhere, tried, expires_at, \
            created_at, quiet_until, epoch, reason, takes_back, outside_audience
            """,
            messages.map { message in
                [
                    .text(message.id), .text(message.run), .text(message.job), .text(message.step),
                    .text(message.part), .text(message.member.rawValue), .text(message.channel), .text(message.via),
                    .text(message.message.rawValue), .text(JSONText.text(message.values)), .text(message.ask),
                    .text(message.purpose?.rawValue), .text(message.deliveryClass.rawValue), .text(message.thread),
                    .text(message.replaces), .integer(message.ignoresQuietHours ? 1 : 0),
                    .text(message.state.rawValue), .instant(message.dueAt), 0, 0,
                    .text(ContactText.text(message.tried)), .instant(message.expiresAt), .instant(message.createdAt),
                    .instant(message.quietUntil), 0, .text(message.reason), .text(message.takesBack),
                    .integer(message.isOutsideAudience ? 1 : 0),
                ]
            })
        for message in messages {
            guard let key = message.replaces else { continue }
            try letGo(
                because: "a newer message took its place", at: message.createdAt,
                where: """
                    person_id = $3 AND (replaces = $4 OR 'ask ' || ask_id = $4) AND id <> $5 AND created_at <= $2
                    """, [.text(message.member.rawValue), .text(key), .text(message.id)])
        }
    }

    /// Makes one message due again; false when it cannot be.
    fileprivate func replay(_ id: String, at now: Instant) throws -> Bool {
        let isOver =
            try execute(
                """
                UPDATE message SET state = 'expired', held_for = NULL, finished_at = $1,
                    reason = 'it had lost its meaning before it was tried again'
                WHERE id = $2 AND state = 'held' AND expires_at <= $1
                """, [.instant(now), .text(id)]) == 1
        if isOver {
            try dissolve(digest: id)
            return false
        }
        guard
            let text = try row(
                "SELECT state FROM message WHERE id = $1 AND field_values <> '' AND expires_at > $2",
                [.text(id), .instant(now)], { $0.text(0) }),
            let state = DeliveryState(rawValue: text), let next = try? state.after(.replay)
        else { return false }
        // Whether it arrived is decided with it.
        try execute("UPDATE message_body SET may_have_arrived = 0 WHERE message_id = $1", [.text(id)])
        try execute(
            """
            UPDATE message SET state = 'bundled', held_for = NULL, reason = 'it goes with others that waited as long'
            WHERE digest_id = $1 AND id <> $1 AND state = 'held'
            """, [.text(id)])
        return try execute(
            """
            UPDATE message SET state = $1, due_at = $2, finished_at = NULL, held_for = NULL, tried = '',
                attempts_elsewhere = attempts, full_since = NULL
            WHERE id = $3 AND state = $4
            """, [.text(next.rawValue), .instant(now), .text(id), .text(text)]) == 1
    }

    /// The bytes that are kept of messages.
    func addBodies(to ids: [String], _ take: (String, KeptBody) -> Void) throws {
        for chunk in StatementChunks.of(ids) {
            let found = try rows(
                """
                SELECT message_id, channel, address, parts_sent, may_have_arrived, payload FROM message_body
                WHERE message_id IN (\(placeholders(chunk.count)))
                """, chunk.map { .text($0) }
            ) {
                (
                    $0.text(0),
                    KeptBody(
                        to: ContactPoint(channel: $0.text(1), address: $0.text(2)), partsSent: $0.count(3),
                        mayHaveArrived: $0.integer(4) != 0, payload: $0.optionalBytes(5) ?? [])
                )
            }
            for (id, body) in found { take(id, body) }
        }
    }
}

/// The platform's bytes of one message, as they are kept.
struct KeptBody {
    let to: ContactPoint
    let partsSent: Int
    let mayHaveArrived: Bool
    let payload: [UInt8]
}

extension OutboxMessage {
    mutating func take(_ body: KeptBody) {
        // Of old messages it is kept where they went, and no bytes.
        payload = body.payload.isEmpty ? nil : body.payload
        sentTo = body.to
        partsSent = body.partsSent
    }
}

/// Reads messages from rows.
enum OutboxRows {
    static let columns = """
        id, run_id, job_id, step_id, part, person_id, channel, message, field_values, ask_id, purpose, ignores_quiet_hours, \
        state, due_at, attempts, expires_at, created_at, reason, via, class, thread, replaces, attempts_elsewhere, tried, \
        quiet_until, digest_id, held_for, receipt, finished_at, takes_back, full_since, outside_audience
        """
    /// The place of a column that stands behind them.
    static let next = 32

    static func message(_ row: any SQLRow) -> OutboxMessage {
        var message = OutboxMessage(
            id: row.text(0), run: row.text(1), job: row.text(2), step: row.text(3), part: row.text(4),
            member: MemberID(row.text(5)), channel: row.text(6), message: MessageID(row.text(7)),
            values: JSONText.texts(row.text(8)), ask: row.optionalText(9),
            purpose: row.optionalText(10).flatMap(Purpose.init), ignoresQuietHours: row.integer(11) != 0,
            deliveryClass: DeliveryClass(rawValue: row.text(19)) ?? .reminder, thread: row.text(20),
            replaces: row.optionalText(21),
            state: DeliveryState(rawValue: row.text(12)) ?? .dead, dueAt: row.instant(13), attempts: row.count(14),
            expiresAt: row.instant(15), createdAt: row.instant(16), quietUntil: row.optionalInstant(24),
            reason: row.optionalText(17))
        message.via = row.text(18)
        message.attemptsElsewhere = row.count(22)
        message.tried = ContactText.points(row.text(23))
        message.digest = row.optionalText(25)
        message.heldFor = row.optionalText(26)
        message.receipt = row.optionalText(27)
        message.finishedAt = row.optionalInstant(28)
        message.takesBack = row.optionalText(29)
        message.fullSince = row.optionalInstant(30)
        message.isOutsideAudience = row.integer(31) != 0
        return message
    }
}
