/// The cheapest way to give every row of a full matrix a column of its own.
///
/// Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
/// Computing 38, 1987: column reduction, two rounds of bids, then shortest paths whose columns are split in scanned, ready
/// and to do. A large square matrix is solved on its `DenseCore` first, as in LAPMOD (Volgenant, "Linear and semi-assignment
/// problems: a core oriented approach", Computers & Operations Research 23, 1996); rows for which the prices found there
/// are wrong somewhere in the whole matrix start anew. O(rows × rows × columns) at worst.
///
/// Column reduction and the core are for square matrices: there any prices are a fair start, while a column that stays
/// empty must keep its price of zero. The arrays live in one buffer each for the length of the search; raw pointers and
/// wrapping sums keep the inner loops free of checks, which is most of their time, and let the compiler make vectors of
/// them. Every index comes from a range of the counts below, never from a caller, and `holds` is asked before, so that no
/// sum wraps. An entry of `absent` is a pair that does not exist: it is kept out of bids, and no path that the search
/// completes can contain one, because all sums of real entries stay below it.
enum DenseSearch<Cost: FixedWidthInteger & SignedInteger & Sendable> {
    static var absent: Cost { Cost.max / 4 }

    /// Whether entries from 0 to `largest` can be solved in this type.
    ///
    /// In a complete matrix every row has an entry in a free column, so that no shortest path is longer than a few entries.
    /// Where pairs are absent, a path can have as many entries as there are rows and columns.
    static func holds(largest: Int128, rows: Int, columns: Int, isComplete: Bool) -> Bool {
        (largest + 1) * (isComplete ? 16 : pathFactor(rows, columns)) < Int128(absent / 4)
    }

    static func pathFactor(_ rows: Int, _ columns: Int) -> Int128 { Int128(2 * (rows + columns) + 4) }

    /// The column of each row, with the dual values `entry + price ≥ rowCost`; rows ≤ columns, and a full answer exists.
    ///
    /// `priceLimit` bounds the prices that the core may start with: 4 times the largest entry in a complete matrix.
    static func solve(
        _ entries: UnsafePointer<Cost>, rows: Int, columns: Int, priceLimit: Cost
    ) -> (columnOfRow: [Int], rowCost: [Cost], price: [Cost]) {
        var columnOfRow = Array(repeating: Int32(-1), count: rows)
        var rowOfColumn = Array(repeating: Int32(-1), count: columns)
        var price = Array(repeating: Cost(0), count: columns)
        columnOfRow.withUnsafeMutableBufferPointer { columnOfRow in
            rowOfColumn.withUnsafeMutableBufferPointer { rowOfColumn in
                price.withUnsafeMutableBufferPointer { price in
                    // Safe because the base addresses of non-empty arrays are never nil, and empty ones are not read.
                    guard let x = columnOfRow.baseAddress, let y = rowOfColumn.baseAddress, let q = price.baseAddress
                    else { return }
                    if rows == columns {
                        reduceColumns(entries, rows, q)
                        if rows >= DenseCore<Cost>.leastCount {
                            DenseCore(entries, count: rows, price: q, priceLimit: priceLimit).start(x, y, q)
                            releaseWrongRows(entries, rows, x, y, q)
                        }
                    }
                    var free = (0..<rows).filter { x[$0] < 0 }
                    for _ in 0..<2 where !free.isEmpty { bid(entries, columns, &free, x, y, q) }
                    augment(entries, columns, free, x, y, q)
                }
            }
        }
        let rowCost = columnOfRow.enumerated().map { row, column in
            column < 0 ? 0 : entries[row * columns + Int(column)] + price[Int(column)]
        }
        return (columnOfRow.map { Int($0) }, rowCost, price)
    }

    /// Lowers each column to zero at its smallest entry.
    private static func reduceColumns(
        _ entries: UnsafePointer<Cost>, _ count: Int, _ q: UnsafeMutablePointer<Cost>
    ) {
        for column in 0..<count { q[column] = entries[column] }
        for row in 1..<max(count, 1) {
            let line = entries + row * count
            for column in 0..<count { q[column] = min(q[column], line[column]) }
        }
        for column in 0..<count { q[column] = 0 &- q[column] }
    }

    /// Frees the rows that would rather have another column at these prices.
    private static func releaseWrongRows(
        _ entries: UnsafePointer<Cost>, _ count: Int, _ x: UnsafeMutablePointer<Int32>,
        _ y: UnsafeMutablePointer<Int32>, _ q: UnsafeMutablePointer<Cost>
    ) {
        for row in 0..<count where x[row] >= 0 {
            let line = entries + row * count
            var least = Cost.max
            for column in 0..<count { least = min(least, line[column] &+ q[column]) }
            let column = Int(x[row])
            if line[column] &+ q[column] > least {
                x[row] = -1
                y[column] = -1
            }
        }
    }

    private static func bid(
        _ entries: UnsafePointer<Cost>, _ columns: Int, _ free: inout [Int], _ x: UnsafeMutablePointer<Int32>,
        _ y: UnsafeMutablePointer<Int32>, _ q: UnsafeMutablePointer<Cost>
    ) {
        var waiting: [Int] = []
        var bidsLeft = 6 * free.count
        var position = 0
        while position < free.count {
            let row = free[position]
            position += 1
            guard bidsLeft > 0 else {
                waiting.append(row)
                continue
            }
            bidsLeft -= 1
            let line = entries + row * columns
            var (first, second) = (-1, -1)
            var (low, high) = (Cost.max, Cost.max)
            for column in 0..<columns {
                let cost = line[column] &+ q[column]
                if cost < high {
                    if cost < low {
                        (second, high) = (first, low)
                        (first, low) = (column, cost)
                    } else {
                        (second, high) = (column, cost)
                    }
                }
            }
            guard second >= 0, line[second] < absent else {
                waiting.append(row)
                continue
            }
            if low == high, y[first] >= 0 { first = second }
            q[first] += high - low
            let displaced = Int(y[first])
            x[row] = Int32(truncatingIfNeeded: first)
            y[first] = Int32(truncatingIfNeeded: row)
            guard displaced >= 0 else { continue }
            x[displaced] = -1
            if low < high {
                position -= 1
                free[position] = displaced
            } else {
                waiting.append(displaced)
            }
        }
        free = waiting
    }
}
