/// The permitted pairs of a problem in one flat list, row after row.
///
/// An edge is a position in `columns`; the edges of a row are `starts[row]..<ends[row]`, and equal rows may share theirs.
/// Flat arrays keep the inner loops of the searches free of reference counting.
struct CandidateGraph: Sendable {
    let columnCount: Int
    let starts: [Int]
    let ends: [Int]
    let columns: [Int32]

    var rowCount: Int { starts.count }

    init(columnCount: Int, starts: [Int], ends: [Int], columns: [Int32]) {
        self.columnCount = columnCount
        self.starts = starts
        self.ends = ends
        self.columns = columns
    }

    init(columnCount: Int, rows: [[Int32]]) {
        var ends: [Int] = []
        ends.reserveCapacity(rows.count)
        var columns: [Int32] = []
        for row in rows {
            columns += row
            ends.append(columns.count)
        }
        self.init(
            columnCount: columnCount, starts: ends.isEmpty ? [] : [0] + ends.dropLast(), ends: ends, columns: columns)
    }

    func edges(of row: Int) -> Range<Int> { starts[row]..<ends[row] }

    /// The same rows with only the edges that `keep` accepts, and where each edge stood before.
    func filtered(_ keep: (_ row: Int, _ edge: Int) -> Bool) -> (graph: CandidateGraph, origins: [Int]) {
        var starts: [Int] = []
        starts.reserveCapacity(rowCount + 1)
        var kept: [Int32] = []
        var origins: [Int] = []
        for row in 0..<rowCount {
            starts.append(kept.count)
            for edge in edges(of: row) where keep(row, edge) {
                kept.append(columns[edge])
                origins.append(edge)
            }
        }
        let ends = rowCount == 0 ? [] : starts.dropFirst() + [kept.count]
        return (
            CandidateGraph(columnCount: columnCount, starts: starts, ends: Array(ends), columns: kept), origins
        )
    }

    /// How many rows may go to each column.
    func degrees() -> [Int] {
        var degrees = Array(repeating: 0, count: columnCount)
        for column in columns { degrees[Int(column)] += 1 }
        return degrees
    }

    /// The rows of each column's edges, ascending, one column after the other, and where each column's begin and end.
    func rowsByColumn() -> (starts: [Int], rows: [Int32]) {
        var starts = [0]
        starts.reserveCapacity(columnCount + 1)
        for degree in degrees() { starts.append(starts[starts.count - 1] + degree) }
        var fill = starts
        var rows = Array(repeating: Int32(0), count: columns.count)
        for row in 0..<rowCount {
            for edge in edges(of: row) {
                let column = Int(columns[edge])
                rows[fill[column]] = Int32(truncatingIfNeeded: row)
                fill[column] += 1
            }
        }
        return (starts, rows)
    }
}
