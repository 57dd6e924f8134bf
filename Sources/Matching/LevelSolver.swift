/// Solves a problem level by level, on exact integers.
///
/// First coverage, then the worst-off pair (the largest bound that leaves coverage as it is, by bisection over the scores
/// that occur), then score and load together. The last two become one cost, `score × weight` less the load, where `weight`
/// is larger than any sum of load costs, so that no load outweighs a score. That is exact, as are all sums: they
/// run in 64 bits where these provably suffice and in 128 otherwise.
struct LevelSolver<Score: FixedWidthInteger & SignedInteger & Sendable> {
    let graph: CandidateGraph
    let scores: [Score]
    let capacities: [Int]
    let levels: AssignmentLevels

    /// The largest magnitude of a score that can be added up with this many rows and columns.
    static func limit(rows: Int, columns: Int) -> Int128 {
        let load = Int128(rows) * Int128(rows) + 1
        return (Int128.max >> 3) / load / Int128(2 * (rows + columns) + 4) - 1
    }

    /// The chosen edge of each row, or -1.
    func solve() -> [Int] {
        let (open, origins) = graph.filtered { _, edge in capacities[Int(graph.columns[edge])] > 0 }
        let openScores = origins.map { scores[$0] }
        var coverage = Coverage(graph: open, capacities: capacities)
        guard levels.contains(.worstOff), coverage.matchedCount > 0 else {
            return optimum(open, openScores, coverage).map { $0 < 0 ? -1 : origins[$0] }
        }
        var (bounded, boundedOrigins) = (open, Array(open.columns.indices))
        let values = Self.distinct(openScores)
        var (low, high) = (0, values.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            let (graph, kept) = open.filtered { _, edge in openScores[edge] >= values[middle] }
            let candidate = Coverage(graph: graph, capacities: capacities)
            if candidate.matchedCount == coverage.matchedCount {
                low = middle
                (coverage, bounded, boundedOrigins) = (candidate, graph, kept)
            } else {
                high = middle - 1
            }
        }
        return optimum(bounded, boundedOrigins.map { openScores[$0] }, coverage).map {
            $0 < 0 ? -1 : origins[boundedOrigins[$0]]
        }
    }

    private func optimum(_ graph: CandidateGraph, _ scores: [Score], _ coverage: Coverage) -> [Int] {
        let sharesColumns = coverage.limits.contains { $0 > 1 }
        let rows = Int128(graph.rowCount)
        let weight: Int128 = levels.contains(.evenLoad) && sharesColumns ? rows * rows + 1 : 1
        let largest = scores.reduce(Int128(0)) { Swift.max($0, Int128($1.magnitude)) }
        let bound = (largest + 1) * weight * Int128(2 * (graph.rowCount + graph.columnCount) + 4)
        return bound < Int128(Int64.max >> 2)
            ? optimum(graph, scores, coverage, weight: Int64(weight))
            : optimum(graph, scores, coverage, weight: weight)
    }

    private func optimum<Cost: FixedWidthInteger & SignedInteger & Sendable>(
        _ graph: CandidateGraph, _ scores: [Score], _ coverage: Coverage, weight: Cost
    ) -> [Int] {
        let costs = levels.contains(.total) ? scores.map { -Cost($0) * weight } : scores.map { _ in 0 }
        var optimum = PlacementOptimum(
            graph: graph, costs: costs, capacities: capacities, loadUnit: weight > 1 ? 1 : 0, coverage: coverage)
        if levels.contains(.order) { optimum.takeFirstInOrder() }
        return optimum.edgeOfRow
    }

    private static func distinct(_ scores: [Score]) -> [Score] {
        var values: [Score] = []
        for score in scores.sorted() where values.last != score { values.append(score) }
        return values
    }
}
