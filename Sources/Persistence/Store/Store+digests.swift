import Messages
import Scheduling

/// Messages that go as parts of another one, and messages that are let go: where the two meet.
extension SQLConnection {
    /// Lets messages go that are not on their way: whoever cancels one comes here, but for the dispatcher that has it.
    ///
    /// What went with them goes its own way. One that goes as a part of a message on its way is on its way, too.
    ///
    /// `condition`: Which of the table `message`; its arguments are `$3` and up.
    ///
    /// - Returns: The ids of those that are cancelled now.
    @discardableResult
    func letGo(
        because reason: String, at now: Instant, where condition: String, _ arguments: [SQLValue]
    ) throws -> [String] {
        let gone = try rows(
            """
            UPDATE message SET state = 'cancelled', reason = $1, finished_at = $2, held_for = NULL
            WHERE (\(condition)) AND (state IN ('queued', 'deferred', 'retrying', 'held')
                OR (state = 'bundled' AND NOT EXISTS (
                    SELECT 1 FROM message AS leader WHERE leader.id = message.digest_id AND leader.state = 'sending')))
            RETURNING id, digest_id
            """, [.text(reason), .instant(now)] + arguments
        ) { ($0.text(0), $0.optionalText(1)) }
        for (id, digest) in gone where digest == id { try dissolve(digest: id) }
        return gone.map(\.0)
    }

    /// Lets the messages that go with another go their own way: due where it surely did not arrive, and held for a person
    /// where nobody knows, as their own ids say nothing to the platform.
    func dissolve(digest id: String) throws {
        try execute(
            try mayHaveArrived(id)
                ? """
                UPDATE message SET state = 'held', digest_id = NULL,
                    reason = 'it went with another message, and nobody knows whether that arrived'
                WHERE digest_id = $1 AND state = 'bundled'
                """
                : "UPDATE message SET state = 'queued', digest_id = NULL WHERE digest_id = $1 AND state = 'bundled'",
            [.text(id)])
    }

    private func mayHaveArrived(_ id: String) throws -> Bool {
        try row("SELECT may_have_arrived, parts_sent FROM message_body WHERE message_id = $1", [.text(id)]) {
            $0.integer(0) + $0.integer(1) > 0
        } ?? false
    }

    /// What becomes of the messages that went with another: they arrive with it, nobody knows of them either, they wait
    /// with it, or they go their own way.
    func endDigest(_ record: DeliveryRecord) throws {
        switch record.event {
        case .unanswered: break
        case .delivered:
            try execute(
                """
                UPDATE message SET state = 'delivered', finished_at = $1, receipt = $2, reason = NULL
                WHERE digest_id = $3 AND state = 'bundled'
                """, [.instant(record.at), .text(record.receipt), .text(record.id)])
        case .ambiguous:
            try execute(
                "UPDATE message SET state = 'held', reason = $1 WHERE digest_id = $2 AND state = 'bundled'",
                [.text(record.reason), .text(record.id)])
        case .hold, .failedForNow, .block:
            if !record.mayHaveArrived { try takeApart(record) }
        case .reroute:
            if record.mayHaveArrived {
                // By the first way they would come a second time under ids of their own.
                try execute(
                    "UPDATE message SET via = COALESCE($1, via), tried = COALESCE($2, tried) WHERE digest_id = $3 AND state = 'bundled'",
                    [
                        .text(record.via), record.tried.map { .text(ContactText.text($0)) } ?? .null, .text(record.id),
                    ])
            }
            try takeApart(record)
        default:
            try dissolve(digest: record.id)
            try execute("DELETE FROM message_body WHERE message_id = $1", [.text(record.id)])
        }
    }

    /// Makes due, each on its own, what went with a message that did not arrive.
    private func takeApart(_ record: DeliveryRecord) throws {
        // Theirs was counted when they were bound together, which has gone out then.
        let unused = try !record.usesAttempt && !mayHaveArrived(record.id)
        try execute(
            """
            UPDATE message SET state = 'queued', digest_id = NULL, due_at = COALESCE(CAST($1 AS BIGINT), due_at),
                attempts = attempts - $2
            WHERE digest_id = $3 AND state = 'bundled'
            """, [.instant(record.dueAt), .count(unused ? 1 : 0), .text(record.id)])
        try execute("DELETE FROM message_body WHERE message_id = $1", [.text(record.id)])
    }

    /// Ends a part of a digest that is made anew without it.
    func drop(_ part: DroppedPart, from digest: String) throws {
        try execute(
            part.isExpired
                ? """
                UPDATE message SET state = 'expired', reason = $1, finished_at = $2, digest_id = NULL
                WHERE id = $3 AND digest_id = $4 AND state = 'bundled'
                """
                : """
                UPDATE message SET state = 'cancelled', reason = $1, finished_at = $2, digest_id = NULL
                WHERE id = $3 AND digest_id = $4 AND state = 'bundled'
                """, [.text(part.reason), .instant(part.at), .text(part.id), .text(digest)])
    }

    /// The messages that go with each of `leaders`, and those leaders whose bytes hold one that does not any more.
    func parts(of leaders: [String]) throws -> (bundled: [String: [OutboxMessage]], outdated: Set<String>) {
        var bundled: [String: [OutboxMessage]] = [:]
        var outdated: Set<String> = []
        for chunk in StatementChunks.of(leaders) {
            let found = try rows(
                """
                SELECT \(OutboxRows.columns) FROM message
                WHERE digest_id IN (\(placeholders(chunk.count))) AND id <> digest_id ORDER BY created_at, id
                """, chunk.map { .text($0) }, OutboxRows.message)
            for message in found {
                guard let leader = message.digest else { continue }
                if message.state == .bundled {
                    bundled[leader, default: []].append(message)
                } else {
                    outdated.insert(leader)
                }
            }
        }
        return (bundled, outdated)
    }

    /// Notes that nobody knows whether messages arrived whose bytes are kept.
    func noteDoubt(about ids: [String]) throws {
        for chunk in StatementChunks.of(ids) {
            try execute(
                "UPDATE message_body SET may_have_arrived = 1 WHERE message_id IN (\(placeholders(chunk.count)))",
                chunk.map { .text($0) })
        }
    }

    /// Frees messages that are parts of one which has come to an end: a net under everything else, as nothing would ever
    /// look at them again.
    func freeStrandedParts() throws {
        let leaders = try rows(
            """
            SELECT DISTINCT digest_id FROM message AS m WHERE digest_id IS NOT NULL AND state = 'bundled'
                AND NOT EXISTS (
                    SELECT 1 FROM message AS leader WHERE leader.id = m.digest_id AND leader.digest_id = leader.id
                        AND leader.state IN ('queued', 'deferred', 'retrying', 'sending', 'held'))
            """, []
        ) { $0.text(0) }
        for id in leaders { try dissolve(digest: id) }
    }
}
