/// The largest number of rows that can be placed at all, and which rows and columns stand in the way of more.
///
/// Hopcroft and Karp (SIAM J. Comput. 2, 1973) with capacities: in each phase a breadth-first search layers the rows by
/// their distance from the unplaced ones, and depth-first searches along the layers place as many rows as they can over
/// shortest paths. O(edges × √rows). The last phase finds no path; what it still reaches is the part that is short of
/// places (Dulmage and Mendelsohn 1958): every reached column is full, and reached rows may only go to reached columns.
/// So every largest assignment fills the reached columns with reached rows only, and places every other row elsewhere.
struct Coverage {
    let graph: CandidateGraph
    /// How many rows each column holds at most; never more than the rows that may go to it.
    let limits: [Int]
    private(set) var columnOfRow: [Int32]
    /// Whether each row, and each column, belongs to the part that is short of places.
    private(set) var isShortRow: [Bool]
    private(set) var isShortColumn: [Bool]
    private(set) var matchedCount = 0

    private var slotStart: [Int]
    private var rowOfSlot: [Int32]
    private var slotOfRow: [Int]
    private var loads: [Int]
    private var layer: [Int32]
    /// The layer of the rows that reached each column first: only these may go on through it.
    private var layerOfColumn: [Int32]
    private var nextEdge: [Int]
    private var nextSlot: [Int]

    init(graph: CandidateGraph, capacities: [Int]) {
        self.graph = graph
        limits = zip(capacities, graph.degrees()).map { min($0, $1) }
        slotStart = []
        var slots = 0
        for limit in limits {
            slotStart.append(slots)
            slots += limit
        }
        rowOfSlot = Array(repeating: -1, count: slots)
        slotOfRow = Array(repeating: -1, count: graph.rowCount)
        columnOfRow = Array(repeating: -1, count: graph.rowCount)
        loads = Array(repeating: 0, count: graph.columnCount)
        layer = Array(repeating: -1, count: graph.rowCount)
        layerOfColumn = Array(repeating: -1, count: graph.columnCount)
        isShortRow = Array(repeating: false, count: graph.rowCount)
        isShortColumn = Array(repeating: false, count: graph.columnCount)
        nextEdge = graph.starts
        nextSlot = slotStart
        placeGreedily()
        while reachesFreePlace() {
            nextEdge = graph.starts
            nextSlot = slotStart
            for row in 0..<graph.rowCount where slotOfRow[row] < 0 { place(row) }
        }
        for row in 0..<graph.rowCount { isShortRow[row] = layer[row] >= 0 }
    }

    private mutating func placeGreedily() {
        for row in 0..<graph.rowCount {
            for edge in graph.edges(of: row) {
                let column = Int(graph.columns[edge])
                guard loads[column] < limits[column] else { continue }
                put(row, at: slotStart[column] + loads[column], of: column)
                loads[column] += 1
                matchedCount += 1
                break
            }
        }
    }

    private mutating func put(_ row: Int, at slot: Int, of column: Int) {
        rowOfSlot[slot] = Int32(row)
        slotOfRow[row] = slot
        columnOfRow[row] = Int32(column)
    }

    /// Layers the rows from the unplaced ones on; true when a column with a free place came into reach.
    private mutating func reachesFreePlace() -> Bool {
        var queue: [Int] = []
        for row in 0..<graph.rowCount {
            layer[row] = slotOfRow[row] < 0 ? 0 : -1
            if slotOfRow[row] < 0 { queue.append(row) }
        }
        for column in 0..<graph.columnCount { isShortColumn[column] = false }
        var found: Int32?
        var head = 0
        while head < queue.count {
            let row = queue[head]
            head += 1
            if let found, layer[row] >= found { break }
            for edge in graph.edges(of: row) {
                let column = Int(graph.columns[edge])
                if isShortColumn[column] { continue }
                isShortColumn[column] = true
                layerOfColumn[column] = layer[row]
                if loads[column] < limits[column] {
                    // Rows of this layer are still searched, later layers are not: only shortest paths count.
                    found = layer[row] + 1
                    continue
                }
                for slot in slotStart[column]..<slotStart[column] + loads[column] {
                    let other = Int(rowOfSlot[slot])
                    guard layer[other] < 0 else { continue }
                    layer[other] = layer[row] + 1
                    queue.append(other)
                }
            }
        }
        return found != nil
    }

    /// Places `start` along the layers if it can; every edge and slot is looked at once a phase.
    private mutating func place(_ start: Int) {
        var path = [start]
        // Where the row above in the path sits, which the row below would take.
        var taken: [(slot: Int, column: Int)] = []
        while let row = path.last {
            var step: (row: Int, slot: Int, column: Int)?
            var free: Int?
            while nextEdge[row] < graph.ends[row] {
                let column = Int(graph.columns[nextEdge[row]])
                if loads[column] < limits[column] {
                    free = column
                    break
                }
                while step == nil, layerOfColumn[column] == layer[row],
                    nextSlot[column] < slotStart[column] + loads[column]
                {
                    let slot = nextSlot[column]
                    nextSlot[column] += 1
                    let other = Int(rowOfSlot[slot])
                    if layer[other] == layer[row] + 1 { step = (other, slot, column) }
                }
                if step != nil { break }
                nextEdge[row] += 1
            }
            if let free {
                var target = (slot: slotStart[free] + loads[free], column: free)
                loads[free] += 1
                matchedCount += 1
                while let row = path.popLast() {
                    put(row, at: target.slot, of: target.column)
                    if let before = taken.popLast() { target = before }
                }
                return
            }
            if let step {
                path.append(step.row)
                taken.append((step.slot, step.column))
            } else {
                path.removeLast()
                _ = taken.popLast()
            }
        }
    }
}
