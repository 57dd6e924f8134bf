/// Which row goes to which column.
public struct Assignment: Hashable, Sendable {
    /// By row; nil for a row that goes nowhere.
    public let columns: [Int?]
    public let totalScore: Int64
    /// The smallest score among the pairs that were made; nil when there are none.
    public let worstScore: Int64?
    /// Why rows go nowhere, one entry for each group that has no column in common with another; empty when all are placed.
    public let shortages: [AssignmentShortage]
    /// Which side kept it from having more pairs.
    public let bottleneck: AssignmentBottleneck

    public var matchedCount: Int { columns.count { $0 != nil } }
}
