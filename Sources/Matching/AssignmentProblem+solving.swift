extension AssignmentProblem {
    /// The best assignment: as many rows as possible, then what `levels` names, in its order.
    ///
    /// With the level `order`, which both `standard` and `all` hold, the answer is unique, and so the same for every order
    /// of the candidates. Never fails: what cannot be placed has its reason in `shortages`. O(rows × edges × log columns)
    /// at worst; 200 rows and 60 columns take milliseconds.
    ///
    /// Sources: `Coverage`, `PlacementSearch` and `OrderTieBreak` name theirs; the order of the levels is our own.
    public func solve(_ levels: AssignmentLevels = .standard) -> Assignment {
        let graph = graph
        let scores = candidates.flatMap { $0.map(\.score) }
        let edges = LevelSolver(graph: graph, scores: scores, capacities: capacities, levels: levels).solve()
        let coverage = Coverage(graph: graph, capacities: capacities)
        let columns = edges.map { $0 < 0 ? nil : Int(graph.columns[$0]) }
        return Assignment(
            columns: columns,
            totalScore: edges.reduce(0) { $1 < 0 ? $0 : $0 + scores[$1] },
            worstScore: edges.compactMap { $0 < 0 ? nil : scores[$0] }.min(),
            shortages: coverage.shortages(capacities: capacities),
            bottleneck: AssignmentBottleneck(columns, capacities: capacities))
    }

    /// Why `row` went nowhere in `assignment`; nil when it did not.
    public func reasonUnmatched(row: Int, in assignment: Assignment) -> UnmatchedReason? {
        guard candidates.indices.contains(row), assignment.columns.indices.contains(row),
            assignment.columns[row] == nil
        else { return nil }
        return candidates[row].isEmpty ? .noCandidate : .columnsFull(candidates[row].map(\.column))
    }

    var graph: CandidateGraph {
        CandidateGraph(columnCount: capacities.count, rows: candidates.map { $0.map { Int32($0.column) } })
    }
}
