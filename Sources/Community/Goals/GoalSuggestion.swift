public import Scheduling

/// A goal that somebody of the staff thought of: nothing but a suggestion until its member makes it theirs.
public struct GoalSuggestion: Hashable, Sendable {
    /// As it was proposed; kept beside what the member made of it.
    public let words: String
    public let by: MemberID

    public init(words: String, by: MemberID) {
        self.words = words
        self.by = by
    }

    /// How long a suggestion stands that nobody takes up.
    public static let lifetime: Duration = .days(30)
}

extension Goal {
    /// A suggestion of `staff` for `member`, which only `member` can make a goal of.
    public static func suggested(
        _ words: String, as id: GoalID, to member: MemberID, by staff: MemberID, kind: GoalKind = .aim,
        category: GoalCategory? = nil, at now: Instant
    ) -> Goal {
        Goal(
            id: id, member: member, ownWords: "", kind: kind, category: category, setAt: now, state: .proposed,
            suggestion: GoalSuggestion(words: words, by: staff))
    }

    /// The goal that its member made of a suggestion.
    ///
    /// `words`: Their own; nil or empty when they take it as it is, which makes its words theirs.
    ///
    /// - Throws: `GoalRefusal` when somebody else accepts, or when it is no open suggestion any more.
    public func accepted(in words: String?, by actor: MemberID, at now: Instant) throws(GoalRefusal) -> Goal {
        let next = try state(at: now).after(.accept, by: actor, owner: member, kind: kind)
        let own = words.flatMap { $0.trimmed.isEmpty ? nil : $0 } ?? suggestion?.words ?? ownWords
        return Goal(
            id: id, member: member, ownWords: own, kind: kind, category: category, setAt: setAt, state: next,
            thoughts: thoughts, reviewOn: reviewOn, suggestion: suggestion, changedFrom: changedFrom,
            planCrosswalk: planCrosswalk, touchedAt: now, stepsTaken: stepsTaken)
    }

    /// The new goal that its owner changes this one into; this one then stands as `changed`.
    ///
    /// - Throws: `GoalRefusal` when somebody else changes it, when it is past that, or when there are no words.
    public func changed(
        into words: String, as id: GoalID, by actor: MemberID, at now: Instant
    ) throws(GoalRefusal) -> Goal {
        _ = try state(at: now).after(.change, by: actor, owner: member, kind: kind)
        guard !words.trimmed.isEmpty else { throw .noWords }
        return Goal(
            id: id, member: member, ownWords: words, kind: kind, category: category, setAt: now, thoughts: thoughts,
            changedFrom: self.id)
    }
}
