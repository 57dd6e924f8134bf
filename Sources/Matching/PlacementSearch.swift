/// The cheapest way to place every row of a graph in which every row can be placed.
///
/// Shortest augmenting paths, a row at a time (Jonker and Volgenant, Computing 38, 1987; Ahuja, Magnanti and Orlin,
/// *Network Flows*, 9.7), on the edges that exist: an edge that is missing has no cost that could be paid. The `k`-th row
/// in a column costs `loadUnit * (2k - 1)` more, so that the squares of the loads are added up; as this grows with `k`,
/// shortest paths stay correct. `price` and `rowCost` are the dual values: on every edge `cost + price ≥ rowCost`, with
/// equality on the edges chosen; the price of a column lies between the load costs of its last and its next place.
/// Dijkstra's search with a heap works on these reduced costs. O(rows × edges × log columns) at worst.
struct PlacementSearch<Cost: FixedWidthInteger & SignedInteger & Sendable> {
    let graph: CandidateGraph
    let costs: [Cost]
    let capacities: [Int]
    let loadUnit: Cost
    private(set) var price: [Cost]
    private(set) var rowCost: [Cost]
    private(set) var edgeOfRow: [Int]
    private(set) var loads: [Int]

    // The rows of each column, as linked lists.
    private var head: [Int32]
    private var next: [Int32]
    private var before: [Int32]

    // One search's state; `stamp` tells what belongs to the search that runs.
    private var distance: [Cost]
    private var reachedBy: [Int]
    private var rowBefore: [Int32]
    private var reachedAt: [Int32]
    private var doneAt: [Int32]
    private var stamp: Int32 = 0
    private var heap = CostHeap<Cost>()

    init(graph: CandidateGraph, costs: [Cost], capacities: [Int], loadUnit: Cost) {
        self.graph = graph
        self.costs = costs
        self.capacities = capacities
        self.loadUnit = loadUnit
        let (rows, columns) = (graph.rowCount, graph.columnCount)
        price = Array(repeating: loadUnit, count: columns)
        rowCost = Array(repeating: 0, count: rows)
        edgeOfRow = Array(repeating: -1, count: rows)
        loads = Array(repeating: 0, count: columns)
        head = Array(repeating: -1, count: columns)
        next = Array(repeating: -1, count: rows)
        before = Array(repeating: -1, count: rows)
        distance = Array(repeating: 0, count: columns)
        reachedBy = Array(repeating: -1, count: columns)
        rowBefore = Array(repeating: -1, count: columns)
        reachedAt = Array(repeating: -1, count: columns)
        doneAt = Array(repeating: -1, count: columns)
    }

    /// Places every row.
    ///
    /// Must only be called when that is possible; a row that cannot be placed is left out.
    mutating func run() {
        let free = loadUnit == 0 && capacities.allSatisfy { $0 <= 1 } ? bidding() : placingAtNoLoss()
        for row in free { place(row) }
    }

    // MARK: Cheap first placements

    /// Rows bid for their best column, up to the difference to their second best ("augmenting row reduction").
    ///
    /// Valid because only columns that hold a row ever get a price. The bids are counted, as integer prices could creep.
    private mutating func bidding() -> [Int] {
        var free = Array(0..<graph.rowCount)
        var rowOfColumn = Array(repeating: -1, count: graph.columnCount)
        for _ in 0..<3 {
            var waiting: [Int] = []
            var bidsLeft = 4 * free.count
            var position = 0
            while position < free.count {
                let row = free[position]
                position += 1
                guard capacities.count > 0, graph.edges(of: row).count > 1, bidsLeft > 0 else {
                    waiting.append(row)
                    continue
                }
                bidsLeft -= 1
                var (first, second) = (-1, -1)
                var (low, high) = (Cost.max, Cost.max)
                for edge in graph.edges(of: row) {
                    let column = Int(graph.columns[edge])
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
                if low == high, rowOfColumn[Int(graph.columns[first])] >= 0 { first = second }
                let column = Int(graph.columns[first])
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
        for (row, edge) in edgeOfRow.enumerated() where edge >= 0 {
            link(row, to: Int(graph.columns[edge]))
            loads[Int(graph.columns[edge])] = 1
        }
        return free
    }

    /// Rows whose best column has a place that costs nothing beyond its price.
    private mutating func placingAtNoLoss() -> [Int] {
        (0..<graph.rowCount).filter { row in
            var best: (cost: Cost, edge: Int)?
            for edge in graph.edges(of: row) {
                let column = Int(graph.columns[edge])
                guard capacities[column] > 0 else { continue }
                let cost = costs[edge] + price[column]
                if best.map({ cost < $0.cost }) ?? true { best = (cost, edge) }
            }
            guard let best else { return true }
            let column = Int(graph.columns[best.edge])
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

    private mutating func place(_ start: Int) {
        stamp += 1
        heap.removeAll()
        var end: (cost: Cost, column: Int)?
        var scanned: [Int] = []
        scan(start, at: 0, &end)
        while let (cost, column) = heap.pop() {
            if doneAt[column] == stamp || cost > distance[column] { continue }
            if let end, cost >= end.cost { break }
            doneAt[column] = stamp
            scanned.append(column)
            var row = Int(head[column])
            while row >= 0 {
                scan(row, at: cost, &end)
                row = Int(next[row])
            }
        }
        guard let end else { return }
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
            if old >= 0 { unlink(row, from: Int(graph.columns[old])) }
            link(row, to: column)
            if old < 0 { return }
            column = Int(graph.columns[old])
        }
    }

    /// Looks along the edges of a row that is reached at `cost`.
    private mutating func scan(_ row: Int, at cost: Cost, _ end: inout (cost: Cost, column: Int)?) {
        let base = cost - rowCost[row]
        for edge in graph.edges(of: row) {
            let column = Int(graph.columns[edge])
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
            heap.push(reached, column)
        }
    }

    private mutating func link(_ row: Int, to column: Int) {
        let first = head[column]
        next[row] = first
        before[row] = -1
        if first >= 0 { before[Int(first)] = Int32(truncatingIfNeeded: row) }
        head[column] = Int32(truncatingIfNeeded: row)
    }

    private mutating func unlink(_ row: Int, from column: Int) {
        let (left, right) = (before[row], next[row])
        if left >= 0 { next[Int(left)] = right } else { head[column] = right }
        if right >= 0 { before[Int(right)] = left }
    }
}
