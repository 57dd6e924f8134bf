/// Counts of people by cohort and answer, and over all cohorts, with so many kept back that no small one can be worked out.
///
/// Cohorts are whole, and nobody is in two, so that a number over all of them is the sum of theirs: whoever sees all but one
/// knows that one. The whole table is decided on at once, and one cohort is a line of it; so two questions tell no more than
/// their answers do. A count below `SmallCells.least` is kept back; in a line with one kept back, the next smallest is as well;
/// and of each answer, where the sum is shown, two cohorts or more that hold at least so many people together.
///
/// Source: complementary cell suppression, as in Willenborg and de Waal, Elements of Statistical Disclosure Control (2001).
public struct SmallTable: Hashable, Sendable {
    /// People by cohort and answer, nil for a number kept back; who is in no cohort is under the empty name.
    public let cohorts: [String: [String: Int?]]
    /// The same over all cohorts.
    public let all: [String: Int?]

    private struct Cell: Hashable {
        /// nil for all.
        let cohort: String?
        let answer: String
    }

    /// `people`: By cohort and answer, one person once for each answer.
    public init(_ people: [String: [String: Int]]) {
        var counts: [Cell: Int] = [:]
        for (cohort, answers) in people {
            for (answer, count) in answers where count > 0 {
                counts[Cell(cohort: cohort, answer: answer)] = count
                counts[Cell(cohort: nil, answer: answer), default: 0] += count
            }
        }
        var hidden = Set(counts.filter { $0.value < SmallCells.least }.keys)
        while let next = Self.next(counts, hidden) { hidden.insert(next) }
        var cohorts: [String: [String: Int?]] = [:]
        var all: [String: Int?] = [:]
        for (cell, count) in counts {
            let shown: Int? = hidden.contains(cell) ? nil : count
            if let cohort = cell.cohort {
                cohorts[cohort, default: [:]].updateValue(shown, forKey: cell.answer)
            } else {
                all.updateValue(shown, forKey: cell.answer)
            }
        }
        self.cohorts = cohorts
        self.all = all
    }

    /// One more cell to keep back; nil when nothing can be worked out.
    private static func next(_ counts: [Cell: Int], _ hidden: Set<Cell>) -> Cell? {
        func smallest(_ cells: some Sequence<Cell>) -> Cell? {
            cells.filter { !hidden.contains($0) }.min {
                (counts[$0] ?? 0, $0.cohort ?? "", $0.answer) < (counts[$1] ?? 0, $1.cohort ?? "", $1.answer)
            }
        }
        for line in Dictionary(grouping: counts.keys, by: \.cohort).values.sorted(by: {
            ($0.first?.cohort ?? "") < ($1.first?.cohort ?? "")
        })
        where line.count(where: hidden.contains) == 1 {
            if let cell = smallest(line) { return cell }
        }
        for (answer, column) in Dictionary(grouping: counts.keys, by: \.answer).sorted(by: { $0.key < $1.key }) {
            let sum = Cell(cohort: nil, answer: answer)
            let parts = column.filter { $0.cohort != nil }
            let kept = parts.filter(hidden.contains)
            if hidden.contains(sum) {
                if kept.isEmpty, let cell = smallest(parts) { return cell }
            } else if !kept.isEmpty {
                let isSafe = kept.count > 1 && kept.reduce(0) { $0 + (counts[$1] ?? 0) } >= SmallCells.least
                if !isSafe { return smallest(parts) ?? sum }
            }
        }
        return nil
    }
}
