/// Splits a matrix where places are short, solves both parts, and takes the first of the best answers.
struct DenseSolver<Cost: FixedWidthInteger & SignedInteger & Sendable> {
    private let problem: DenseAssignmentProblem
    private var entries: [Cost]

    init(_ problem: DenseAssignmentProblem, _ entries: [Cost]) {
        self.problem = problem
        self.entries = entries
        for pair in problem.forbidden {
            self.entries[pair.row * problem.columnCount + pair.column] = DenseSearch<Cost>.absent
        }
    }

    func solve() -> DenseAssignment {
        let (rows, columns) = (problem.rowCount, problem.columnCount)
        let ones = Array(repeating: 1, count: columns)
        var isShortRow = Array(repeating: rows > columns, count: rows)
        var isShortColumn = Array(repeating: rows > columns, count: columns)
        var shortages: [AssignmentShortage] = []
        if !problem.forbidden.isEmpty {
            let graph = CandidateGraph(
                columnCount: columns,
                rows: (0..<rows).map { row in
                    (0..<columns).compactMap {
                        entries[row * columns + $0] < DenseSearch<Cost>.absent ? Int32($0) : nil
                    }
                })
            let coverage = Coverage(graph: graph, capacities: ones)
            (isShortRow, isShortColumn) = (coverage.isShortRow, coverage.isShortColumn)
            shortages = coverage.shortages(capacities: ones)
        } else if rows > columns {
            shortages = [AssignmentShortage(rows: Array(0..<rows), columns: Array(0..<columns), places: columns)]
        }
        var columnOfRow = Array(repeating: columns, count: rows)
        var rowCost = Array(repeating: Cost(0), count: rows)
        var price = Array(repeating: Cost(0), count: columns)
        let roomy = (rows: (0..<rows).filter { !isShortRow[$0] }, columns: (0..<columns).filter { !isShortColumn[$0] })
        let short = (rows: (0..<rows).filter { isShortRow[$0] }, columns: (0..<columns).filter { isShortColumn[$0] })
        if !roomy.rows.isEmpty {
            let part = search(roomy.rows, roomy.columns) { row, column in row * columns + column }
            for (index, row) in roomy.rows.enumerated() {
                rowCost[row] = part.rowCost[index]
                columnOfRow[row] = part.columnOfRow[index] < 0 ? columns : roomy.columns[part.columnOfRow[index]]
            }
            for (index, column) in roomy.columns.enumerated() { price[column] = part.price[index] }
        }
        if !short.columns.isEmpty {
            let part = search(short.columns, short.rows) { column, row in row * columns + column }
            for (index, column) in short.columns.enumerated() {
                price[column] = -part.rowCost[index]
                if part.columnOfRow[index] >= 0 { columnOfRow[short.rows[part.columnOfRow[index]]] = column }
            }
            for (index, row) in short.rows.enumerated() { rowCost[row] = -part.price[index] }
        }
        let tight = tightColumns(isShortRow, isShortColumn, rowCost, price)
        let outside = columnOfRow.count { $0 == columns }
        // A square part has all its columns filled, whatever their prices.
        let isFilled = roomy.rows.count == roomy.columns.count
        let least = (0..<columns).map { isShortColumn[$0] || isFilled || price[$0] > 0 ? 1 : 0 }
        var tieBreak = OrderTieBreak(
            tight: tight, least: least + [outside], most: ones + [outside], columnOfRow: columnOfRow)
        tieBreak.run()
        return DenseAssignment(
            columns: tieBreak.columnOfRow.map { $0 == columns ? nil : $0 }, shortages: shortages)
    }

    /// Solves the part of these rows and columns, which is the matrix itself when it is all of it.
    private func search(
        _ rows: [Int], _ columns: [Int], place: (_ row: Int, _ column: Int) -> Int
    ) -> (columnOfRow: [Int], rowCost: [Cost], price: [Cost]) {
        func solve(_ part: [Cost]) -> (columnOfRow: [Int], rowCost: [Cost], price: [Cost]) {
            part.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return ([], [], []) }
                return DenseSearch<Cost>.solve(base, rows: rows.count, columns: columns.count)
            }
        }
        if rows.count == problem.rowCount, columns.count == problem.columnCount, place(0, 0) == place(0, 1) - 1 {
            return solve(entries)
        }
        return solve(rows.flatMap { row in columns.map { entries[place(row, $0)] } })
    }

    private func tightColumns(
        _ isShortRow: [Bool], _ isShortColumn: [Bool], _ rowCost: [Cost], _ price: [Cost]
    ) -> [[Int32]] {
        let columns = problem.columnCount
        return entries.withUnsafeBufferPointer { entries in
            price.withUnsafeBufferPointer { price in
                (0..<problem.rowCount).map { row in
                    var tight: [Int32] = []
                    let target = rowCost[row]
                    for column in 0..<columns where entries[row * columns + column] + price[column] == target {
                        if isShortColumn[column] == isShortRow[row] { tight.append(Int32(column)) }
                    }
                    if isShortRow[row], target == 0 { tight.append(Int32(columns)) }
                    return tight
                }
            }
        }
    }
}
