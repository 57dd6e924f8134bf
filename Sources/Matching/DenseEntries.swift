/// The costs of a matrix above the smallest of them, as exact integers of the least width that their sums need.
///
/// Every largest assignment has equally many pairs, so taking the same from each cost changes no answer. Half as wide means
/// half the memory to go through, which is most of the time that a large matrix takes.
struct DenseEntries: Sendable {
    enum Values: Sendable {
        case tiny([Int16])
        case short([Int32])
        case long([Int64])
        case wide([Int128])
    }

    let values: Values
    /// The largest entry of a permitted pair; none is below zero.
    let largest: Int128

    init(_ costs: [Int64], rows: Int, columns: Int, forbidden: Set<AssignmentPair>) {
        let places = forbidden.map { $0.row * columns + $0.column }
        var costs = costs
        // The cost of a forbidden pair must not widen the range: any other will do.
        let permitted = costs.first ?? 0
        for place in places { costs[place] = permitted }
        var (low, high) = (permitted, permitted)
        for cost in costs { (low, high) = (min(low, cost), max(high, cost)) }
        let largest = Int128(high) - Int128(low)
        self.largest = largest
        let isComplete = forbidden.isEmpty
        if DenseSearch<Int16>.holds(largest: largest, rows: rows, columns: columns, isComplete: isComplete) {
            values = .tiny(Self.converted(costs, places) { Int16(truncatingIfNeeded: $0 &- low) })
        } else if DenseSearch<Int32>.holds(largest: largest, rows: rows, columns: columns, isComplete: isComplete) {
            values = .short(Self.converted(costs, places) { Int32(truncatingIfNeeded: $0 &- low) })
        } else if DenseSearch<Int64>.holds(largest: largest, rows: rows, columns: columns, isComplete: isComplete) {
            values = .long(Self.converted(costs, places) { $0 &- low })
        } else {
            values = .wide(Self.converted(costs, places) { Int128($0) - Int128(low) })
        }
    }

    init(
        _ costs: [Double], rows: Int, columns: Int, forbidden: Set<AssignmentPair>
    ) throws(AssignmentProblemError) {
        let places = forbidden.map { $0.row * columns + $0.column }
        var costs = costs
        for place in places { costs[place] = 0 }
        if let place = costs.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(row: place / columns, column: place % columns)
        }
        let exponent = ExactScale.exponent(of: costs) ?? 0
        if let integers = ExactScale.integers(costs, exponent: exponent) {
            self.init(integers, rows: rows, columns: columns, forbidden: forbidden)
            return
        }
        let limit = Int128(DenseSearch<Int128>.absent) / 8 / DenseSearch<Int128>.pathFactor(rows, columns) - 1
        var integers: [Int128] = []
        integers.reserveCapacity(costs.count)
        for (place, cost) in costs.enumerated() {
            guard let integer = ExactScale.integer(cost, exponent: exponent, limit: limit) else {
                throw .scoreTooLarge(row: place / columns, column: place % columns)
            }
            integers.append(integer)
        }
        let low = integers.reduce(Int128(0)) { min($0, $1) }
        self.init(
            values: .wide(Self.converted(integers, places) { $0 - low }),
            largest: integers.reduce(low) { max($0, $1) } - low)
    }

    private init(values: Values, largest: Int128) {
        self.values = values
        self.largest = largest
    }

    private static func converted<Cost, Entry: FixedWidthInteger & SignedInteger & Sendable>(
        _ costs: [Cost], _ forbidden: [Int], _ entry: (Cost) -> Entry
    ) -> [Entry] {
        // One pass over fresh memory; `map` would look at its capacity for each entry.
        var entries = [Entry](unsafeUninitializedCapacity: costs.count) { buffer, count in
            costs.withUnsafeBufferPointer { costs in
                for index in costs.indices { buffer.initializeElement(at: index, to: entry(costs[index])) }
            }
            count = costs.count
        }
        for place in forbidden { entries[place] = DenseSearch<Entry>.absent }
        return entries
    }
}
