/// Who is with whom in a group.
public struct BuddyAnswer: Hashable, Sendable {
    /// Pairs and trios, each in ascending order, by their first person.
    public let groups: [[Int]]
    /// Those without a group, in ascending order.
    public let leftOut: [Int]
    /// The scores of all pairs, and of all three pairs in a trio.
    public let totalScore: Int64
}
