/// An assignment problem of people with ids, whose answer does not depend on the order in which they come.
public struct NamedAssignmentProblem<Row: Hashable & Comparable & Sendable, Column: Hashable & Comparable & Sendable>:
    Sendable
{
    /// One permitted pair; a larger score is better.
    public struct Fit: Hashable, Sendable {
        public let row: Row
        public let column: Column
        public let score: Int64

        public init(_ row: Row, _ column: Column, score: Int64) {
            (self.row, self.column, self.score) = (row, column, score)
        }
    }

    /// In ascending order; indices of `problem` point here.
    public let rows: [Row]
    public let columns: [Column]
    public let problem: AssignmentProblem

    /// - Throws: `NamedProblemError` for an empty side, an id that comes twice, a fit that names nobody, and whatever is wrong
    ///   with the numbers.
    public init(rows: [Row], capacities: [(column: Column, places: Int)], fits: [Fit]) throws(NamedProblemError<
        Row, Column
    >) {
        guard !rows.isEmpty else { throw .noRows }
        guard !capacities.isEmpty else { throw .noColumns }
        self.rows = rows.sorted()
        let sorted = capacities.sorted { $0.column < $1.column }
        columns = sorted.map(\.column)
        for (one, next) in zip(self.rows, self.rows.dropFirst()) where one == next { throw .rowTwice(one) }
        for (one, next) in zip(columns, columns.dropFirst()) where one == next { throw .columnTwice(one) }
        let rowPlaces = Dictionary(self.rows.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let columnPlaces = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var candidates: [[AssignmentCandidate]] = Array(repeating: [], count: rows.count)
        for fit in fits {
            guard let row = rowPlaces[fit.row] else { throw .unknownRow(fit.row) }
            guard let column = columnPlaces[fit.column] else { throw .unknownColumn(fit.column, of: fit.row) }
            candidates[row].append(AssignmentCandidate(column: column, score: fit.score))
        }
        do {
            problem = try AssignmentProblem(capacities: sorted.map(\.places), candidates: candidates)
        } catch {
            throw .problem(error)
        }
    }

    /// Who goes to whom; who is missing goes nowhere.
    public func solve(_ levels: AssignmentLevels = .standard) -> [Row: Column] {
        var pairs: [Row: Column] = [:]
        for (row, column) in zip(rows, problem.solve(levels).columns) { pairs[row] = column.map { columns[$0] } }
        return pairs
    }
}
