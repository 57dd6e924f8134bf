public import Community
public import PluginKit
public import Scheduling

extension Store {
    /// What each of `members` has been invited to in matters of goals; nothing for people who never were.
    public func goalReviews(of members: [MemberID], at now: Instant) async throws -> [MemberID: GoalReviewTimes] {
        try await database.read { connection in
            var found: [MemberID: GoalReviewTimes] = [:]
            for chunk in StatementChunks.of(members.map(\.rawValue)) {
                let people = chunk.map { SQLValue.text($0) }
                let list = connection.placeholders(chunk.count)
                let asks = try connection.rows(
                    """
                    SELECT ask.person_id, ask.asked_at, ask.state, ask.expires_at, goal_review.state
                    FROM ask LEFT JOIN goal_review ON goal_review.ask_id = ask.id
                    WHERE ask.kind = 'goal-review' AND ask.person_id IN (\(list)) ORDER BY ask.asked_at
                    """, people
                ) { row in
                    (
                        MemberID(row.text(0)), row.instant(1), row.text(2) == AskState.open.rawValue,
                        row.instant(3), row.optionalText(4)
                    )
                }
                for (member, at, isOpen, end, state) in asks {
                    if isOpen, end > now { found[member, default: GoalReviewTimes()].isOpen = true }
                    guard state != GoalReviewState.movedByMember.rawValue else { continue }
                    found[member, default: GoalReviewTimes()].invitedAt.append(at)
                }
                let ended = try connection.rows(
                    """
                    SELECT person_id, MAX(ended_at) FROM goal_review
                    WHERE state IN ('held', 'skipped_by_member') AND person_id IN (\(list)) GROUP BY person_id
                    """, people
                ) { (MemberID($0.text(0)), $0.instant(1)) }
                for (member, at) in ended { found[member, default: GoalReviewTimes()].lastHeldAt = at }
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
