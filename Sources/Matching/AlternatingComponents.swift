/// Which columns can exchange rows over tight edges, in either direction.
///
/// From a column the way leads to every column that one of its rows may have instead, and from one that takes one more, over
/// a node that stands for the empty places, to all that may have one fewer. Two columns lie on a common cycle exactly if
/// they are in one strongly connected component (Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput.
/// 1, 1972). O(edges).
struct AlternatingComponents {
    /// A number for each column, equal for columns that lie on a common cycle.
    private(set) var ofColumn: [Int32]

    private let tight: CandidateGraph
    private let takesMore: [Bool]
    private let givers: [Int32]
    private let rowStart: [Int]
    private let rows: [Int32]
    private var order: [Int32]
    private var low: [Int32]
    private var open: [Int32] = []
    private var counter: Int32 = 0

    init(tight: CandidateGraph, columnOfRow: [Int], takesMore: [Bool], givesUp: [Bool]) {
        self.tight = tight
        self.takesMore = takesMore
        let count = takesMore.count
        givers = givesUp.indices.filter { givesUp[$0] }.map { Int32($0) }
        var start = Array(repeating: 0, count: count + 1)
        for column in columnOfRow { start[column + 1] += 1 }
        for column in 0..<count { start[column + 1] += start[column] }
        var fill = start
        var rows = Array(repeating: Int32(0), count: columnOfRow.count)
        for (row, column) in columnOfRow.enumerated() {
            rows[fill[column]] = Int32(row)
            fill[column] += 1
        }
        rowStart = start
        self.rows = rows
        // One node more, for the empty places.
        ofColumn = Array(repeating: -1, count: count + 1)
        order = ofColumn
        low = ofColumn
        for node in 0...count where order[node] < 0 { visit(node) }
    }

    /// Where the walk from a node has come to: the row of the column, and the edge of the row.
    private struct Step {
        let node: Int
        var row: Int
        var edge: Int
        var hasAskedPlaces = false
    }

    private mutating func visit(_ root: Int) {
        var walk = [enter(root)]
        while var step = walk.popLast() {
            if let next = following(&step) {
                walk.append(step)
                if order[next] < 0 {
                    walk.append(enter(next))
                } else if ofColumn[next] < 0 {
                    low[step.node] = min(low[step.node], order[next])
                }
                continue
            }
            let node = step.node
            if let parent = walk.last { low[parent.node] = min(low[parent.node], low[node]) }
            guard low[node] == order[node] else { continue }
            while let member = open.popLast() {
                ofColumn[Int(member)] = order[node]
                if Int(member) == node { break }
            }
        }
    }

    private mutating func enter(_ node: Int) -> Step {
        order[node] = counter
        low[node] = counter
        counter += 1
        open.append(Int32(node))
        guard node < takesMore.count else { return Step(node: node, row: 0, edge: 0) }
        let row = rowStart[node]
        return Step(node: node, row: row, edge: row < rowStart[node + 1] ? tight.starts[Int(rows[row])] : 0)
    }

    /// The next node that one step leads to; nil when all have been given.
    private func following(_ step: inout Step) -> Int? {
        guard step.node < takesMore.count else {
            guard step.edge < givers.count else { return nil }
            step.edge += 1
            return Int(givers[step.edge - 1])
        }
        if !step.hasAskedPlaces {
            step.hasAskedPlaces = true
            if takesMore[step.node] { return takesMore.count }
        }
        while step.row < rowStart[step.node + 1] {
            if step.edge < tight.ends[Int(rows[step.row])] {
                step.edge += 1
                return Int(tight.columns[step.edge - 1])
            }
            step.row += 1
            if step.row < rowStart[step.node + 1] { step.edge = tight.starts[Int(rows[step.row])] }
        }
        return nil
    }
}
