/// The cheapest placement of as many rows as possible, with the dual values that prove it.
///
/// `Coverage` splits the graph in two parts that no largest assignment connects. Where places are short, every place is
/// filled and rows may stay out; there the places look for rows. Elsewhere every row is placed and places may stay empty;
/// there the rows look for places. Each part asks for all of one side, so coverage needs no cost of its own, and no cost
/// can outweigh it.
struct PlacementOptimum<Cost: FixedWidthInteger & SignedInteger & Sendable> {
    let graph: CandidateGraph
    let costs: [Cost]
    let capacities: [Int]
    let loadUnit: Cost
    let isShortRow: [Bool]
    let isShortColumn: [Bool]
    /// The chosen edge of each row, or -1.
    var edgeOfRow: [Int]
    /// On every edge within a part `costs[edge] + price[column] ≥ rowCost[row]`, with equality on the chosen ones.
    private(set) var rowCost: [Cost]
    private(set) var price: [Cost]

    init(graph: CandidateGraph, costs: [Cost], capacities: [Int], loadUnit: Cost, coverage: Coverage) {
        self.graph = graph
        self.costs = costs
        self.capacities = coverage.limits
        self.loadUnit = loadUnit
        isShortRow = coverage.isShortRow
        isShortColumn = coverage.isShortColumn
        edgeOfRow = Array(repeating: -1, count: graph.rowCount)
        rowCost = Array(repeating: 0, count: graph.rowCount)
        price = Array(repeating: 0, count: graph.columnCount)
        placeRows()
        fillPlaces()
    }

    /// Whether an edge can be part of a largest assignment.
    func isUsable(row: Int, edge: Int) -> Bool { isShortRow[row] == isShortColumn[Int(graph.columns[edge])] }

    private mutating func placeRows() {
        let rows = (0..<graph.rowCount).filter { !isShortRow[$0] }
        let (part, origins) = graph.filtered { row, edge in !isShortRow[row] && isUsable(row: row, edge: edge) }
        let compact = CandidateGraph(
            columnCount: graph.columnCount, starts: rows.map { part.starts[$0] }, ends: rows.map { part.ends[$0] },
            columns: part.columns)
        var search = PlacementSearch(
            graph: compact, costs: origins.map { costs[$0] }, capacities: capacities, loadUnit: loadUnit)
        search.run()
        for (index, row) in rows.enumerated() {
            rowCost[row] = search.rowCost[index]
            if search.edgeOfRow[index] >= 0 { edgeOfRow[row] = origins[search.edgeOfRow[index]] }
        }
        for column in 0..<graph.columnCount where !isShortColumn[column] { price[column] = search.price[column] }
    }

    private mutating func fillPlaces() {
        guard isShortColumn.contains(true) else { return }
        // The edges by column: where each column's begin, and one pass to put them there.
        var begin = [0]
        for degree in shortDegrees() { begin.append((begin.last ?? 0) + degree) }
        var fill = begin
        var rows = Array(repeating: Int32(0), count: begin.last ?? 0)
        var origins = Array(repeating: 0, count: rows.count)
        for row in 0..<graph.rowCount where isShortRow[row] {
            for edge in graph.edges(of: row) {
                let column = Int(graph.columns[edge])
                rows[fill[column]] = Int32(row)
                origins[fill[column]] = edge
                fill[column] += 1
            }
        }
        let columnOfPlace = (0..<graph.columnCount).flatMap { column in
            Array(repeating: column, count: isShortColumn[column] ? capacities[column] : 0)
        }
        var search = PlacementSearch(
            graph: CandidateGraph(
                columnCount: graph.rowCount, starts: columnOfPlace.map { begin[$0] },
                ends: columnOfPlace.map { begin[$0 + 1] }, columns: rows),
            costs: origins.map { costs[$0] }, capacities: isShortRow.map { $0 ? 1 : 0 }, loadUnit: 0)
        search.run()
        for (place, column) in columnOfPlace.enumerated() {
            // All places of a column have the same dual value: they could change places.
            price[column] = -search.rowCost[place]
            let edge = search.edgeOfRow[place]
            if edge >= 0 { edgeOfRow[Int(rows[edge])] = origins[edge] }
        }
        for row in 0..<graph.rowCount where isShortRow[row] { rowCost[row] = -search.price[row] }
    }

    private func shortDegrees() -> [Int] {
        var degrees = Array(repeating: 0, count: graph.columnCount)
        for row in 0..<graph.rowCount where isShortRow[row] {
            for edge in graph.edges(of: row) { degrees[Int(graph.columns[edge])] += 1 }
        }
        return degrees
    }
}
