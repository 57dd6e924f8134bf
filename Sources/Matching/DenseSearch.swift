/// The cheapest way to give every row of a full matrix a column of its own.
///
/// Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
/// Computing 38, 1987: column reduction (square matrices only, as a column that stays empty must keep its price of zero),
/// reduction transfer left out, two rounds of bids, then shortest paths whose columns are split in scanned, ready and to do.
/// O(rows × rows × columns) at worst. The arrays live in one buffer each for the length of the search; raw pointers keep
/// the inner loops free of bounds checks, which is most of their time. Every index comes from a range of the counts
/// below, never from a caller. An entry of `absent` or more is a pair that does not exist: it is kept out of bids, and
/// no path that the search completes can contain one, because all sums of real entries stay below it.
enum DenseSearch<Cost: FixedWidthInteger & SignedInteger> {
    static var absent: Cost { Cost.max / 4 }

    /// The column of each row, with the dual values `entry + price ≥ rowCost`; rows ≤ columns, and a full answer exists.
    static func solve(
        _ entries: UnsafePointer<Cost>, rows: Int, columns: Int
    ) -> (columnOfRow: [Int], rowCost: [Cost], price: [Cost]) {
        var columnOfRow = Array(repeating: -1, count: rows)
        var rowOfColumn = Array(repeating: -1, count: columns)
        var price = Array(repeating: Cost(0), count: columns)
        var rowCost = Array(repeating: Cost(0), count: rows)
        columnOfRow.withUnsafeMutableBufferPointer { columnOfRow in
            rowOfColumn.withUnsafeMutableBufferPointer { rowOfColumn in
                price.withUnsafeMutableBufferPointer { price in
                    // Safe because the base addresses of non-empty arrays are never nil, and empty ones are not read.
                    guard let x = columnOfRow.baseAddress, let y = rowOfColumn.baseAddress, let q = price.baseAddress
                    else { return }
                    if rows == columns { reduceColumns(entries, rows, x, y, q) }
                    var free = (0..<rows).filter { x[$0] < 0 }
                    for _ in 0..<2 where !free.isEmpty { bid(entries, columns, &free, x, y, q) }
                    augment(entries, columns, free, x, y, q)
                }
            }
        }
        for row in 0..<rows where columnOfRow[row] >= 0 {
            rowCost[row] = entries[row * columns + columnOfRow[row]] + price[columnOfRow[row]]
        }
        return (columnOfRow, rowCost, price)
    }

    /// Lowers each column to zero at its smallest entry; the row there takes it if it has none yet.
    private static func reduceColumns(
        _ entries: UnsafePointer<Cost>, _ count: Int, _ x: UnsafeMutablePointer<Int>, _ y: UnsafeMutablePointer<Int>,
        _ q: UnsafeMutablePointer<Cost>
    ) {
        var least = Array(repeating: Cost.max, count: count)
        var rowOfLeast = Array(repeating: 0, count: count)
        least.withUnsafeMutableBufferPointer { least in
            rowOfLeast.withUnsafeMutableBufferPointer { rowOfLeast in
                for row in 0..<count {
                    let line = entries + row * count
                    for column in 0..<count where line[column] < least[column] {
                        least[column] = line[column]
                        rowOfLeast[column] = row
                    }
                }
            }
        }
        for column in stride(from: count - 1, through: 0, by: -1) {
            q[column] = -least[column]
            let row = rowOfLeast[column]
            if x[row] < 0 {
                x[row] = column
                y[column] = row
            }
        }
    }

    private static func bid(
        _ entries: UnsafePointer<Cost>, _ columns: Int, _ free: inout [Int], _ x: UnsafeMutablePointer<Int>,
        _ y: UnsafeMutablePointer<Int>, _ q: UnsafeMutablePointer<Cost>
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
                let cost = line[column] + q[column]
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
            let displaced = y[first]
            x[row] = first
            y[first] = row
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

    private static func augment(
        _ entries: UnsafePointer<Cost>, _ columns: Int, _ free: [Int], _ x: UnsafeMutablePointer<Int>,
        _ y: UnsafeMutablePointer<Int>, _ q: UnsafeMutablePointer<Cost>
    ) {
        var distances = Array(repeating: Cost(0), count: columns)
        var befores = Array(repeating: 0, count: columns)
        var orders = Array(0..<columns)
        distances.withUnsafeMutableBufferPointer { distance in
            befores.withUnsafeMutableBufferPointer { before in
                orders.withUnsafeMutableBufferPointer { order in
                    for start in free {
                        let end = shortest(entries, columns, start, y, q, distance, before, order)
                        guard var column = end else { continue }
                        while true {
                            let row = before[column]
                            let old = x[row]
                            x[row] = column
                            y[column] = row
                            if row == start { break }
                            column = old
                        }
                    }
                }
            }
        }
    }

    /// The free column at the end of the shortest path from `start`, with the prices changed for it.
    private static func shortest(
        _ entries: UnsafePointer<Cost>, _ columns: Int, _ start: Int, _ y: UnsafeMutablePointer<Int>,
        _ q: UnsafeMutablePointer<Cost>, _ distance: UnsafeMutableBufferPointer<Cost>,
        _ before: UnsafeMutableBufferPointer<Int>, _ order: UnsafeMutableBufferPointer<Int>
    ) -> Int? {
        let line = entries + start * columns
        for column in 0..<columns {
            distance[column] = line[column] + q[column]
            before[column] = start
            order[column] = column
        }
        // order[..<scanned] is done, order[scanned..<ready] is at the current distance, the rest is further.
        var (scanned, ready, done) = (0, 0, 0)
        var least = Cost(0)
        func finish(at column: Int) -> Int {
            for position in 0..<done { q[order[position]] += least - distance[order[position]] }
            return column
        }
        while true {
            if scanned == ready {
                done = scanned
                guard ready < columns else { return nil }
                least = distance[order[ready]]
                ready += 1
                var position = ready
                while position < columns {
                    let column = order[position]
                    if distance[column] <= least {
                        if distance[column] < least {
                            least = distance[column]
                            ready = scanned
                        }
                        order[position] = order[ready]
                        order[ready] = column
                        ready += 1
                    }
                    position += 1
                }
                for position in scanned..<ready where y[order[position]] < 0 { return finish(at: order[position]) }
            }
            let column = order[scanned]
            scanned += 1
            let row = y[column]
            let line = entries + row * columns
            let base = line[column] + q[column] - least
            var position = ready
            while position < columns {
                let next = order[position]
                let cost = line[next] + q[next] - base
                if cost < distance[next] {
                    distance[next] = cost
                    before[next] = row
                    if cost == least {
                        if y[next] < 0 { return finish(at: next) }
                        order[position] = order[ready]
                        order[ready] = next
                        ready += 1
                    }
                }
                position += 1
            }
        }
    }
}
