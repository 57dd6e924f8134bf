/// A binary heap of columns by distance, with the smaller index first among equals.
///
/// Entries are never changed: a shorter distance is pushed again, and the reader drops what is out of date. That costs
/// memory but no bookkeeping of positions.
struct CostHeap<Cost: FixedWidthInteger> {
    private var entries: [(cost: Cost, node: Int32)] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    mutating func push(_ cost: Cost, _ node: Int) {
        entries.append((cost, Int32(truncatingIfNeeded: node)))
        entries.withUnsafeMutableBufferPointer { heap in
            var child = heap.count - 1
            let entry = heap[child]
            while child > 0 {
                let parent = (child - 1) / 2
                guard entry < heap[parent] else { break }
                heap[child] = heap[parent]
                child = parent
            }
            heap[child] = entry
        }
    }

    mutating func pop() -> (cost: Cost, node: Int)? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return (last.cost, Int(last.node)) }
        entries.withUnsafeMutableBufferPointer { heap in
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < heap.count else { break }
                if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
                guard heap[child] < last else { break }
                heap[parent] = heap[child]
                parent = child
            }
            heap[parent] = last
        }
        return (first.cost, Int(first.node))
    }
}
