/// What decides between assignments that place equally many rows, in this order.
///
/// Each level only chooses among the answers that are best on all levels before it. That as many rows as possible are
/// placed is not a level: it always comes first.
public struct AssignmentLevels: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The smallest score of any pair is as large as possible.
    public static let worstOff = AssignmentLevels(rawValue: 1)
    /// The scores add up to as much as possible.
    public static let total = AssignmentLevels(rawValue: 2)
    /// The squares of the columns' loads add up to as little as possible.
    public static let evenLoad = AssignmentLevels(rawValue: 4)
    /// The first row gets its first possible column, then the second row, and so on; going nowhere comes last.
    public static let order = AssignmentLevels(rawValue: 8)

    /// The total, even load and order, without regard to the worst-off.
    public static let standard: AssignmentLevels = [.total, .evenLoad, .order]
    public static let all: AssignmentLevels = [.worstOff, .total, .evenLoad, .order]
}
