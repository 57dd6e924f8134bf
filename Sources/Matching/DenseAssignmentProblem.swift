/// A matrix of costs, smaller is better: each row takes one column and each column one row, as many as possible.
///
/// Forbidden pairs are not part of the problem at any cost. Entries lie row after row. For columns with several places, or
/// for few permitted pairs, use `AssignmentProblem`.
public struct DenseAssignmentProblem: Sendable {
    public let rowCount: Int
    public let columnCount: Int
    public let forbidden: Set<AssignmentPair>
    private let entries: DenseEntries

    /// - Throws: `AssignmentProblemError` for an empty side, a matrix of another size, or a forbidden pair outside it. Whole
    ///   costs of 64 bits never overflow: sums that need it run in 128 bits.
    public init(
        rowCount: Int, columnCount: Int, costs: [Int64], forbidden: Set<AssignmentPair> = []
    ) throws(AssignmentProblemError) {
        try Self.check(rowCount, columnCount, costs.count, forbidden)
        (self.rowCount, self.columnCount, self.forbidden) = (rowCount, columnCount, forbidden)
        entries = DenseEntries(costs, rows: rowCount, columns: columnCount, forbidden: forbidden)
    }

    /// - Throws: `AssignmentProblemError` as for whole costs, and for a cost that is not finite or, beside the others, too
    ///   large or small to be exact. The cost of a forbidden pair is not looked at.
    public init(
        rowCount: Int, columnCount: Int, costs: [Double], forbidden: Set<AssignmentPair> = []
    ) throws(AssignmentProblemError) {
        try Self.check(rowCount, columnCount, costs.count, forbidden)
        (self.rowCount, self.columnCount, self.forbidden) = (rowCount, columnCount, forbidden)
        entries = try DenseEntries(costs, rows: rowCount, columns: columnCount, forbidden: forbidden)
    }

    private static func check(
        _ rows: Int, _ columns: Int, _ count: Int, _ forbidden: Set<AssignmentPair>
    ) throws(AssignmentProblemError) {
        guard rows > 0 else { throw .noRows }
        guard columns > 0 else { throw .noColumns }
        let (size, overflows) = rows.multipliedReportingOverflow(by: columns)
        guard !overflows, size == count else { throw .wrongSize(expected: overflows ? .max : size, found: count) }
        let outside = forbidden.filter {
            !(0..<rows).contains($0.row) || !(0..<columns).contains($0.column)
        }
        if let pair = outside.min(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
            throw .unknownPair(row: pair.row, column: pair.column)
        }
    }

    /// The cheapest of the largest assignments, and of several the first in the order of rows and columns.
    ///
    /// O(rows × rows × columns) at worst. Source: `DenseSearch`.
    public func solve() -> DenseAssignment {
        switch entries.values {
        case .tiny(let values): DenseSolver(self, values, largest: entries.largest).solve()
        case .short(let values): DenseSolver(self, values, largest: entries.largest).solve()
        case .long(let values): DenseSolver(self, values, largest: entries.largest).solve()
        case .wide(let values): DenseSolver(self, values, largest: entries.largest).solve()
        }
    }
}
