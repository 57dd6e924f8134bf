/// What the program loses when a pair that was made is not allowed.
public struct PairPrice: Hashable, Sendable {
    public let pair: AssignmentPair
    /// The column that the row gets instead; nil when it goes nowhere.
    public let nextBest: Int?
    /// How many rows fewer are placed.
    public let rowsLost: Int
    /// How much the total falls; below zero when rows are lost whose scores were negative, or a level above gave way.
    public let totalLost: Int64
}
