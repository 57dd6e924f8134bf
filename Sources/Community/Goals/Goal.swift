public import Scheduling

/// A goal that a member set for themselves, in their own words.
public struct Goal: Hashable, Sendable {
    public let id: GoalID
    public let member: MemberID
    /// Exactly what they wrote.
    ///
    /// The program never changes, corrects or scores it.
    public let ownWords: String
    public let setAt: Instant
    public var state: GoalState
    /// What they did for it, oldest first, in their own words; a review shows these before anything else.
    public var stepsTaken: [String]

    public init(
        id: GoalID, member: MemberID, ownWords: String, setAt: Instant, state: GoalState = .active,
        stepsTaken: [String] = []
    ) {
        self.id = id
        self.member = member
        self.ownWords = ownWords
        self.setAt = setAt
        self.state = state
        self.stepsTaken = stepsTaken
    }
}
