/// Splits a matrix where places are short, solves both parts, and takes the first of the best answers.
struct DenseSolver<Cost: FixedWidthInteger & SignedInteger & Sendable> {
    private let problem: DenseAssignmentProblem
    private let entries: [Cost]
    /// What the prices may start with; see `DenseSearch`.
    private let priceLimit: Cost

    init(_ problem: DenseAssignmentProblem, _ entries: [Cost], largest: Int128) {
        self.problem = problem
        self.entries = entries
        // A path has no more real entries than there are rows, and in a complete matrix it needs no more than a few.
        priceLimit = Cost((largest + 1) * (problem.forbidden.isEmpty ? 4 : Int128(problem.rowCount)))
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
        let tight = tightPairs(isShortRow, isShortColumn, rowCost, price)
        let outside = columnOfRow.count { $0 == columns }
        // A square part has all its columns filled, whatever their prices.
        let isFilled = roomy.rows.count == roomy.columns.count
        let least = (0..<columns).map { isShortColumn[$0] || isFilled || price[$0] > 0 ? 1 : 0 }
        var tieBreak = OrderTieBreak(
            tight: tight, least: least + [outside], most: ones + [outside], columnOfRow: columnOfRow)
        tieBreak.run()
        return DenseAssignment(
            columns: tieBreak.columnOfRow.map { $0 == columns ? nil : $0 }, shortages: shortages,
            bottleneck: AssignmentBottleneck(leftOut: outside, placesLeft: columns - (rows - outside)))
    }

    /// Solves the part of these rows and columns, which is the matrix itself when it is all of it.
    private func search(
        _ rows: [Int], _ columns: [Int], place: (_ row: Int, _ column: Int) -> Int
    ) -> (columnOfRow: [Int], rowCost: [Cost], price: [Cost]) {
        func solve(_ part: [Cost]) -> (columnOfRow: [Int], rowCost: [Cost], price: [Cost]) {
            part.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return ([], [], []) }
                return DenseSearch<Cost>.solve(
                    base, rows: rows.count, columns: columns.count, priceLimit: priceLimit)
            }
        }
        if rows.count == problem.rowCount, columns.count == problem.columnCount, place(0, 0) == place(0, 1) - 1 {
            return solve(entries)
        }
        return solve(rows.flatMap { row in columns.map { entries[place(row, $0)] } })
    }

    /// The pairs that a cheapest assignment may use: their entries are just what their row and column pay.
    private func tightPairs(
        _ isShortRow: [Bool], _ isShortColumn: [Bool], _ rowCost: [Cost], _ price: [Cost]
    ) -> CandidateGraph {
        let columns = problem.columnCount
        let isSplit = isShortRow.contains(true)
        var ends: [Int] = []
        var tight: [Int32] = []
        var found = Array(repeating: Int32(0), count: columns)
        // Buffers, because the inner loop goes through the whole matrix and becomes vectors only without checks.
        entries.withUnsafeBufferPointer { entries in
            price.withUnsafeBufferPointer { price in
                found.withUnsafeMutableBufferPointer { found in
                    for row in 0..<problem.rowCount {
                        let (start, target) = (row * columns, rowCost[row])
                        var count = 0
                        for column in stride(from: 0, to: columns, by: 16) {
                            // A bit for each of the next entries.
                            var bits: UInt32 = 0
                            if columns - column >= 16 {
                                for offset in 0..<16 {
                                    let cost = entries[start &+ column &+ offset] &+ price[column &+ offset]
                                    bits |= (cost == target ? 1 : 0) << UInt32(truncatingIfNeeded: offset)
                                }
                            } else {
                                for offset in 0..<(columns - column)
                                where entries[start + column + offset] &+ price[column + offset] == target {
                                    bits |= 1 << UInt32(offset)
                                }
                            }
                            while bits != 0 {
                                found[count] = Int32(truncatingIfNeeded: column &+ bits.trailingZeroBitCount)
                                count &+= 1
                                bits &= bits &- 1
                            }
                        }
                        if isSplit {
                            for index in 0..<count where isShortColumn[Int(found[index])] == isShortRow[row] {
                                tight.append(found[index])
                            }
                        } else {
                            tight.append(contentsOf: found[..<count])
                        }
                        if isShortRow[row], target == 0 { tight.append(Int32(truncatingIfNeeded: columns)) }
                        ends.append(tight.count)
                    }
                }
            }
        }
        return CandidateGraph(columnCount: columns + 1, starts: [0] + ends.dropLast(), ends: ends, columns: tight)
    }
}
