/// Which row goes to which column of a matrix, each column once.
public struct DenseAssignment: Hashable, Sendable {
    /// By row; nil for a row that goes nowhere.
    public let columns: [Int?]
    /// Why rows go nowhere.
    public let shortages: [AssignmentShortage]
    /// Which side kept it from having more pairs.
    public let bottleneck: AssignmentBottleneck
}
