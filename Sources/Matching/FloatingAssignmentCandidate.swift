/// One permitted pair with a floating-point score: a larger score is better.
public struct FloatingAssignmentCandidate: Hashable, Sendable {
    public let column: Int
    public let score: Double

    public init(column: Int, score: Double) {
        self.column = column
        self.score = score
    }
}
