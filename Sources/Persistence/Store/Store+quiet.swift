public import Community
public import Messages
public import PluginKit
public import Scheduling

extension Store {
    /// The check-ins that reached each of `members` since their last answer to anything, oldest first, however long ago.
    ///
    /// A question that never arrived is left out: it says nothing about anybody.
    public func asksSinceAnswer(of members: [MemberID]) async throws -> [MemberID: [Ask]] {
        guard !members.isEmpty else { return [:] }
        return try await database.read { connection in
            var found: [MemberID: [Ask]] = [:]
            for chunk in StatementChunks.of(members) {
                let people = chunk.map { SQLValue.text($0.rawValue) }
                let list = connection.placeholders(chunk.count)
                // From the people to their last answers to what came after, which CROSS JOIN keeps SQLite to: from the
                // asks on it would go through years of them.
                let asks = try connection.rows(
                    """
                    SELECT \(AskRows.columns(of: "a")) FROM person AS p
                    LEFT JOIN last_answer AS l ON l.person_id = p.id
                    CROSS JOIN ask AS a
                    WHERE a.asked_at > COALESCE(l.at, 0) AND a.person_id = p.id AND p.id IN (\(list))
                        AND a.kind = 'check-in' AND \(AskRows.hasReached("a"))
                    ORDER BY a.person_id, a.asked_at, a.id
                    """, people, AskRows.ask)
                for ask in asks { found[ask.member, default: []].append(ask) }
                // After the asks, as one that is removed in between is here then.
                let traces = try connection.rows(
                    """
                    SELECT t.what, t.person_id, t.at, t.ends_at FROM quiet_trace AS t
                    LEFT JOIN last_answer AS l ON l.person_id = t.person_id
                    WHERE t.person_id IN (\(list)) AND t.ends_at IS NOT NULL AND t.at > COALESCE(l.at, 0)
                    """, people
                ) { row in
                    Ask(
                        id: row.text(0), kind: .checkIn, member: MemberID(row.text(1)), subject: nil,
                        questionnaire: nil, askedAt: row.instant(2), expiresAt: row.instant(3), state: .expired)
                }
                for (member, asks) in Dictionary(grouping: traces, by: \.member) {
                    let known = Set(found[member, default: []].map(\.id))
                    found[member, default: []] += asks.filter { !known.contains($0.id) }
                    found[member]?.sort { ($0.askedAt, $0.id) < ($1.askedAt, $1.id) }
                }
            }
            return found
        }
    }

    /// Which of `messages` each of `members` was sent since an instant, or is on the way to; of what is removed by now,
    /// those that kept in touch with somebody who has not answered since.
    public func sent(_ messages: [MessageID], to members: [MemberID], since: Instant) async throws -> [SentFact] {
        guard !members.isEmpty, !messages.isEmpty else { return [] }
        return try await database.read { connection in
            try StatementChunks.of(members).flatMap { chunk in
                let names = connection.placeholders(messages.count, from: 2)
                let people = connection.placeholders(chunk.count, from: 2 + messages.count)
                return try connection.rows(
                    """
                    SELECT person_id, message, created_at FROM message
                    WHERE created_at >= $1 AND message IN (\(names)) AND person_id IN (\(people))
                        AND \(QuietTraces.wentOut("message"))
                    UNION ALL
                    SELECT person_id, what, at FROM quiet_trace
                    WHERE at >= $1 AND what IN (\(names)) AND person_id IN (\(people)) AND ends_at IS NULL
                    ORDER BY 1, 3, 2
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

extension Store {
    /// Notes that somebody was heard from: they did something with a link of theirs.
    ///
    /// That is as good as an answer; whoever had gone quiet is asked again as they chose to be.
    public func noteAnswer(of member: MemberID, at now: Instant) async throws {
        try await database.write { try $0.noteAnswer(of: member, at: now) }
    }
}

extension SQLConnection {
    /// Notes that somebody answered, whatever it was: from here on they are not quiet.
    func noteAnswer(of member: MemberID, at now: Instant) throws {
        let hasTraces = try row(
            """
            INSERT INTO last_answer (person_id, at) VALUES ($1, $2)
            ON CONFLICT (person_id) DO UPDATE SET at = excluded.at
            RETURNING CASE WHEN EXISTS (SELECT 1 FROM quiet_trace WHERE quiet_trace.person_id = $1) THEN 1 ELSE 0 END
            """, [.text(member.rawValue), .instant(now)]
        ) { $0.integer(0) == 1 }
        guard hasTraces == true else { return }
        try execute("DELETE FROM quiet_trace WHERE person_id = $1", [.text(member.rawValue)])
    }
}
