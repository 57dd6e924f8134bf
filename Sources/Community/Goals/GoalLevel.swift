public import Scheduling

/// How far a goal has come, in the five levels of Goal Attainment Scaling (Kiresuk and Sherman 1968).
public enum GoalLevel: Int, CaseIterable, Codable, CodingKeyRepresentable, Comparable, Sendable {
    case muchLess = -2
    case somewhatLess = -1
    case asHoped = 0
    case somewhatMore = 1
    case muchMore = 2

    public static func < (left: GoalLevel, right: GoalLevel) -> Bool { left.rawValue < right.rawValue }
}

/// What somebody said of a goal at one time.
///
/// The owner's is the one of record; what a supporter or somebody of the staff sees otherwise stands beside it and never over
/// it.
public struct GoalRating: Hashable, Sendable {
    public let goal: GoalID
    public let by: MemberID
    public let at: Instant
    public var level: GoalLevel?
    public var importance: GoalRuler?
    public var confidence: GoalRuler?

    public init(
        goal: GoalID, by: MemberID, at: Instant, level: GoalLevel? = nil, importance: GoalRuler? = nil,
        confidence: GoalRuler? = nil
    ) {
        self.goal = goal
        self.by = by
        self.at = at
        self.level = level
        self.importance = importance
        self.confidence = confidence
    }

    /// The latest level that each person gave, the owner's first and the others by id.
    public static func latestLevels(
        _ ratings: [GoalRating], owner: MemberID
    ) -> [(by: MemberID, level: GoalLevel)] {
        var latest: [MemberID: (at: Instant, level: GoalLevel)] = [:]
        for rating in ratings {
            guard let level = rating.level, latest[rating.by].map({ $0.at <= rating.at }) ?? true else { continue }
            latest[rating.by] = (rating.at, level)
        }
        return latest.map { (by: $0.key, level: $0.value.level) }.sorted { left, right in
            (left.by == owner ? 0 : 1, left.by) < (right.by == owner ? 0 : 1, right.by)
        }
    }
}
