/// What an assignment hangs on, found by solving again with one thing changed: exact on every level.
extension AssignmentProblem {
    /// The next best for each pair that was made, and its price, by row; one solution for each pair.
    ///
    /// - Parameters:
    ///   - assignment: What `solve` gave for the same levels.
    ///   - levels: The levels that it was solved for.
    /// - Returns: One price for each row that was placed.
    public func pairPrices(of assignment: Assignment, levels: AssignmentLevels = .standard) -> [PairPrice] {
        assignment.columns.indices.compactMap { row in
            guard candidates.indices.contains(row), let column = assignment.columns[row] else { return nil }
            var candidates = candidates
            candidates[row].removeAll { $0.column == column }
            let other = AssignmentProblem(capacities: capacities, unchecked: candidates).solve(levels)
            return PairPrice(
                pair: AssignmentPair(row: row, column: column), nextBest: other.columns[row],
                rowsLost: assignment.matchedCount - other.matchedCount,
                totalLost: assignment.totalScore - other.totalScore)
        }
    }

    /// What one more place in each column would change, by column; one solution for each column that is full.
    ///
    /// - Parameters:
    ///   - assignment: What `solve` gave for the same levels.
    ///   - levels: The levels that it was solved for.
    /// - Returns: One effect for each column; a column with a place free gains nothing from another.
    public func placeEffects(on assignment: Assignment, levels: AssignmentLevels = .standard) -> [PlaceEffect] {
        var loads = Array(repeating: 0, count: capacities.count)
        for case let column? in assignment.columns { loads[column] += 1 }
        return capacities.indices.map { column in
            guard loads[column] >= capacities[column] else {
                return PlaceEffect(column: column, rowsGained: 0, totalGained: 0)
            }
            var capacities = capacities
            capacities[column] += 1
            let other = AssignmentProblem(capacities: capacities, unchecked: candidates).solve(levels)
            return PlaceEffect(
                column: column, rowsGained: other.matchedCount - assignment.matchedCount,
                totalGained: other.totalScore - assignment.totalScore)
        }
    }

    /// A part of a problem that was checked, or one with another capacity.
    private init(capacities: [Int], unchecked candidates: [[AssignmentCandidate]]) {
        (self.capacities, self.candidates) = (capacities, candidates)
    }
}
