/// The best assignment: as many rows as possible first, then the largest total score.
///
/// Successive shortest augmenting paths (Edmonds and Karp 1972; Ahuja, Magnanti and Orlin, *Network Flows*, 9.7): every
/// round looks, over all unmatched rows at once, for the cheapest way to place one more row, which may move others
/// along. Costs are negated scores in exact integers. As the residual network never holds a negative cycle, each round's
/// matching is the best of its size, and the last one the best of the largest size. Paths are found by Bellman and Ford's
/// relaxation in a fixed order, so equal inputs give equal answers. The cost is O(matched × rows × candidates) at worst;
/// 200 rows and 60 columns take milliseconds.
extension AssignmentProblem {
    public func solve() -> Assignment {
        var search = AugmentingSearch(problem: self)
        while search.placeOneMore() {}
        var total: Int64 = 0
        for (row, column) in search.columnOfRow.enumerated() {
            guard let column else { continue }
            total += candidates[row].first { $0.column == column }?.score ?? 0
        }
        return Assignment(columns: search.columnOfRow, totalScore: total)
    }

    /// Why `row` went nowhere in `assignment`.
    public func reasonUnmatched(row: Int, in assignment: Assignment) -> UnmatchedReason? {
        guard assignment.columns[row] == nil else { return nil }
        return candidates[row].isEmpty ? .noCandidate : .columnsFull(candidates[row].map(\.column))
    }
}

/// Why a row went nowhere.
public enum UnmatchedReason: Hashable, Sendable {
    /// No column is permitted for it.
    case noCandidate
    /// Every column that is permitted serves others.
    case columnsFull([Int])
}

private struct AugmentingSearch {
    let problem: AssignmentProblem
    var columnOfRow: [Int?]
    var rowsOfColumn: [[Int]]

    init(problem: AssignmentProblem) {
        self.problem = problem
        columnOfRow = Array(repeating: nil, count: problem.candidates.count)
        rowsOfColumn = Array(repeating: [], count: problem.capacities.count)
    }

    /// Places one more row at the least loss of score; false when no row can be placed any more.
    mutating func placeOneMore() -> Bool {
        let unreached = Int64.max
        var costOfRow = columnOfRow.map { $0 == nil ? 0 : unreached }
        var costOfColumn = Array(repeating: unreached, count: problem.capacities.count)
        var rowBefore = Array(repeating: -1, count: problem.capacities.count)
        var queue = columnOfRow.indices.filter { columnOfRow[$0] == nil }
        var isQueued = columnOfRow.map { $0 == nil }
        var head = 0
        while head < queue.count {
            let row = queue[head]
            head += 1
            isQueued[row] = false
            for candidate in problem.candidates[row] where columnOfRow[row] != candidate.column {
                let cost = costOfRow[row] - candidate.score
                guard cost < costOfColumn[candidate.column] else { continue }
                costOfColumn[candidate.column] = cost
                rowBefore[candidate.column] = row
                for other in rowsOfColumn[candidate.column] {
                    let score = problem.candidates[other].first { $0.column == candidate.column }?.score ?? 0
                    guard cost + score < costOfRow[other] else { continue }
                    costOfRow[other] = cost + score
                    if !isQueued[other] {
                        isQueued[other] = true
                        queue.append(other)
                    }
                }
            }
        }
        var best: Int?
        for column in problem.capacities.indices
        where costOfColumn[column] < unreached && rowsOfColumn[column].count < problem.capacities[column] {
            if best.map({ costOfColumn[column] < costOfColumn[$0] }) ?? true { best = column }
        }
        guard var column = best else { return false }
        while true {
            let row = rowBefore[column]
            let previous = columnOfRow[row]
            columnOfRow[row] = column
            rowsOfColumn[column].append(row)
            guard let previous else { return true }
            rowsOfColumn[previous].removeAll { $0 == row }
            column = previous
        }
    }
}
