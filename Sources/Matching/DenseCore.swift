/// The few cheapest entries of each row of a square matrix, on which most of its answer is found.
///
/// In a matrix of thousands of columns a row hardly ever gets one beyond its twenty cheapest. Solving only those touches a
/// hundredth of the matrix; the rest is read twice, once to choose and once to check. Entries are compared after each
/// column has been lowered to zero, and each row looks from its own place on, so that among many equal entries not all
/// rows choose the same columns.
struct DenseCore<Cost: FixedWidthInteger & SignedInteger & Sendable> {
    /// Below this, choosing costs more than it saves.
    static var leastCount: Int { 96 }
    private static var width: Int { 12 }
    private static var block: Int { 16 }

    private let count: Int
    private let priceLimit: Cost
    private var columns: [Int32] = []
    private var costs: [Cost] = []
    private var ends: [Int] = []

    /// Chooses the entries; `price` holds the reduction of the columns.
    init(_ entries: UnsafePointer<Cost>, count: Int, price: UnsafePointer<Cost>, priceLimit: Cost) {
        self.count = count
        self.priceLimit = priceLimit
        columns.reserveCapacity(count * Self.width)
        costs.reserveCapacity(count * Self.width)
        ends.reserveCapacity(count)
        withUnsafeTemporaryAllocation(of: Cost.self, capacity: Self.width) { best in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.width) { places in
                guard let best = best.baseAddress, let places = places.baseAddress else { return }
                // Rows resemble each other: the limit of the row before spares most of the comparing.
                let highest = DenseSearch<Cost>.absent / 2
                var limit = highest
                for row in 0..<count {
                    let line = entries + row * count
                    func choose(below limit: Cost) -> Int {
                        let kept = Self.choose(line, price, row..<count, 0, limit, best, places)
                        return Self.choose(line, price, 0..<row, kept, limit, best, places)
                    }
                    var kept = choose(below: limit)
                    if kept < Self.width / 2, limit < highest { kept = choose(below: highest) }
                    if kept == Self.width { limit = min(best[kept - 1] + best[kept - 1] / 4 + 1, highest) }
                    for index in 0..<kept {
                        columns.append(places[index])
                        costs.append(best[index])
                    }
                    ends.append(columns.count)
                }
            }
        }
    }

    /// Keeps the smallest entries below `limit` in ascending order; returns how many there are.
    private static func choose(
        _ line: UnsafePointer<Cost>, _ price: UnsafePointer<Cost>, _ range: Range<Int>, _ kept: Int, _ limit: Cost,
        _ best: UnsafeMutablePointer<Cost>, _ places: UnsafeMutablePointer<Int32>
    ) -> Int {
        var kept = kept
        var limit = kept < width ? limit : best[width - 1]
        var column = range.lowerBound
        // Nothing is below zero, as every column was lowered to it.
        while column < range.upperBound, limit > 0 {
            let end = min(column + block, range.upperBound)
            if end - column == block {
                var least = Cost.max
                for offset in 0..<block { least = min(least, line[column &+ offset] &+ price[column &+ offset]) }
                if least >= limit {
                    column = end
                    continue
                }
            }
            while column < end {
                let cost = line[column] &+ price[column]
                if cost < limit {
                    var place = min(kept, width - 1)
                    while place > 0, best[place - 1] > cost {
                        best[place] = best[place - 1]
                        places[place] = places[place - 1]
                        place -= 1
                    }
                    best[place] = cost
                    places[place] = Int32(truncatingIfNeeded: column)
                    kept = min(kept + 1, width)
                    if kept == width { limit = best[width - 1] }
                }
                column += 1
            }
        }
        return kept
    }

    /// Matches rows and columns over the core as far as that goes, and adds its prices to `q`.
    func start(
        _ x: UnsafeMutablePointer<Int32>, _ y: UnsafeMutablePointer<Int32>, _ q: UnsafeMutablePointer<Cost>
    ) {
        let largest = costs.reduce(Cost(0)) { max($0, $1) }
        let bound = (Int128(largest) + 1) * DenseSearch<Cost>.pathFactor(count, count)
        if bound < Int128(Int64.max / 4) { solve(Int64.self, x, y, q) } else { solve(Int128.self, x, y, q) }
    }

    private func solve<Sum: FixedWidthInteger & SignedInteger & Sendable>(
        _: Sum.Type, _ x: UnsafeMutablePointer<Int32>, _ y: UnsafeMutablePointer<Int32>,
        _ q: UnsafeMutablePointer<Cost>
    ) {
        let graph = CandidateGraph(columnCount: count, starts: [0] + ends.dropLast(), ends: ends, columns: columns)
        var search = PlacementSearch(
            graph: graph, costs: costs.map { Sum($0) }, capacities: Array(repeating: 1, count: count), loadUnit: 0)
        // Rows that find no way within the core are left to the whole matrix, after a few at once: each searches all of it.
        search.run(failuresAllowed: 8)
        for row in 0..<count where search.edgeOfRow[row] >= 0 {
            let column = columns[search.edgeOfRow[row]]
            x[row] = column
            y[Int(column)] = Int32(truncatingIfNeeded: row)
        }
        for column in 0..<count { q[column] += min(Cost(clamping: search.price[column]), priceLimit) }
    }
}
