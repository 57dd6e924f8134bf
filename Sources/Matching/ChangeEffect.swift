/// What a change to a problem would bring: more places, more permitted pairs, or both at once.
public struct ChangeEffect: Hashable, Sendable {
    /// How many rows more are placed.
    public let rowsGained: Int
    /// How much the total rises; below zero when rows gained have negative scores, or a level above gained.
    public let totalGained: Int64
    /// The assignment after the change.
    public let assignment: Assignment
}
