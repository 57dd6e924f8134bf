public import Community
public import PluginKit
public import Scheduling

extension Store {
    /// What each of `members` has been invited to in matters of goals; nothing for people who never were.
    ///
    /// An invitation that never arrived, and is over without a word, invited nobody.
    public func goalReviews(of members: [MemberID], at now: Instant) async throws -> [MemberID: GoalReviewTimes] {
        try await database.read { connection in
            var found: [MemberID: GoalReviewTimes] = [:]
            for chunk in StatementChunks.of(members.map(\.rawValue)) {
                let people = chunk.map { SQLValue.text($0) }
                let list = connection.placeholders(chunk.count)
                let asks = try connection.rows(
                    """
                    SELECT a.person_id, a.asked_at, r.state,
                        CASE WHEN a.state = 'open' AND a.expires_at > $1 THEN 1 ELSE 0 END
                    FROM ask AS a LEFT JOIN goal_review AS r ON r.ask_id = a.id
                    WHERE a.kind = 'goal-review'
                        AND a.person_id IN (\(connection.placeholders(chunk.count, from: 2)))
                        AND ((a.state = 'open' AND a.expires_at > $1) OR a.state IN ('answered', 'late', 'declined')
                            OR \(AskRows.hasReached("a")))
                    ORDER BY a.asked_at
                    """, [.instant(now)] + people
                ) { row in (MemberID(row.text(0)), row.instant(1), row.optionalText(2), row.integer(3) == 1) }
                for (member, at, state, isOpen) in asks {
                    if isOpen { found[member, default: GoalReviewTimes()].isOpen = true }
                    found[member, default: GoalReviewTimes()].lastShownAt = at
                    guard state != GoalReviewState.movedByMember.rawValue else { continue }
                    found[member, default: GoalReviewTimes()].invitedAt.append(at)
                }
                let ended = try connection.rows(
                    """
                    SELECT person_id, MAX(CASE WHEN state IN ('held', 'skipped_by_member') THEN ended_at END), MAX(ended_at)
                    FROM goal_review WHERE person_id IN (\(list)) GROUP BY person_id
                    """, people
                ) { (MemberID($0.text(0)), $0.optionalInstant(1), $0.instant(2)) }
                for (member, heldAt, endedAt) in ended {
                    var times = found[member, default: GoalReviewTimes()]
                    times.lastHeldAt = heldAt
                    times.lastShownAt = max(times.lastShownAt ?? endedAt, endedAt)
                    found[member] = times
                }
                for (member, suggestions) in try connection.openSuggestions(of: people, at: now) {
                    found[member, default: GoalReviewTimes()].suggestedAt = suggestions.newest
                }
            }
            return found
        }
    }

    /// How a review ended; nil while it is invited, or closed without a word.
    public func reviewState(ofAsk id: String) async throws -> GoalReviewState? {
        try await database.read { connection in
            try connection.row("SELECT state FROM goal_review WHERE ask_id = $1", [.text(id)]) {
                GoalReviewState(rawValue: $0.text(0))
            } ?? nil
        }
    }

    /// The newcomers who joined on `day` and have answered nothing of their welcome, by id.
    public func unansweredNewcomers(joinedOn day: CivilDate) async throws -> [MemberID] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id, roles FROM person WHERE joined_on = $1 AND stage = 'active' AND NOT EXISTS (
                    SELECT 1 FROM ask WHERE ask.person_id = person.id AND ask.kind = 'welcome'
                        AND ask.state IN ('answered', 'declined', 'late'))
                ORDER BY id
                """, [.text(day.iso8601)]
            ) { (MemberID($0.text(0)), WordSet.words($0.text(1))) }
            .filter { !Role.areOfStaff(Set($0.1.compactMap(Role.init))) }.map(\.0)
        }
    }
}

extension SQLConnection {
    /// How many suggestions of staff's stand open for each of `people`, and since when the newest does; nothing for those
    /// who have none.
    func openSuggestions(of people: [SQLValue], at now: Instant) throws -> [MemberID: (count: Int, newest: Instant)] {
        let found = try rows(
            """
            SELECT person_id, COUNT(*), MAX(set_at) FROM goal
            WHERE state = 'proposed' AND set_at > $1 AND person_id IN (\(placeholders(people.count, from: 2)))
            GROUP BY person_id
            """, [.instant(now - GoalSuggestion.lifetime)] + people
        ) { (MemberID($0.text(0)), (count: $0.count(1), newest: $0.instant(2))) }
        return Dictionary(found) { first, _ in first }
    }
}
