public import Community
public import Scheduling

/// Something that somebody did with a goal at the desk, or tried to do.
public struct GoalDeed: Hashable, Sendable {
    public let goal: GoalID
    public let at: Instant
    public let actor: MemberID
    /// Such as `achieve`.
    public let deed: String
    /// Why it was not done; nil when it was.
    public let refusal: String?

    public init(goal: GoalID, at: Instant, actor: MemberID, deed: String, refusal: String?) {
        self.goal = goal
        self.at = at
        self.actor = actor
        self.deed = deed
        self.refusal = refusal
    }
}

extension Store {
    /// Keeps a goal that a member set, or a suggestion for one.
    public func addGoal(_ goal: Goal) async throws {
        try await database.write { connection in
            try connection.put(goal)
            for words in goal.stepsTaken { try connection.putGoalStep(goal.id, words: words, at: goal.setAt) }
        }
    }

    /// Keeps goals that people had elsewhere, all or none; one that is here already stays as it is.
    ///
    /// `isTrial`: Compare only, and write nothing.
    /// - Returns: The ids of those that are new.
    public func addGoals(_ goals: [Goal], isTrial: Bool = false) async throws -> Set<GoalID> {
        let work: @Sendable (any SQLConnection) throws -> Set<GoalID> = { connection in
            var added: Set<GoalID> = []
            for goal in goals where !added.contains(goal.id) {
                let known = try connection.row("SELECT 1 FROM goal WHERE id = $1", [.text(goal.id.rawValue)]) { _ in
                    true
                }
                guard known == nil else { continue }
                added.insert(goal.id)
                if !isTrial { try connection.put(goal) }
            }
            return added
        }
        return isTrial ? try await database.read(work) : try await database.write(work)
    }

    /// The goals of one person in `states`, oldest first, with the steps taken.
    public func goals(of member: MemberID, in states: [GoalState]) async throws -> [Goal] {
        try await database.read { try $0.goals(of: [member], in: states)[member] ?? [] }
    }

    /// The active goals of a page of people, oldest first.
    public func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]] {
        try await database.read { try $0.goals(of: members, in: [.active]) }
    }

    public func goal(_ id: GoalID) async throws -> Goal? {
        try await database.read { try $0.goals(where: "id = $1", [.text(id.rawValue)]).first }
    }

    /// All goals in `states`, oldest first.
    public func goals(in states: [GoalState]) async throws -> [Goal] {
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await database.read { try $0.goals(where: "state IN (\(list))", []) }
    }

    /// Does `deed` to a goal in one transaction, and writes down that it was done, or tried.
    ///
    /// `change`: What becomes of the goal as it stands in the transaction: the goals to keep.
    ///
    /// - Returns: The goals that were kept; nil when there is no such goal.
    /// - Throws: The `GoalRefusal` of `change`; nothing but the attempt is kept then.
    public func change(
        _ id: GoalID, by actor: MemberID, _ deed: String, at now: Instant,
        _ change: @Sendable @escaping (Goal) throws(GoalRefusal) -> [Goal]
    ) async throws -> [Goal]? {
        let result: Result<[Goal], GoalRefusal>? = try await database.write { connection in
            guard let goal = try connection.goals(where: "id = $1", [.text(id.rawValue)]).first else { return nil }
            let result = Result { () throws(GoalRefusal) in try change(goal) }
            var refusal: String?
            switch result {
            case .success(let goals): for goal in goals { try connection.put(goal) }
            case .failure(let error): refusal = error.description
            }
            try connection.execute(
                """
                INSERT INTO goal_audit (goal_id, at, actor, deed, refusal) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING
                """,
                [.text(id.rawValue), .instant(now), .text(actor.rawValue), .text(deed), .text(refusal)])
            return result
        }
        return try result?.get()
    }

    /// What was done with a goal at the desk, or tried, oldest first.
    public func deeds(with id: GoalID) async throws -> [GoalDeed] {
        try await database.read { connection in
            try connection.rows(
                "SELECT at, actor, deed, refusal FROM goal_audit WHERE goal_id = $1 ORDER BY at, actor, deed",
                [.text(id.rawValue)]
            ) {
                GoalDeed(
                    goal: id, at: $0.instant(0), actor: MemberID($0.text(1)), deed: $0.text(2),
                    refusal: $0.optionalText(3))
            }
        }
    }

    /// Keeps a step that the owner of a goal took.
    public func addStep(_ words: String, to goal: GoalID, at now: Instant) async throws {
        try await database.write { connection in
            try connection.putGoalStep(goal, words: words, at: now)
            try connection.execute(
                "UPDATE goal SET touched_at = $1 WHERE id = $2", [.instant(now), .text(goal.rawValue)])
        }
    }

    /// Keeps what somebody said of a goal; two of one person at one millisecond are one.
    public func addRating(_ rating: GoalRating) async throws { try await database.write { try $0.put(rating) } }

    /// What people said of goals, oldest first.
    public func ratings(of goals: [GoalID]) async throws -> [GoalRating] {
        try await database.read { connection in
            let found = try StatementChunks.of(goals.map(\.rawValue)).flatMap { chunk in
                try connection.rows(
                    """
                    SELECT goal_id, rated_by, rated_at, level, importance, confidence FROM goal_rating
                    WHERE goal_id IN (\(connection.placeholders(chunk.count)))
                    """, chunk.map { .text($0) }, GoalRows.rating)
            }
            return found.sorted { ($0.at, $0.goal, $0.by) < ($1.at, $1.goal, $1.by) }
        }
    }
}
