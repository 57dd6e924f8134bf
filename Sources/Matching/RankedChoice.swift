/// Somebody on a person's list, and how far up: a smaller rank is liked better, equal ranks are liked equally.
public struct RankedChoice: Hashable, Sendable {
    /// The index of the other person, on the other side.
    public let partner: Int
    public let rank: Int

    public init(partner: Int, rank: Int) {
        self.partner = partner
        self.rank = rank
    }
}
