/// What one reader may see of a member's goals.
public struct GoalSight: Hashable, Sendable {
    /// Its words, thoughts and steps.
    public let words: Bool
    /// How their own rulers moved over time.
    public let ownTrend: Bool
    /// The T-score, which is for staff and evaluation and never for the member.
    public let score: Bool

    /// Works out what `reader` may see of the goals of `owner`.
    ///
    /// `mentor`: Who accompanies the owner; nil for nobody.
    /// `visibility`: Who may read goals, by the program's style unless something else was said.
    public init(reader: Member, owner: MemberID, mentor: MemberID?, visibility: Visibility) {
        let isOwner = reader.id == owner
        ownTrend = isOwner
        score = reader.may(.readScores, about: owner)
        words = visibility.opens(to: reader, of: owner, mentor: mentor)
    }
}
