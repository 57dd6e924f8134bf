/// An assignment problem whose scores are floating-point numbers, solved without rounding.
///
/// The scores become exact integers of up to 128 bits first, so that the answer is the same as on paper: equal totals are
/// ties, and the levels after the total decide.
public struct FloatingAssignmentProblem: Hashable, Sendable {
    public let capacities: [Int]
    /// For each row the columns that it may go to, in the order of the columns.
    public let candidates: [[FloatingAssignmentCandidate]]
    private let integers: [[Int128]]

    /// - Throws: `AssignmentProblemError` as for whole scores, and for a score that is not finite or, beside the others, too
    ///   large or small to be exact.
    public init(capacities: [Int], candidates: [[FloatingAssignmentCandidate]]) throws(AssignmentProblemError) {
        _ = try AssignmentProblem(
            capacities: capacities,
            candidates: candidates.map { $0.map { AssignmentCandidate(column: $0.column, score: 0) } })
        for (row, list) in candidates.enumerated() {
            if let wrong = list.first(where: { !$0.score.isFinite }) {
                throw .notFinite(row: row, column: wrong.column)
            }
        }
        let sorted = candidates.map { $0.sorted { $0.column < $1.column } }
        let exponent = ExactScale.exponent(of: sorted.lazy.joined().map(\.score)) ?? 0
        let limit = LevelSolver<Int128>.limit(rows: candidates.count, columns: capacities.count)
        var integers: [[Int128]] = []
        for (row, list) in sorted.enumerated() {
            var line: [Int128] = []
            for candidate in list {
                guard let integer = ExactScale.integer(candidate.score, exponent: exponent, limit: limit) else {
                    throw .scoreTooLarge(row: row, column: candidate.column)
                }
                line.append(integer)
            }
            integers.append(line)
        }
        self.capacities = capacities
        self.candidates = sorted
        self.integers = integers
    }

    /// The best assignment, level by level, exactly as for whole scores; never fails.
    public func solve(_ levels: AssignmentLevels = .standard) -> FloatingAssignment {
        let graph = CandidateGraph(
            columnCount: capacities.count, rows: candidates.map { $0.map { Int32($0.column) } })
        let scores = candidates.flatMap { $0.map(\.score) }
        let edges = LevelSolver(
            graph: graph, scores: integers.flatMap { $0 }, capacities: capacities, levels: levels
        ).solve()
        let columns = edges.map { $0 < 0 ? nil : Int(graph.columns[$0]) }
        return FloatingAssignment(
            columns: columns,
            totalScore: edges.reduce(0) { $1 < 0 ? $0 : $0 + scores[$1] },
            worstScore: edges.compactMap { $0 < 0 ? nil : scores[$0] }.min(),
            shortages: Coverage(graph: graph, capacities: capacities).shortages(capacities: capacities),
            bottleneck: AssignmentBottleneck(columns, capacities: capacities))
    }
}
