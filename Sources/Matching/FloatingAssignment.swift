/// Which row goes to which column, for scores that are floating-point numbers.
public struct FloatingAssignment: Hashable, Sendable {
    /// By row; nil for a row that goes nowhere.
    public let columns: [Int?]
    /// The scores of the pairs added up in the order of the rows, rounded as `Double` is.
    public let totalScore: Double
    /// The smallest score among the pairs that were made; nil when there are none.
    public let worstScore: Double?
    /// Why rows go nowhere.
    public let shortages: [AssignmentShortage]
    /// Which side kept it from having more pairs.
    public let bottleneck: AssignmentBottleneck
}
