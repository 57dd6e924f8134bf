/// What is wrong with an assignment problem; nothing was solved.
public enum AssignmentProblemError: Error, Hashable, CustomStringConvertible {
    case negativeCapacity(column: Int)
    case unknownColumn(row: Int, column: Int)
    case columnTwice(row: Int, column: Int)
    /// The scores could not be added up exactly, whatever the sums turn out to be.
    case scoreTooLarge(row: Int, column: Int)
    /// A score or cost is not a number or is infinite.
    case notFinite(row: Int, column: Int)
    case noRows
    case noColumns
    /// A matrix whose entries are not rows times columns.
    case wrongSize(expected: Int, found: Int)
    /// A pair of which the row or the column does not exist.
    case unknownPair(row: Int, column: Int)
    /// Places in a column that does not exist.
    case unknownPlaces(column: Int)

    public var description: String {
        switch self {
        case .negativeCapacity(let column): "column \(column) has a negative capacity"
        case .unknownColumn(let row, let column): "row \(row) names column \(column), which does not exist"
        case .columnTwice(let row, let column): "row \(row) names column \(column) twice"
        case .scoreTooLarge(let row, let column): "the score of row \(row) and column \(column) is too large to add up"
        case .notFinite(let row, let column): "the score of row \(row) and column \(column) is not a finite number"
        case .noRows: "there are no rows"
        case .noColumns: "there are no columns"
        case .wrongSize(let expected, let found): "expected \(expected) entries, found \(found)"
        case .unknownPair(let row, let column): "there is no row \(row) or no column \(column) for this pair"
        case .unknownPlaces(let column): "there is no column \(column) to have more places"
        }
    }
}
