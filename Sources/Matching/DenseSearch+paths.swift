extension DenseSearch {
    /// Gives each free row a column over a shortest path.
    static func augment(
        _ entries: UnsafePointer<Cost>, _ columns: Int, _ free: [Int], _ x: UnsafeMutablePointer<Int32>,
        _ y: UnsafeMutablePointer<Int32>, _ q: UnsafeMutablePointer<Cost>
    ) {
        guard !free.isEmpty else { return }
        var distances = Array(repeating: Cost(0), count: columns)
        var befores = Array(repeating: Int32(0), count: columns)
        var orders = Array(0..<Int32(truncatingIfNeeded: columns))
        distances.withUnsafeMutableBufferPointer { distance in
            befores.withUnsafeMutableBufferPointer { before in
                orders.withUnsafeMutableBufferPointer { order in
                    guard let distance = distance.baseAddress, let before = before.baseAddress,
                        let order = order.baseAddress
                    else { return }
                    for start in free {
                        let end = shortest(entries, columns, start, y, q, distance, before, order)
                        guard var column = end else { continue }
                        while true {
                            let row = Int(before[column])
                            let old = Int(x[row])
                            x[row] = Int32(truncatingIfNeeded: column)
                            y[column] = Int32(truncatingIfNeeded: row)
                            if row == start { break }
                            column = old
                        }
                    }
                }
            }
        }
    }

    /// The free column at the end of the shortest path from `start`, with the prices changed for it.
    private static func shortest(
        _ entries: UnsafePointer<Cost>, _ columns: Int, _ start: Int, _ y: UnsafeMutablePointer<Int32>,
        _ q: UnsafeMutablePointer<Cost>, _ distance: UnsafeMutablePointer<Cost>,
        _ before: UnsafeMutablePointer<Int32>, _ order: UnsafeMutablePointer<Int32>
    ) -> Int? {
        let line = entries + start * columns
        for column in 0..<columns {
            distance[column] = line[column] &+ q[column]
            before[column] = Int32(truncatingIfNeeded: start)
            order[column] = Int32(truncatingIfNeeded: column)
        }
        // order[..<scanned] is done, order[scanned..<ready] is at the current distance, the rest is further.
        var (scanned, ready, done) = (0, 0, 0)
        var least = Cost(0)
        func finish(at column: Int) -> Int {
            for position in 0..<done {
                let column = Int(order[position])
                q[column] = q[column] &+ least &- distance[column]
            }
            return column
        }
        while true {
            if scanned == ready {
                done = scanned
                guard ready < columns else { return nil }
                least = distance[Int(order[ready])]
                ready += 1
                var position = ready
                while position < columns {
                    let column = order[position]
                    if distance[Int(column)] <= least {
                        if distance[Int(column)] < least {
                            least = distance[Int(column)]
                            ready = scanned
                        }
                        order[position] = order[ready]
                        order[ready] = column
                        ready += 1
                    }
                    position += 1
                }
                for position in scanned..<ready where y[Int(order[position])] < 0 {
                    return finish(at: Int(order[position]))
                }
            }
            let column = Int(order[scanned])
            scanned += 1
            let row = y[column]
            let line = entries + Int(row) * columns
            let base = line[column] &+ q[column] &- least
            var position = ready
            while position < columns {
                let place = order[position]
                let next = Int(place)
                let cost = line[next] &+ q[next] &- base
                if cost < distance[next] {
                    distance[next] = cost
                    before[next] = row
                    if cost == least {
                        if y[next] < 0 { return finish(at: next) }
                        order[position] = order[ready]
                        order[ready] = place
                        ready += 1
                    }
                }
                position += 1
            }
        }
    }
}
