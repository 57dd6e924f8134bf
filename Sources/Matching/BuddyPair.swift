/// Two people who may be buddies, in either order, and how good that is: a larger score is better.
public struct BuddyPair: Hashable, Sendable {
    public let first: Int
    public let second: Int
    public let score: Int64

    public init(_ first: Int, _ second: Int, score: Int64) {
        (self.first, self.second, self.score) = (first, second, score)
    }
}
