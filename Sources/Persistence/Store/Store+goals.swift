public import Community
import Scheduling

extension Store {
    /// Keeps a goal that a member set.
    public func addGoal(_ goal: Goal) async throws {
        try await database.write { connection in
            try connection.put(goal)
            for words in goal.stepsTaken { try connection.putGoalStep(goal.id, words: words, at: goal.setAt) }
        }
    }

    /// The goals of one person in `states`, oldest first, with the steps taken.
    public func goals(of member: MemberID, in states: [GoalState]) async throws -> [Goal] {
        try await database.read { try $0.goals(of: [member], in: states)[member] ?? [] }
    }

    /// The active goals of a page of people, oldest first.
    public func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]] {
        try await database.read { try $0.goals(of: members, in: [.active]) }
    }
}

extension SQLConnection {
    func put(_ goal: Goal) throws {
        try execute(
            """
            INSERT INTO goal (id, person_id, own_words, state, set_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(goal.id.rawValue), .text(goal.member.rawValue), .text(goal.ownWords), .text(goal.state.rawValue),
                .instant(goal.setAt),
            ])
    }

    func putGoalStep(_ goal: GoalID, words: String, at now: Instant) throws {
        try execute(
            "INSERT INTO goal_step (goal_id, taken_at, words) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.text(goal.rawValue), .instant(now), .text(words)])
    }

    func goals(of members: [MemberID], in states: [GoalState]) throws -> [MemberID: [Goal]] {
        var found: [MemberID: [Goal]] = [:]
        for start in stride(from: 0, to: members.count, by: 500) {
            let chunk = members[start..<min(start + 500, members.count)]
            let goals = try rows(
                """
                SELECT id, person_id, own_words, set_at, state FROM goal
                WHERE person_id IN (\(placeholders(chunk.count)))
                    AND state IN (\(states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))
                ORDER BY set_at, id
                """, chunk.map { .text($0.rawValue) }
            ) {
                Goal(
                    id: GoalID($0.text(0)), member: MemberID($0.text(1)), ownWords: $0.text(2), setAt: $0.instant(3),
                    state: GoalState(rawValue: $0.text(4)) ?? .active)
            }
            for var goal in goals {
                goal.stepsTaken = try rows(
                    "SELECT words FROM goal_step WHERE goal_id = $1 ORDER BY taken_at, words",
                    [.text(goal.id.rawValue)]
                ) { $0.text(0) }
                found[goal.member, default: []].append(goal)
            }
        }
        return found
    }
}
