extension Coverage {
    /// The rows that are short of places, in groups that share no column, by their first rows.
    func shortages(capacities: [Int]) -> [AssignmentShortage] {
        var rowsOfColumn: [[Int]] = Array(repeating: [], count: graph.columnCount)
        for row in 0..<graph.rowCount where isShortRow[row] {
            for edge in graph.edges(of: row) { rowsOfColumn[Int(graph.columns[edge])].append(row) }
        }
        var seenRow = isShortRow.map { !$0 }
        var seenColumn = Array(repeating: false, count: graph.columnCount)
        var shortages: [AssignmentShortage] = []
        for first in 0..<graph.rowCount where !seenRow[first] {
            var rows = [first]
            var columns: [Int] = []
            seenRow[first] = true
            var head = 0
            while head < rows.count {
                for edge in graph.edges(of: rows[head]) {
                    let column = Int(graph.columns[edge])
                    guard !seenColumn[column] else { continue }
                    seenColumn[column] = true
                    columns.append(column)
                    for row in rowsOfColumn[column] where !seenRow[row] {
                        seenRow[row] = true
                        rows.append(row)
                    }
                }
                head += 1
            }
            shortages.append(
                AssignmentShortage(
                    rows: rows.sorted(), columns: columns.sorted(), places: columns.reduce(0) { $0 + capacities[$1] }))
        }
        return shortages
    }
}
