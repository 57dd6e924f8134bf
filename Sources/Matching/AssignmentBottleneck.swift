/// Which side kept an assignment from having more pairs.
public enum AssignmentBottleneck: Hashable, Sendable {
    /// Every row is placed and every place taken.
    case neither
    /// Every row is placed, and places are left.
    case rows
    /// Every place is taken, and rows are left out: only more places help.
    case columns
    /// Rows and places are left, but no permitted pairs bring them together; `shortages` says whose are missing.
    case pairs

    init(leftOut: Int, placesLeft: Int) {
        self =
            switch (leftOut > 0, placesLeft > 0) {
            case (false, false): .neither
            case (false, true): .rows
            case (true, false): .columns
            case (true, true): .pairs
            }
    }

    /// For rows by their columns, nil for none.
    init(_ columns: [Int?], capacities: [Int]) {
        let leftOut = columns.count { $0 == nil }
        // Capacities may be as large as integers go: what counts is whether any column has a place left.
        var loads = Array(repeating: 0, count: capacities.count)
        for case let column? in columns { loads[column] += 1 }
        self.init(leftOut: leftOut, placesLeft: zip(loads, capacities).contains { $0 < $1 } ? 1 : 0)
    }
}
