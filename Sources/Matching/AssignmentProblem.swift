/// Who may go with whom: rows (newcomers) that want one column (mentor) each, and columns that take several rows.
///
/// A pair that is not listed is forbidden; no score can buy it.
public struct AssignmentProblem: Hashable, Sendable {
    /// How many rows each column takes.
    public let capacities: [Int]
    /// For each row the columns that it may go to, in the order of the columns.
    public let candidates: [[AssignmentCandidate]]

    /// - Throws: `AssignmentProblemError` for a column that does not exist or is listed twice, a negative capacity, or scores
    ///   whose sums could leave the range of `Int64`.
    public init(capacities: [Int], candidates: [[AssignmentCandidate]]) throws(AssignmentProblemError) {
        if let column = capacities.firstIndex(where: { $0 < 0 }) { throw .negativeCapacity(column: column) }
        let limit = Int64.max / 4 / Int64(candidates.count + capacities.count + 1)
        for (row, list) in candidates.enumerated() {
            var seen: Set<Int> = []
            for candidate in list {
                guard capacities.indices.contains(candidate.column) else {
                    throw .unknownColumn(row: row, column: candidate.column)
                }
                guard seen.insert(candidate.column).inserted else {
                    throw .columnTwice(row: row, column: candidate.column)
                }
                guard abs(max(candidate.score, -.max)) <= limit else {
                    throw .scoreTooLarge(row: row, column: candidate.column)
                }
            }
        }
        self.capacities = capacities
        self.candidates = candidates.map { $0.sorted { $0.column < $1.column } }
    }
}
