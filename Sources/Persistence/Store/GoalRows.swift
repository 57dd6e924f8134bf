import Community
import Scheduling

/// Reads and writes goals as rows.
enum GoalRows {
    static let columns = """
        id, person_id, own_words, kind, category, state, set_at, touched_at, review_on, thoughts, suggested_words, \
        suggested_by, changed_from, plan_crosswalk
        """

    static func goal(_ row: any SQLRow) -> Goal {
        let suggestion = row.optionalText(10).map { words in
            GoalSuggestion(words: words, by: MemberID(row.optionalText(11) ?? ""))
        }
        return Goal(
            id: GoalID(row.text(0)), member: MemberID(row.text(1)), ownWords: row.text(2),
            kind: GoalKind(rawValue: row.text(3)) ?? .aim, category: row.optionalText(4).flatMap(GoalCategory.init),
            setAt: row.instant(6), state: GoalState(rawValue: row.text(5)) ?? .active,
            thoughts: JSONText.thoughts(row.text(9)), reviewOn: row.optionalText(8).flatMap(CivilDate.init(iso8601:)),
            suggestion: suggestion, changedFrom: row.optionalText(12).map { GoalID($0) },
            planCrosswalk: row.text(13), touchedAt: row.instant(7))
    }

    static func rating(_ row: any SQLRow) -> GoalRating {
        GoalRating(
            goal: GoalID(row.text(0)), by: MemberID(row.text(1)), at: row.instant(2),
            level: row.optionalInteger(3).flatMap { GoalLevel(rawValue: Int($0)) },
            importance: row.optionalInteger(4).flatMap { GoalRuler(Int($0)) },
            confidence: row.optionalInteger(5).flatMap { GoalRuler(Int($0)) })
    }
}

extension SQLConnection {
    /// Keeps a goal as it is now; whose it is never changes.
    func put(_ goal: Goal) throws {
        try execute(
            """
            INSERT INTO goal (\(GoalRows.columns))
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (id) DO UPDATE SET own_words = excluded.own_words, state = excluded.state,
                touched_at = excluded.touched_at, review_on = excluded.review_on, thoughts = excluded.thoughts,
                plan_crosswalk = excluded.plan_crosswalk
            WHERE goal.person_id = excluded.person_id
            """,
            [
                .text(goal.id.rawValue), .text(goal.member.rawValue), .text(goal.ownWords), .text(goal.kind.rawValue),
                .text(goal.category?.rawValue), .text(goal.state.rawValue), .instant(goal.setAt),
                .instant(goal.touchedAt), .text(goal.reviewOn?.iso8601), .text(JSONText.text(goal.thoughts)),
                .text(goal.suggestion?.words), .text(goal.suggestion?.by.rawValue),
                .text(goal.changedFrom?.rawValue), .text(goal.planCrosswalk),
            ])
    }

    func putGoalStep(_ goal: GoalID, words: String, at now: Instant) throws {
        try execute(
            "INSERT INTO goal_step (goal_id, taken_at, words) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.text(goal.rawValue), .instant(now), .text(words)])
    }

    func put(_ rating: GoalRating) throws {
        func number(_ value: Int?) -> SQLValue { value.map { .count($0) } ?? .null }
        try execute(
            """
            INSERT INTO goal_rating (goal_id, rated_by, rated_at, level, importance, confidence)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (goal_id, rated_by, rated_at) DO UPDATE SET level = excluded.level,
                importance = excluded.importance, confidence = excluded.confidence
            """,
            [
                .text(rating.goal.rawValue), .text(rating.by.rawValue), .instant(rating.at),
                number(rating.level?.rawValue), number(rating.importance?.value), number(rating.confidence?.value),
            ])
    }

    /// Goals by the rest of a SELECT, oldest first, with the steps taken.
    func goals(where condition: String, _ arguments: [SQLValue]) throws -> [Goal] {
        var goals = try rows(
            "SELECT \(GoalRows.columns) FROM goal WHERE \(condition) ORDER BY set_at, id", arguments, GoalRows.goal)
        guard !goals.isEmpty else { return [] }
        let steps = try rows(
            """
            SELECT goal_id, words FROM goal_step WHERE goal_id IN (SELECT id FROM goal WHERE \(condition))
            ORDER BY taken_at, words
            """, arguments
        ) { (goal: $0.text(0), words: $0.text(1)) }
        let byGoal = Dictionary(grouping: steps) { $0.goal }
        for index in goals.indices {
            goals[index].stepsTaken = (byGoal[goals[index].id.rawValue] ?? []).map(\.words)
        }
        return goals
    }

    func goals(of members: [MemberID], in states: [GoalState]) throws -> [MemberID: [Goal]] {
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        var found: [MemberID: [Goal]] = [:]
        for chunk in StatementChunks.of(members.map(\.rawValue)) {
            let goals = try goals(
                where: "person_id IN (\(placeholders(chunk.count))) AND state IN (\(list))", chunk.map { .text($0) })
            for goal in goals { found[goal.member, default: []].append(goal) }
        }
        return found
    }

    /// Writes down how a review ended.
    func endReview(
        _ ask: String, of member: MemberID, _ event: GoalReviewState.Event, was before: AskState, at now: Instant
    ) throws {
        let known = try row("SELECT state FROM goal_review WHERE ask_id = $1", [.text(ask)]) {
            GoalReviewState(rawValue: $0.text(0))
        }
        let standing = (known ?? nil) ?? (before == .open ? .invited : .closed)
        try execute(
            """
            INSERT INTO goal_review (ask_id, person_id, state, ended_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (ask_id) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at
            """,
            [
                .text(ask), .text(member.rawValue), .text(try standing.after(event).rawValue), .instant(now),
            ])
    }
}
