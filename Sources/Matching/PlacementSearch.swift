/// The cheapest way to place every row of a graph in which every row can be placed.
///
/// Shortest augmenting paths, a row at a time (Jonker and Volgenant, Computing 38, 1987; Ahuja, Magnanti and Orlin,
/// *Network Flows*, 9.7), on the edges that exist: an edge that is missing has no cost that could be paid. The `k`-th row
/// in a column costs `loadUnit * (2k - 1)` more, so that the squares of the loads are added up; as this grows with `k`,
/// shortest paths stay correct. `price` and `rowCost` are the dual values: on every edge `cost + price ≥ rowCost`, with
/// equality on the edges chosen; the price of a column lies between the load costs of its last and its next place.
/// Dijkstra's search with a heap works on these reduced costs. O(rows × edges × log columns) at worst.
struct PlacementSearch<Cost: FixedWidthInteger & SignedInteger & Sendable>: ~Copyable {
    private let rowCount: Int
    private let loadUnit: Cost
    private let starts: UncheckedArray<Int>
    private let ends: UncheckedArray<Int>
    private let columns: UncheckedArray<Int32>
    private let costs: UncheckedArray<Cost>
    private let capacities: UncheckedArray<Int>
    private let takesOneEach: Bool
    let price: UncheckedArray<Cost>
    let rowCost: UncheckedArray<Cost>
    let edgeOfRow: UncheckedArray<Int>
    private let loads: UncheckedArray<Int>

    // The rows of each column, as linked lists.
    private let head: UncheckedArray<Int32>
    private let next: UncheckedArray<Int32>
    private let before: UncheckedArray<Int32>

    // One search's state; `stamp` tells what belongs to the search that runs.
    private let distance: UncheckedArray<Cost>
    private let reachedBy: UncheckedArray<Int>
    private let rowBefore: UncheckedArray<Int32>
    private let reachedAt: UncheckedArray<Int32>
    private let doneAt: UncheckedArray<Int32>
    private var stamp: Int32 = 0
    /// Columns at the distance that is being scanned: with many equal costs most never see the heap.
    private let ready: UncheckedArray<Int32>
    private var readyCount = 0
    private var heap = CostHeap<Cost>()

    init(graph: CandidateGraph, costs: [Cost], capacities: [Int], loadUnit: Cost) {
        let (rows, count) = (graph.rowCount, graph.columnCount)
        rowCount = rows
        self.loadUnit = loadUnit
        starts = UncheckedArray(graph.starts)
        ends = UncheckedArray(graph.ends)
        columns = UncheckedArray(graph.columns)
        self.costs = UncheckedArray(costs)
        self.capacities = UncheckedArray(capacities)
        takesOneEach = loadUnit == 0 && capacities.allSatisfy { $0 <= 1 }
        price = UncheckedArray(repeating: loadUnit, count: count)
        rowCost = UncheckedArray(repeating: 0, count: rows)
        edgeOfRow = UncheckedArray(repeating: -1, count: rows)
        loads = UncheckedArray(repeating: 0, count: count)
        head = UncheckedArray(repeating: -1, count: count)
        next = UncheckedArray(repeating: -1, count: rows)
        before = UncheckedArray(repeating: -1, count: rows)
        distance = UncheckedArray(repeating: 0, count: count)
        reachedBy = UncheckedArray(repeating: -1, count: count)
        rowBefore = UncheckedArray(repeating: -1, count: count)
        reachedAt = UncheckedArray(repeating: -1, count: count)
        doneAt = UncheckedArray(repeating: -1, count: count)
        ready = UncheckedArray(repeating: -1, count: count)
    }

    private func edges(of row: Int) -> Range<Int> { starts[row]..<ends[row] }

    /// Places every row for which there is a place, and stops after so many for which there is none.
    mutating func run(failuresAllowed: Int = .max) {
        let free = takesOneEach ? bidding() : placingAtNoLoss()
        var failures = 0
        for row in free where !place(row) {
            failures += 1
            if failures >= failuresAllowed { return }
        }
    }

    // MARK: Cheap first placements

    /// Rows bid for their best column, up to the difference to their second best ("augmenting row reduction").
    ///
    /// Valid because only columns that hold a row ever get a price. The bids are counted, as integer prices could creep.
    private func bidding() -> [Int] {
        var free = Array(0..<rowCount)
        let rowOfColumn = UncheckedArray(repeating: -1, count: price.count)
        for _ in 0..<3 {
            var waiting: [Int] = []
            var bidsLeft = 64 * free.count
            var position = 0
            while position < free.count {
                let row = free[position]
                position += 1
                guard edges(of: row).count > 1, bidsLeft > 0 else {
                    waiting.append(row)
                    continue
                }
                bidsLeft -= 1
                var (first, second) = (-1, -1)
                var (low, high) = (Cost.max, Cost.max)
                for edge in edges(of: row) {
                    let column = Int(columns[edge])
                    guard capacities[column] > 0 else { continue }
                    let cost = costs[edge] + price[column]
                    if cost < low {
                        (second, high) = (first, low)
                        (first, low) = (edge, cost)
                    } else if cost < high {
                        (second, high) = (edge, cost)
                    }
                }
                guard second >= 0 else {
                    waiting.append(row)
                    continue
                }
                if low == high, rowOfColumn[Int(columns[first])] >= 0 { first = second }
                let column = Int(columns[first])
                price[column] += high - low
                rowCost[row] = high
                let displaced = rowOfColumn[column]
                rowOfColumn[column] = row
                edgeOfRow[row] = first
                guard displaced >= 0 else { continue }
                edgeOfRow[displaced] = -1
                if low < high {
                    position -= 1
                    free[position] = displaced
                } else {
                    waiting.append(displaced)
                }
            }
            free = waiting
        }
        for row in 0..<rowCount where edgeOfRow[row] >= 0 {
            let column = Int(columns[edgeOfRow[row]])
            link(row, to: column)
            loads[column] = 1
        }
        return free
    }

    /// Rows whose best column has a place that costs nothing beyond its price.
    private func placingAtNoLoss() -> [Int] {
        (0..<rowCount).filter { row in
            var best: (cost: Cost, edge: Int)?
            for edge in edges(of: row) {
                let column = Int(columns[edge])
                guard capacities[column] > 0 else { continue }
                let cost = costs[edge] + price[column]
                if best.map({ cost < $0.cost }) ?? true { best = (cost, edge) }
            }
            guard let best else { return true }
            let column = Int(columns[best.edge])
            guard loads[column] < capacities[column], costOfNextPlace(column) == price[column] else { return true }
            rowCost[row] = best.cost
            edgeOfRow[row] = best.edge
            loads[column] += 1
            link(row, to: column)
            return false
        }
    }

    private func costOfNextPlace(_ column: Int) -> Cost {
        loadUnit == 0 ? 0 : loadUnit * Cost(2 * loads[column] + 1)
    }

    // MARK: One augmenting path

    /// False when there is no place for the row.
    private mutating func place(_ start: Int) -> Bool {
        stamp += 1
        heap.removeAll()
        readyCount = 0
        var end: (cost: Cost, column: Int)?
        var scanned: [Int] = []
        var (cost, readyDone) = (Cost(0), 0)
        scan(start, at: 0, &end)
        while true {
            let column: Int
            if readyDone < readyCount {
                column = Int(ready[readyDone])
                readyDone += 1
            } else {
                guard let nearest = heap.pop() else { break }
                (cost, column) = nearest
                if cost > distance[column] { continue }
            }
            if doneAt[column] == stamp { continue }
            if let end, cost >= end.cost { break }
            doneAt[column] = stamp
            scanned.append(column)
            var row = Int(head[column])
            while row >= 0 {
                scan(row, at: cost, &end)
                row = Int(next[row])
            }
        }
        guard let end else { return false }
        for column in scanned {
            let gap = end.cost - distance[column]
            price[column] += gap
            var row = Int(head[column])
            while row >= 0 {
                rowCost[row] += gap
                row = Int(next[row])
            }
        }
        rowCost[start] += end.cost
        var column = end.column
        loads[column] += 1
        while true {
            let row = Int(rowBefore[column])
            let old = edgeOfRow[row]
            edgeOfRow[row] = reachedBy[column]
            if old >= 0 { unlink(row, from: Int(columns[old])) }
            link(row, to: column)
            if old < 0 { return true }
            column = Int(columns[old])
        }
    }

    /// Looks along the edges of a row that is reached at `cost`.
    private mutating func scan(_ row: Int, at cost: Cost, _ end: inout (cost: Cost, column: Int)?) {
        let base = cost - rowCost[row]
        for edge in edges(of: row) {
            let column = Int(columns[edge])
            let reached = base + costs[edge] + price[column]
            if doneAt[column] == stamp || (reachedAt[column] == stamp && reached >= distance[column]) { continue }
            if let end, reached >= end.cost { continue }
            guard capacities[column] > 0 else { continue }
            distance[column] = reached
            reachedAt[column] = stamp
            reachedBy[column] = edge
            rowBefore[column] = Int32(truncatingIfNeeded: row)
            if loads[column] < capacities[column] {
                let total = reached + costOfNextPlace(column) - price[column]
                if end.map({ total < $0.cost }) ?? true { end = (total, column) }
                if total == reached { continue }
            }
            if reached == cost {
                ready[readyCount] = Int32(truncatingIfNeeded: column)
                readyCount += 1
            } else {
                heap.push(reached, column)
            }
        }
    }

    private func link(_ row: Int, to column: Int) {
        let first = head[column]
        next[row] = first
        before[row] = -1
        if first >= 0 { before[Int(first)] = Int32(truncatingIfNeeded: row) }
        head[column] = Int32(truncatingIfNeeded: row)
    }

    private func unlink(_ row: Int, from column: Int) {
        let (left, right) = (before[row], next[row])
        if left >= 0 { next[Int(left)] = right } else { head[column] = right }
        if right >= 0 { before[Int(right)] = left }
    }
}
