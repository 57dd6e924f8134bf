/// What an assignment hangs on, found by solving again with one thing changed: exact on every level.
extension AssignmentProblem {
    /// The next best for each pair that was made, and its price, by row; one solution for each pair.
    ///
    /// `assignment` is what `solve` gave for the same `levels`. There is one price for each row that was placed.
    public func pairPrices(of assignment: Assignment, levels: AssignmentLevels = .standard) -> [PairPrice] {
        assignment.columns.indices.compactMap { pairPrice(ofRow: $0, in: assignment, levels: levels) }
    }

    /// The next best for the pair of one row, and its price; nil when the row was not placed.
    public func pairPrice(
        ofRow row: Int, in assignment: Assignment, levels: AssignmentLevels = .standard
    ) -> PairPrice? {
        guard candidates.indices.contains(row), assignment.columns.indices.contains(row),
            let column = assignment.columns[row]
        else { return nil }
        var candidates = candidates
        candidates[row].removeAll { $0.column == column }
        let other = AssignmentProblem(capacities: capacities, unchecked: candidates).solve(levels)
        return PairPrice(
            pair: AssignmentPair(row: row, column: column), nextBest: other.columns[row],
            rowsLost: assignment.matchedCount - other.matchedCount,
            totalLost: assignment.totalScore - other.totalScore)
    }

    /// What one more place in each column would change, by column; one solution for each column that is full.
    ///
    /// `assignment` is what `solve` gave for the same `levels`. A column with a place free gains nothing from another.
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

    /// What more places and more permitted pairs would bring together, such as one more evening that a mentor has time.
    ///
    /// `morePlaces` counts places by column, `morePairs` has the score of each pair; a pair that is permitted already keeps
    /// its place and gets this score. `assignment` is what `solve` gave for the same `levels`. One solution.
    ///
    /// - Throws: `AssignmentProblemError` for a row or column that does not exist, a number of places below zero, or a score
    ///   that is too large.
    public func changeEffect(
        morePlaces: [Int: Int] = [:], morePairs: [AssignmentPair: Int64] = [:], on assignment: Assignment,
        levels: AssignmentLevels = .standard
    ) throws(AssignmentProblemError) -> ChangeEffect {
        var capacities = capacities
        for (column, places) in morePlaces.sorted(by: { $0.key < $1.key }) {
            guard capacities.indices.contains(column) else { throw .unknownPlaces(column: column) }
            guard places >= 0 else { throw .negativeCapacity(column: column) }
            let (sum, overflows) = capacities[column].addingReportingOverflow(places)
            capacities[column] = overflows ? .max : sum
        }
        var candidates = candidates
        for (pair, score) in morePairs.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }) {
            guard candidates.indices.contains(pair.row) else {
                throw .unknownPair(row: pair.row, column: pair.column)
            }
            candidates[pair.row].removeAll { $0.column == pair.column }
            candidates[pair.row].append(AssignmentCandidate(column: pair.column, score: score))
        }
        let other = try AssignmentProblem(capacities: capacities, candidates: candidates).solve(levels)
        return ChangeEffect(
            rowsGained: other.matchedCount - assignment.matchedCount,
            totalGained: other.totalScore - assignment.totalScore, assignment: other)
    }

    /// A part of a problem that was checked, or one with another capacity.
    private init(capacities: [Int], unchecked candidates: [[AssignmentCandidate]]) {
        (self.capacities, self.candidates) = (capacities, candidates)
    }
}
