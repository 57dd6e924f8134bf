public import Community
public import Scheduling

extension Store {
    /// When each of `members` did something that nobody had asked for just then, since an instant.
    ///
    /// What comes within a minute of the answer to a review was written on its page. A check-in counts that was answered
    /// before any message about it arrived.
    public func ownAccord(of members: [MemberID], since: Instant) async throws -> [MemberID: [Instant]] {
        try await database.read { connection in
            var found: [MemberID: [Instant]] = [:]
            for chunk in StatementChunks.of(members) {
                let list = connection.placeholders(chunk.count, from: 2)
                let moments = try connection.rows(
                    """
                    SELECT person_id, set_at FROM commitment WHERE set_at > $1 AND person_id IN (\(list))
                    UNION ALL
                    SELECT g.person_id, g.set_at FROM goal AS g
                    WHERE g.set_at > $1 AND g.suggested_by IS NULL AND g.person_id IN (\(list)) AND NOT EXISTS (
                        SELECT 1 FROM ask AS a WHERE a.person_id = g.person_id AND a.kind = 'goal-review'
                            AND a.answered_at BETWEEN g.set_at - 60000 AND g.set_at + 60000)
                    UNION ALL
                    SELECT g.person_id, s.taken_at FROM goal AS g JOIN goal_step AS s ON s.goal_id = g.id
                    WHERE s.taken_at > $1 AND g.person_id IN (\(list)) AND NOT EXISTS (
                        SELECT 1 FROM ask AS a WHERE a.person_id = g.person_id AND a.kind = 'goal-review'
                            AND a.answered_at BETWEEN s.taken_at - 60000 AND s.taken_at + 60000)
                    UNION ALL
                    SELECT k.person_id, k.answered_at FROM ask AS k
                    WHERE k.answered_at > $1 AND k.kind = 'check-in' AND k.state IN ('answered', 'late')
                        AND k.person_id IN (\(list)) AND NOT EXISTS (
                            SELECT 1 FROM message AS m WHERE m.run_id = k.run_id AND m.step_id = k.step_id
                                AND m.person_id = k.person_id AND m.state = 'delivered'
                                AND m.finished_at <= k.answered_at)
                    ORDER BY 1, 2
                    """, [SQLValue.instant(since)] + chunk.map { SQLValue.text($0.rawValue) }
                ) { (MemberID($0.text(0)), $0.instant(1)) }
                for (id, at) in moments { found[id, default: []].append(at) }
            }
            return found
        }
    }

    /// Which of `members` were asked about one event of a calendar, by any job.
    public func reflected(on occasion: String, among members: [MemberID]) async throws -> Set<MemberID> {
        try await database.read { connection in
            var found: Set<MemberID> = []
            for chunk in StatementChunks.of(members) {
                found.formUnion(
                    try connection.rows(
                        """
                        SELECT person_id FROM ask WHERE kind = 'reflection' AND subject = $1
                            AND person_id IN (\(connection.placeholders(chunk.count, from: 2)))
                        """, [.text(occasion)] + chunk.map { .text($0.rawValue) }
                    ) { MemberID($0.text(0)) })
            }
            return found
        }
    }
}
