/// What one more place in a column would change.
public struct PlaceEffect: Hashable, Sendable {
    public let column: Int
    /// 0 or 1 more row placed.
    public let rowsGained: Int
    /// How much the total rises; below zero when the row gained has a negative score, or a level above gained.
    public let totalGained: Int64
}
