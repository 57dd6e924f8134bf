public import Community
public import Messages
public import PluginKit
public import Scheduling

extension Store {
    /// The check-ins that reached each of `members` since their last answer to anything, none from before `since`.
    ///
    /// A question that never arrived is left out: it says nothing about anybody.
    public func asksSinceAnswer(of members: [MemberID], since: Instant) async throws -> [MemberID: [Ask]] {
        guard !members.isEmpty else { return [:] }
        return try await database.read { connection in
            var found: [MemberID: [Ask]] = [:]
            for chunk in StatementChunks.of(members) {
                // From the people to their last answers to what came after, which CROSS JOIN keeps SQLite to: from the
                // asks on it would go through years of them.
                let asks = try connection.rows(
                    """
                    SELECT \(AskRows.columns(of: "a")) FROM person AS p
                    LEFT JOIN last_answer AS l ON l.person_id = p.id
                    CROSS JOIN ask AS a
                    WHERE a.asked_at > CASE WHEN l.at > $1 THEN l.at ELSE $1 END AND a.person_id = p.id
                        AND p.id IN (\(connection.placeholders(chunk.count, from: 2))) AND a.kind = 'check-in'
                        AND EXISTS (
                            SELECT 1 FROM message AS m WHERE m.run_id = a.run_id AND m.step_id = a.step_id
                                AND m.person_id = a.person_id AND m.state = 'delivered')
                    ORDER BY a.person_id, a.asked_at, a.id
                    """, [SQLValue.instant(since)] + chunk.map { SQLValue.text($0.rawValue) }, AskRows.ask)
                for ask in asks { found[ask.member, default: []].append(ask) }
            }
            return found
        }
    }

    /// Which of `messages` each of `members` was sent since an instant, or is on the way to.
    public func sent(_ messages: [MessageID], to members: [MemberID], since: Instant) async throws -> [SentFact] {
        guard !members.isEmpty, !messages.isEmpty else { return [] }
        return try await database.read { connection in
            try StatementChunks.of(members).flatMap { chunk in
                try connection.rows(
                    """
                    SELECT person_id, message, created_at FROM message
                    WHERE created_at >= $1 AND message IN (\(connection.placeholders(messages.count, from: 2)))
                        AND person_id IN (\(connection.placeholders(chunk.count, from: 2 + messages.count)))
                        AND state NOT IN ('cancelled', 'expired', 'dead')
                    ORDER BY person_id, created_at, id
                    """,
                    [SQLValue.instant(since)] + messages.map { SQLValue.text($0.rawValue) }
                        + chunk.map { SQLValue.text($0.rawValue) }
                ) { SentFact(member: MemberID($0.text(0)), message: MessageID($0.text(1)), at: $0.instant(2)) }
            }
        }
    }

    /// When each of `members` was last asked a check-in; nothing for those who were not since an instant.
    public func lastCheckIns(of members: [MemberID], since: Instant) async throws -> [MemberID: Instant] {
        guard !members.isEmpty else { return [:] }
        return try await database.read { connection in
            var last: [MemberID: Instant] = [:]
            for chunk in StatementChunks.of(members) {
                let found = try connection.rows(
                    """
                    SELECT person_id, MAX(asked_at) FROM ask
                    WHERE asked_at > $1 AND person_id IN (\(connection.placeholders(chunk.count, from: 2)))
                        AND kind = 'check-in'
                    GROUP BY person_id
                    """, [.instant(since)] + chunk.map { .text($0.rawValue) }
                ) { (MemberID($0.text(0)), $0.instant(1)) }
                for (id, at) in found { last[id] = at }
            }
            return last
        }
    }
}

extension SQLConnection {
    /// Notes that somebody answered, whatever it was.
    func noteAnswer(of member: MemberID, at now: Instant) throws {
        try execute(
            """
            INSERT INTO last_answer (person_id, at) VALUES ($1, $2)
            ON CONFLICT (person_id) DO UPDATE SET at = excluded.at
            """, [.text(member.rawValue), .instant(now)])
    }
}
