/// What is wrong with a problem of people with ids; nothing was solved.
public enum NamedProblemError<Row: Hashable & Sendable, Column: Hashable & Sendable>: Error, Hashable,
    CustomStringConvertible
{
    case noRows
    case noColumns
    case rowTwice(Row)
    case columnTwice(Column)
    case unknownRow(Row)
    case unknownColumn(Column, of: Row)
    case problem(AssignmentProblemError)

    public var description: String {
        switch self {
        case .noRows: "there are no rows"
        case .noColumns: "there are no columns"
        case .rowTwice(let row): "row '\(row)' comes twice"
        case .columnTwice(let column): "column '\(column)' comes twice"
        case .unknownRow(let row): "a fit names row '\(row)', which does not exist"
        case .unknownColumn(let column, let row): "row '\(row)' names column '\(column)', which does not exist"
        case .problem(let error): error.description
        }
    }
}
