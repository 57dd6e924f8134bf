/// Among the best assignments the first in the order of rows and columns.
///
/// By complementary slackness an assignment is best exactly if it uses only tight edges (reduced cost zero) and keeps each
/// column's load within the bounds that its price allows. So the best assignments are those that differ from a known one by
/// cycles of tight edges. Row after row takes the first column from which such a cycle leads back to the column it has,
/// and then stays: one search over the tight edges for each row, O(rows × tight edges) at worst, and nothing for a row
/// with a single tight edge. Going nowhere is one more column, the last.
struct OrderTieBreak {
    /// The columns of each row's tight edges, ascending.
    let tight: [[Int32]]
    let least: [Int]
    let most: [Int]
    private(set) var columnOfRow: [Int]
    private var rowsOfColumn: [[Int]]
    private var isSettled: [Bool]

    init(tight: [[Int32]], least: [Int], most: [Int], columnOfRow: [Int]) {
        self.tight = tight
        self.least = least
        self.most = most
        self.columnOfRow = columnOfRow
        isSettled = Array(repeating: false, count: tight.count)
        rowsOfColumn = Array(repeating: [], count: least.count)
        for (row, column) in columnOfRow.enumerated() { rowsOfColumn[column].append(row) }
    }

    mutating func run() {
        // Columns of which every cycle is known to fail carry the number of the row that asked.
        var seen = Array(repeating: -1, count: least.count)
        for row in tight.indices {
            isSettled[row] = true
            for column in tight[row] {
                if Int(column) >= columnOfRow[row] { break }
                if seen[Int(column)] != row, shift(row, to: Int(column), &seen) { break }
            }
        }
    }

    /// Moves `row` to `column` if a cycle of tight edges leads back to where it is now.
    private mutating func shift(_ row: Int, to column: Int, _ seen: inout [Int]) -> Bool {
        let target = columnOfRow[row]
        // For each reached column the row that would come in, and the column that the row would leave.
        var path: [Int: (row: Int, from: Int)] = [column: (row, target)]
        var queue = [column]
        seen[column] = row
        var givesPlace: Int?
        var head = 0
        while head < queue.count {
            let here = queue[head]
            head += 1
            if givesPlace == nil, rowsOfColumn[here].count < most[here] {
                // This column takes one more, so any other may have one fewer, if its price allows.
                givesPlace = here
                for other in least.indices where seen[other] != row && rowsOfColumn[other].count > least[other] {
                    if other == target { return finish(path, at: here, start: row) }
                    seen[other] = row
                    path[other] = (-1, here)
                    queue.append(other)
                }
                // The row's own column gives its place up, which is what is wanted.
            }
            for other in rowsOfColumn[here] where !isSettled[other] {
                for next in tight[other] where seen[Int(next)] != row && Int(next) != here {
                    path[Int(next)] = (other, here)
                    if Int(next) == target { return finish(path, at: target, start: row) }
                    seen[Int(next)] = row
                    queue.append(Int(next))
                }
            }
        }
        return false
    }

    private mutating func finish(_ path: [Int: (row: Int, from: Int)], at end: Int, start: Int) -> Bool {
        var here = end
        while let step = path[here] {
            if step.row >= 0 {
                rowsOfColumn[columnOfRow[step.row]].removeAll { $0 == step.row }
                rowsOfColumn[here].append(step.row)
                columnOfRow[step.row] = here
            }
            if step.row == start { return true }
            here = step.from
        }
        return true
    }
}
