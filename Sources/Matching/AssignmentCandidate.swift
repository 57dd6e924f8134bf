/// One permitted pair, and how good it is: a larger score is better.
public struct AssignmentCandidate: Hashable, Sendable {
    public let column: Int
    public let score: Int64

    public init(column: Int, score: Int64) {
        self.column = column
        self.score = score
    }
}
