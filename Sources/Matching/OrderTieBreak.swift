/// Among the best assignments the first in the order of rows and columns.
///
/// By complementary slackness an assignment is best exactly if it uses only tight edges (reduced cost zero) and keeps each
/// column's load within the bounds that its price allows. So the best assignments are those that differ from a known one by
/// cycles of tight edges. Row after row takes the first column from which such a cycle leads back to the column it has,
/// and then stays: one search over the tight edges for each row, O(rows × tight edges) at worst, and nothing for a row
/// that lies on no cycle. Going nowhere is one more column, the last.
struct OrderTieBreak: ~Copyable {
    private let starts: UncheckedArray<Int>
    private let ends: UncheckedArray<Int>
    private let columns: UncheckedArray<Int32>
    private let least: UncheckedArray<Int>
    private let most: UncheckedArray<Int>
    private let place: UncheckedArray<Int>
    private let loads: UncheckedArray<Int>

    // The rows of each column that may still move, as linked lists.
    private let head: UncheckedArray<Int32>
    private let next: UncheckedArray<Int32>
    private let before: UncheckedArray<Int32>

    // One row's search: for each reached column the row that would come in (-1 for none), and the column it would leave.
    // Columns of which every cycle is known to fail carry the number of the row that asked.
    private let seen: UncheckedArray<Int>
    private let rowInto: UncheckedArray<Int32>
    private let columnLeft: UncheckedArray<Int32>
    private let queue: UncheckedArray<Int32>
    private var queued = 0
    /// The row whose search has found a column that takes one more.
    private var gaveFor = -1

    /// The rows by column of their tight edges; left empty where there are so many that sorting them takes longer than searching.
    private let isSorted: Bool
    private let columnStarts: UncheckedArray<Int>
    private let columnRows: UncheckedArray<Int32>
    /// By row the last row whose search it could end, by taking that row's column.
    private let closesFor: UncheckedArray<Int>

    /// The columns of each row's tight edges must ascend.
    init(tight: CandidateGraph, least: [Int], most: [Int], columnOfRow: [Int]) {
        let (rows, count) = (columnOfRow.count, least.count)
        var loads = Array(repeating: 0, count: count)
        for column in columnOfRow { loads[column] += 1 }
        var tight = tight
        // With many ties nearly every edge lies on a cycle, and a search ends soon: then sorting edges out does not pay.
        if tight.columns.count < 8 * rows {
            let group = AlternatingComponents(
                tight: tight, columnOfRow: columnOfRow, takesMore: zip(loads, most).map { $0 < $1 },
                givesUp: zip(loads, least).map { $0 > $1 }
            ).ofColumn
            tight = tight.filtered { row, edge in group[Int(tight.columns[edge])] == group[columnOfRow[row]] }.graph
        }
        starts = UncheckedArray(tight.starts)
        ends = UncheckedArray(tight.ends)
        columns = UncheckedArray(tight.columns)
        self.least = UncheckedArray(least)
        self.most = UncheckedArray(most)
        place = UncheckedArray(columnOfRow)
        self.loads = UncheckedArray(loads)
        head = UncheckedArray(repeating: -1, count: count)
        next = UncheckedArray(repeating: -1, count: rows)
        before = UncheckedArray(repeating: -1, count: rows)
        seen = UncheckedArray(repeating: -1, count: count)
        rowInto = UncheckedArray(repeating: -1, count: count)
        columnLeft = UncheckedArray(repeating: -1, count: count)
        queue = UncheckedArray(repeating: -1, count: count)
        closesFor = UncheckedArray(repeating: -1, count: rows)
        isSorted = tight.columns.count < 64 * rows
        let byColumn = isSorted ? tight.rowsByColumn() : (starts: [], rows: [])
        columnStarts = UncheckedArray(byColumn.starts)
        columnRows = UncheckedArray(byColumn.rows)
        for row in stride(from: rows - 1, through: 0, by: -1) { link(row, to: columnOfRow[row]) }
    }

    /// The column of each row.
    var columnOfRow: [Int] { place.array() }

    mutating func run() {
        for row in 0..<place.count {
            unlink(row)
            let edges = edges(of: row)
            guard edges.count > 1, Int(columns[edges.lowerBound]) < place[row] else { continue }
            markClosing(row)
            for edge in edges {
                let column = Int(columns[edge])
                if column >= place[row] { break }
                if seen[column] != row, isMovable(column), shift(row, to: column) { break }
            }
        }
    }

    private func edges(of row: Int) -> Range<Int> { starts[row]..<ends[row] }

    private func markClosing(_ row: Int) {
        guard isSorted else { return }
        let column = place[row]
        for index in columnStarts[column]..<columnStarts[column + 1] { closesFor[Int(columnRows[index])] = row }
    }

    /// Whether a row can still leave the column or come to it without another leaving.
    private func isMovable(_ column: Int) -> Bool { head[column] >= 0 || loads[column] < most[column] }

    /// Moves `row` to `column` if a cycle of tight edges leads back to where it is now.
    private mutating func shift(_ row: Int, to column: Int) -> Bool {
        let target = place[row]
        queued = 0
        if reaches(column, by: row, from: target, for: row, target) { return finish(at: target, start: row) }
        var done = 0
        while done < queued {
            let here = Int(queue[done])
            done += 1
            if gaveFor != row, loads[here] < most[here] {
                // This column takes one more, so any other may have one fewer, if its price allows.
                gaveFor = row
                if loads[target] > least[target] { return finish(at: here, start: row) }
                for other in 0..<least.count where seen[other] != row && loads[other] > least[other] {
                    if reaches(other, by: -1, from: here, for: row, target) { return finish(at: target, start: row) }
                }
            }
            var other = Int(head[here])
            while other >= 0 {
                for edge in edges(of: other) {
                    let column = Int(columns[edge])
                    guard seen[column] != row, isMovable(column) else { continue }
                    if reaches(column, by: other, from: here, for: row, target) {
                        return finish(at: target, start: row)
                    }
                }
                other = Int(next[other])
            }
        }
        return false
    }

    /// Notes how a column was reached; true when one of its rows closes the cycle at `target`, which is noted too.
    private mutating func reaches(
        _ column: Int, by row: Int, from left: Int, for start: Int, _ target: Int
    ) -> Bool {
        note(column, by: row, from: left, for: start)
        queue[queued] = Int32(truncatingIfNeeded: column)
        queued += 1
        var other = Int(head[column])
        while other >= 0 {
            if isSorted ? closesFor[other] == start : isTight(edges(of: other), target) {
                note(target, by: other, from: column, for: start)
                return true
            }
            other = Int(next[other])
        }
        return false
    }

    private func note(_ column: Int, by row: Int, from left: Int, for start: Int) {
        seen[column] = start
        rowInto[column] = Int32(truncatingIfNeeded: row)
        columnLeft[column] = Int32(truncatingIfNeeded: left)
    }

    /// Whether `column` is among these edges, which ascend.
    private func isTight(_ edges: Range<Int>, _ column: Int) -> Bool {
        var (low, high) = (edges.lowerBound, edges.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if Int(columns[middle]) < column { low = middle + 1 } else { high = middle }
        }
        return low < edges.upperBound && Int(columns[low]) == column
    }

    private func finish(at end: Int, start: Int) -> Bool {
        var here = end
        while true {
            let row = Int(rowInto[here])
            let left = Int(columnLeft[here])
            if row >= 0 {
                if row != start { unlink(row) }
                loads[place[row]] -= 1
                loads[here] += 1
                place[row] = here
                if row == start { return true }
                link(row, to: here)
            }
            here = left
        }
    }

    private func link(_ row: Int, to column: Int) {
        let first = head[column]
        next[row] = first
        before[row] = -1
        if first >= 0 { before[Int(first)] = Int32(truncatingIfNeeded: row) }
        head[column] = Int32(truncatingIfNeeded: row)
    }

    private func unlink(_ row: Int) {
        let (left, right) = (before[row], next[row])
        if left >= 0 { next[Int(left)] = right } else { head[place[row]] = right }
        if right >= 0 { before[Int(right)] = left }
    }
}
