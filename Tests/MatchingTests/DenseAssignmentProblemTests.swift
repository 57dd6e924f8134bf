import Matching
import Testing

@Suite struct DenseAssignmentProblemTests {
    @Test(arguments: [UInt64](1...150))
    func `a matrix and its list of pairs have the same answer`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let rows = Int.random(in: 1...7, using: &random)
        let columns = Int.random(in: 1...7, using: &random)
        let costs = (0..<rows * columns).map { _ in Int64.random(in: -4...4, using: &random) }
        var forbidden: Set<AssignmentPair> = []
        let density = Int.random(in: 0...3, using: &random)
        for row in 0..<rows {
            for column in 0..<columns where Int.random(in: 1...4, using: &random) <= density {
                forbidden.insert(AssignmentPair(row: row, column: column))
            }
        }
        let list = try AssignmentProblem(
            capacities: Array(repeating: 1, count: columns),
            candidates: (0..<rows).map { row in
                (0..<columns).filter { !forbidden.contains(AssignmentPair(row: row, column: $0)) }.map {
                    AssignmentCandidate(column: $0, score: -costs[row * columns + $0])
                }
            }
        ).solve()
        let whole = try DenseAssignmentProblem(
            rowCount: rows, columnCount: columns, costs: costs, forbidden: forbidden
        ).solve()
        #expect(whole.columns == list.columns, "seed \(seed)")
        #expect(whole.shortages == list.shortages, "seed \(seed)")
        let halves = try DenseAssignmentProblem(
            rowCount: rows, columnCount: columns, costs: costs.map { Double($0) / 10 }, forbidden: forbidden
        ).solve()
        #expect(halves.columns.count { $0 != nil } == list.matchedCount, "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...36))
    func `a matrix that is solved on its core first has the same answer as its list of pairs`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let count = Int.random(in: 96...124, using: &random)
        var costs = RandomInstance.costs(&random, rows: count, columns: count)
        // Sums of entries as large as these need 128 bits.
        if seed.isMultiple(of: 9) { costs = costs.map { $0 * (1 << 20) } }
        var forbidden: Set<AssignmentPair> = []
        if seed.isMultiple(of: 4) {
            let often = Int.random(in: 2...40, using: &random)
            for row in 0..<count {
                for column in 0..<count where Int.random(in: 1...often, using: &random) == 1 {
                    forbidden.insert(AssignmentPair(row: row, column: column))
                }
            }
        }
        let whole = try DenseAssignmentProblem(
            rowCount: count, columnCount: count, costs: costs, forbidden: forbidden
        ).solve()
        let list = try AssignmentProblem(
            capacities: Array(repeating: 1, count: count),
            candidates: (0..<count).map { row in
                (0..<count).filter { !forbidden.contains(AssignmentPair(row: row, column: $0)) }.map {
                    AssignmentCandidate(column: $0, score: -costs[row * count + $0])
                }
            }
        ).solve()
        #expect(whole.columns == list.columns, "seed \(seed)")
        #expect(whole.shortages == list.shortages && whole.bottleneck == list.bottleneck, "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...30))
    func `permuting rows and columns permutes a unique answer, and doubling costs changes none`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let count = seed.isMultiple(of: 5) ? 110 : Int.random(in: 1...12, using: &random)
        // No two sums of so few numbers of 40 random bits are equal.
        let costs = (0..<count * count).map { _ in Int64.random(in: 0...1 << 40, using: &random) }
        let (rows, columns) = ((0..<count).shuffled(using: &random), (0..<count).shuffled(using: &random))
        func solve(_ costs: [Int64]) throws -> [Int?] {
            try DenseAssignmentProblem(rowCount: count, columnCount: count, costs: costs).solve().columns
        }
        let answer = try solve(costs)
        let permuted = try solve(
            (0..<count * count).map { costs[rows[$0 / count] * count + columns[$0 % count]] })
        #expect(permuted.map { $0.map { columns[$0] } } == rows.map { answer[$0] }, "seed \(seed)")
        #expect(try solve(costs.map { 2 * $0 - 7 }) == answer, "seed \(seed)")
    }

    @Test func `costs as large as integers go are added without overflow`() throws {
        let answer = try DenseAssignmentProblem(
            rowCount: 2, columnCount: 2, costs: [.max, .min, .min, .max] as [Int64]
        ).solve()
        #expect(answer.columns == [1, 0])
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a cost that is no finite number is refused with its place`(cost: Double) {
        #expect(throws: AssignmentProblemError.notFinite(row: 1, column: 0)) {
            try DenseAssignmentProblem(rowCount: 2, columnCount: 2, costs: [1, 2, cost, 3])
        }
        #expect(throws: AssignmentProblemError.notFinite(row: 0, column: 1)) {
            try FloatingAssignmentProblem(
                capacities: [1, 1], candidates: [[FloatingAssignmentCandidate(column: 1, score: cost)]])
        }
    }

    @Test func `costs too far apart to be exact are refused with their place`() {
        #expect(throws: AssignmentProblemError.scoreTooLarge(row: 0, column: 1)) {
            try DenseAssignmentProblem(rowCount: 2, columnCount: 2, costs: [1e-30, 2, 3, 1e30])
        }
    }

    @Test func `an empty side, a wrong size and a pair outside are refused`() {
        #expect(throws: AssignmentProblemError.noRows) {
            try DenseAssignmentProblem(rowCount: 0, columnCount: 2, costs: [Int64]())
        }
        #expect(throws: AssignmentProblemError.noColumns) {
            try DenseAssignmentProblem(rowCount: 2, columnCount: 0, costs: [Int64]())
        }
        #expect(throws: AssignmentProblemError.wrongSize(expected: 4, found: 3)) {
            try DenseAssignmentProblem(rowCount: 2, columnCount: 2, costs: [1, 2, 3] as [Int64])
        }
        #expect(throws: AssignmentProblemError.unknownPair(row: 2, column: 0)) {
            try DenseAssignmentProblem(
                rowCount: 1, columnCount: 1, costs: [1] as [Int64], forbidden: [AssignmentPair(row: 2, column: 0)])
        }
    }

    @Test func `sums of fractions that are equal on paper are ties`() throws {
        // 0.5 + 0.25 on one diagonal and 0.625 + 0.125 on the other: the order decides.
        let answer = try FloatingAssignmentProblem(
            capacities: [1, 1],
            candidates: [[0.5, 0.625], [0.125, 0.25]].map { line in
                line.enumerated().map { FloatingAssignmentCandidate(column: $0.offset, score: $0.element) }
            }
        ).solve()
        #expect(answer.columns == [0, 1])
        #expect(answer.totalScore == 0.75)
        #expect(answer.worstScore == 0.25)
    }
}
