extension PlacementOptimum {
    /// Changes to the first of the equally good placements, by rows and then by columns.
    mutating func takeFirstInOrder() {
        let nowhere = graph.columnCount
        var (tight, ends): ([Int32], [Int]) = ([], [])
        for row in 0..<graph.rowCount {
            for edge in graph.edges(of: row) where isUsable(row: row, edge: edge) {
                let column = graph.columns[edge]
                if costs[edge] + price[Int(column)] == rowCost[row] { tight.append(column) }
            }
            if isShortRow[row], rowCost[row] == 0 { tight.append(Int32(nowhere)) }
            ends.append(tight.count)
        }
        let columnOfRow = edgeOfRow.map { $0 < 0 ? nowhere : Int(graph.columns[$0]) }
        let outside = columnOfRow.count { $0 == nowhere }
        var tieBreak = OrderTieBreak(
            tight: CandidateGraph(columnCount: nowhere + 1, starts: [0] + ends.dropLast(), ends: ends, columns: tight),
            least: (0..<nowhere).map(leastLoad) + [outside],
            most: (0..<nowhere).map(mostLoad) + [outside],
            columnOfRow: columnOfRow)
        tieBreak.run()
        for (row, column) in tieBreak.columnOfRow.enumerated() {
            edgeOfRow[row] = graph.edges(of: row).first { Int(graph.columns[$0]) == column } ?? -1
        }
    }

    /// The fewest rows that a column holds in a best placement with these prices.
    private func leastLoad(_ column: Int) -> Int {
        if isShortColumn[column] { return capacities[column] }
        if loadUnit == 0 { return price[column] > 0 ? capacities[column] : 0 }
        // The places whose cost lies below the price: (2k - 1) × unit < price.
        return Int(min(Cost(capacities[column]), (price[column] / loadUnit) / 2))
    }

    private func mostLoad(_ column: Int) -> Int {
        if isShortColumn[column] || loadUnit == 0 { return capacities[column] }
        return Int(min(Cost(capacities[column]), (price[column] / loadUnit + 1) / 2))
    }
}
