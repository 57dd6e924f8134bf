import Matching

/// Random problems that repeat for a seed.
enum RandomInstance {
    /// Forbidden pairs, ties and capacities of all kinds, from none to plenty.
    static func assignment(_ seed: UInt64, rows: Int, columns: Int) throws -> AssignmentProblem {
        var random = SeededGenerator(state: seed)
        let columns = Int.random(in: 1...columns, using: &random)
        let most = Int.random(in: 1...4, using: &random)
        let spread: Int64 = [0, 2, 20, 1_000_000][Int.random(in: 0...3, using: &random)]
        let density = Int.random(in: 1...8, using: &random)
        let candidates = (0..<Int.random(in: 1...rows, using: &random)).map { _ in
            (0..<columns).filter { _ in Int.random(in: 1...8, using: &random) <= density }.map {
                AssignmentCandidate(column: $0, score: Int64.random(in: -spread...spread, using: &random))
            }
        }
        return try AssignmentProblem(
            capacities: (0..<columns).map { _ in Int.random(in: 0...most, using: &random) }, candidates: candidates)
    }

    /// Uniform, narrow, near a tie, with dear rows and columns, and products of places, which mislead a greedy start.
    static func costs(_ random: inout SeededGenerator, rows: Int, columns: Int) -> [Int64] {
        let kind = Int.random(in: 0...5, using: &random)
        let row = (0..<rows).map { _ in Int64.random(in: 0...10_000, using: &random) }
        let column = (0..<columns).map { _ in Int64.random(in: 0...10_000, using: &random) }
        return (0..<rows * columns).map { place in
            switch kind {
            case 0: Int64.random(in: -1_000_000...1_000_000, using: &random)
            case 1: Int64.random(in: 0...9, using: &random)
            case 2: 1_000_000 + Int64.random(in: 0...3, using: &random)
            case 3: row[place / columns] + column[place % columns] + Int64.random(in: 0...5, using: &random)
            case 4: Int64(place / columns + 1) * Int64(place % columns + 1)
            default: Int64.random(in: 0...1 << 40, using: &random)
            }
        }
    }

    /// Strict lists in which both sides name each other.
    static func preferences(
        _ random: inout SeededGenerator, newcomers: Int, mentors: Int
    ) -> (capacities: [Int], newcomers: [[Int]], mentors: [[Int]]) {
        let (rows, columns) = (
            Int.random(in: 1...newcomers, using: &random), Int.random(in: 1...mentors, using: &random)
        )
        let density = Int.random(in: 2...6, using: &random)
        let lists = (0..<rows).map { _ in
            (0..<columns).filter { _ in Int.random(in: 1...6, using: &random) <= density }.shuffled(using: &random)
        }
        let others = (0..<columns).map { column in
            (0..<rows).filter { lists[$0].contains(column) }.shuffled(using: &random)
        }
        return ((0..<columns).map { _ in Int.random(in: 1...3, using: &random) }, lists, others)
    }
}
