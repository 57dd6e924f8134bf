/// A plan was out of date each time that it was to be kept; the step is tried again later, as after any failure.
public struct PlanOvertaken: Error, Hashable, CustomStringConvertible {
    /// So often a step is planned anew at once.
    static let mostTries = 10

    public var description: String {
        "while it was planned, answers came in or others wrote to the same people, \(Self.mostTries) times in a row"
    }
}
