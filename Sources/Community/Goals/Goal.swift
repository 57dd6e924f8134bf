public import Scheduling

/// A goal that a member set for themselves, in their own words.
public struct Goal: Hashable, Sendable {
    public let id: GoalID
    public let member: MemberID
    /// Exactly what they wrote; empty while it is nothing but a suggestion of somebody else's.
    ///
    /// The program never changes, corrects or scores it.
    public let ownWords: String
    public let kind: GoalKind
    public let category: GoalCategory?
    public let setAt: Instant
    public var state: GoalState
    /// What else they said about it.
    public var thoughts: GoalThoughts
    /// When they wish to look at it again; goes before every cadence.
    public var reviewOn: CivilDate?
    /// What somebody of the staff proposed; nil for a goal that was theirs from the start.
    public let suggestion: GoalSuggestion?
    /// The goal that they changed into this one.
    public let changedFrom: GoalID?
    /// Wording for a licence or a payer, beside their own words and never in place of them; no message carries it.
    public var planCrosswalk: String
    /// When its owner last did something with it, or looked at it in a review.
    public var touchedAt: Instant
    /// What they did for it, oldest first, in their own words; a review shows these before anything else.
    public var stepsTaken: [String]

    /// `touchedAt`: `setAt` when left out.
    public init(
        id: GoalID, member: MemberID, ownWords: String, kind: GoalKind = .aim, category: GoalCategory? = nil,
        setAt: Instant, state: GoalState = .active, thoughts: GoalThoughts = GoalThoughts(), reviewOn: CivilDate? = nil,
        suggestion: GoalSuggestion? = nil, changedFrom: GoalID? = nil, planCrosswalk: String = "",
        touchedAt: Instant? = nil, stepsTaken: [String] = []
    ) {
        self.id = id
        self.member = member
        self.ownWords = ownWords
        self.kind = kind
        self.category = category
        self.setAt = setAt
        self.state = state
        self.thoughts = thoughts
        self.reviewOn = reviewOn
        self.suggestion = suggestion
        self.changedFrom = changedFrom
        self.planCrosswalk = planCrosswalk
        self.touchedAt = touchedAt ?? setAt
        self.stepsTaken = stepsTaken
    }

    /// What its owner calls it: their own words, or the suggestion while they have none.
    public var shownWords: String { ownWords.isEmpty ? suggestion?.words ?? "" : ownWords }

    /// Where it stands at `now`: a suggestion that nobody took up in thirty days is one no more.
    public func state(at now: Instant) -> GoalState {
        state == .proposed && setAt + GoalSuggestion.lifetime <= now ? .expired : state
    }
}
