import Matching
import Testing

/// Every level against all assignments that there are.
@Suite struct AssignmentLevelsTests {
    private static let combinations: [AssignmentLevels] = [
        .all, .standard, [.order], [.worstOff, .order], [.worstOff, .evenLoad, .order], [.total, .order],
        [.evenLoad, .order], [.worstOff, .total, .order],
    ]

    @Test(arguments: [UInt64](1...150))
    func `each combination of levels gives the best of all assignments`(seed: UInt64) throws {
        let problem = try Self.problem(seed)
        let every = Self.every(problem)
        for levels in Self.combinations {
            let answer = problem.solve(levels)
            let best = Self.best(of: every, levels)
            #expect(answer.columns == best, "seed \(seed), levels \(levels.rawValue)")
            let scores = Self.scores(of: answer.columns, in: problem)
            #expect(answer.totalScore == scores.reduce(0, +), "seed \(seed)")
            #expect(answer.worstScore == scores.min(), "seed \(seed)")
        }
    }

    @Test(arguments: [UInt64](1...100))
    func `the order of the candidates changes nothing`(seed: UInt64) throws {
        let problem = try Self.problem(seed)
        var random = SeededGenerator(state: seed)
        let shuffled = try AssignmentProblem(
            capacities: problem.capacities, candidates: problem.candidates.map { $0.shuffled(using: &random) })
        #expect(shuffled.solve(.all) == problem.solve(.all), "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...100))
    func `doubling every score changes no pair`(seed: UInt64) throws {
        let problem = try Self.problem(seed)
        let doubled = try AssignmentProblem(
            capacities: problem.capacities,
            candidates: problem.candidates.map {
                $0.map { AssignmentCandidate(column: $0.column, score: 2 * $0.score) }
            })
        #expect(doubled.solve(.all).columns == problem.solve(.all).columns, "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...100))
    func `permitting one more pair never lowers coverage`(seed: UInt64) throws {
        let problem = try Self.problem(seed)
        let count = problem.solve().matchedCount
        for row in problem.candidates.indices {
            for column in problem.capacities.indices
            where !problem.candidates[row].contains(where: { $0.column == column }) {
                var candidates = problem.candidates
                candidates[row].append(AssignmentCandidate(column: column, score: -50))
                let more = try AssignmentProblem(capacities: problem.capacities, candidates: candidates)
                #expect(more.solve(.all).matchedCount >= count, "seed \(seed)")
            }
        }
    }

    @Test(arguments: [UInt64](1...150))
    func `shortages are groups with too few places, and count everybody left out`(seed: UInt64) throws {
        let problem = try Self.problem(seed)
        let answer = problem.solve(.all)
        var left = 0
        for shortage in answer.shortages {
            let common = Set(shortage.rows.flatMap { problem.candidates[$0].map(\.column) })
            #expect(common.sorted() == shortage.columns, "seed \(seed)")
            #expect(shortage.places == shortage.columns.reduce(0) { $0 + problem.capacities[$1] }, "seed \(seed)")
            #expect(shortage.rows.count > shortage.places, "seed \(seed)")
            left += shortage.rows.count - shortage.places
        }
        #expect(left == answer.columns.count - answer.matchedCount, "seed \(seed)")
        for (row, column) in answer.columns.enumerated() where column == nil {
            #expect(answer.shortages.contains { $0.rows.contains(row) }, "seed \(seed)")
        }
    }

    @Test func `a score of any size never buys a forbidden pair or a left-out row`() throws {
        let large: Int64 = 1 << 58
        let problem = try AssignmentProblem(
            capacities: [1, 1],
            candidates: [
                [AssignmentCandidate(column: 0, score: large), AssignmentCandidate(column: 1, score: -large)],
                [AssignmentCandidate(column: 0, score: -large)],
            ])
        #expect(problem.solve(.all).columns == [1, 0])
        #expect(problem.solve(.all).totalScore == -2 * large)
    }

    @Test func `the worst-off pair comes before the total, if asked`() throws {
        let problem = try AssignmentProblem(
            capacities: [1, 1],
            candidates: [
                [AssignmentCandidate(column: 0, score: 100), AssignmentCandidate(column: 1, score: 4)],
                [AssignmentCandidate(column: 0, score: 5), AssignmentCandidate(column: 1, score: 1)],
            ])
        #expect(problem.solve().columns == [0, 1])
        #expect(problem.solve(.all).columns == [1, 0])
        #expect(problem.solve(.all).worstScore == 4)
    }

    @Test func `equal fits are spread evenly over the columns`() throws {
        let all = (0..<3).map { AssignmentCandidate(column: $0, score: 1) }
        let problem = try AssignmentProblem(capacities: [4, 4, 4], candidates: Array(repeating: all, count: 6))
        #expect(problem.solve().columns == [0, 0, 1, 1, 2, 2])
        #expect(problem.solve([.total, .order]).columns == [0, 0, 0, 0, 1, 1])
    }

    @Test func `nobody and nothing give an empty answer`() throws {
        let none = try AssignmentProblem(capacities: [], candidates: []).solve(.all)
        #expect(none.columns.isEmpty && none.shortages.isEmpty && none.worstScore == nil)
        let alone = try AssignmentProblem(capacities: [0], candidates: [[], []]).solve(.all)
        #expect(alone.columns == [nil, nil])
        #expect(alone.shortages.map(\.rows) == [[0], [1]])
    }

    static func problem(_ seed: UInt64) throws -> AssignmentProblem {
        var random = SeededGenerator(state: seed)
        let columns = Int.random(in: 1...4, using: &random)
        let most = Int.random(in: 1...3, using: &random)
        let capacities = (0..<columns).map { _ in Int.random(in: 0...most, using: &random) }
        let spread = Int64.random(in: 0...4, using: &random)
        let density = Int.random(in: 2...6, using: &random)
        let candidates = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            (0..<columns).filter { _ in Int.random(in: 1...6, using: &random) <= density }.map {
                AssignmentCandidate(column: $0, score: Int64.random(in: -spread...spread, using: &random))
            }
        }
        return try AssignmentProblem(capacities: capacities, candidates: candidates)
    }

    static func scores(of columns: [Int?], in problem: AssignmentProblem) -> [Int64] {
        zip(columns, problem.candidates).compactMap { column, list in list.first { $0.column == column }?.score }
    }

    struct Outcome {
        let columns: [Int?]
        /// Rows matched, the worst score, the total, and the load costs negated.
        let count: Int64
        let worst: Int64
        let total: Int64
        let evenness: Int64
        let order: [Int64]
    }

    static func best(of outcomes: [Outcome], _ levels: AssignmentLevels) -> [Int?] {
        var best: (key: [Int64], columns: [Int?])?
        for outcome in outcomes {
            let key =
                [
                    outcome.count, levels.contains(.worstOff) ? outcome.worst : 0,
                    levels.contains(.total) ? outcome.total : 0, levels.contains(.evenLoad) ? outcome.evenness : 0,
                ] + outcome.order
            if best.map({ $0.key.lexicographicallyPrecedes(key) }) ?? true { best = (key, outcome.columns) }
        }
        return best?.columns ?? []
    }

    static func every(_ problem: AssignmentProblem) -> [Outcome] {
        var outcomes: [Outcome] = []
        visit(problem, [], problem.capacities) { columns in
            let scores = scores(of: columns, in: problem)
            let loads = problem.capacities.indices.map { column in columns.count { $0 == column } }
            outcomes.append(
                Outcome(
                    columns: columns, count: Int64(scores.count), worst: scores.min() ?? 0, total: scores.reduce(0, +),
                    evenness: -Int64(loads.reduce(0) { $0 + $1 * $1 }), order: columns.map { -Int64($0 ?? 1000) }))
        }
        let most = outcomes.map(\.count).max()
        return outcomes.filter { $0.count == most }
    }

    private static func visit(
        _ problem: AssignmentProblem, _ chosen: [Int?], _ left: [Int], _ use: ([Int?]) -> Void
    ) {
        guard chosen.count < problem.candidates.count else { return use(chosen) }
        visit(problem, chosen + [nil], left, use)
        for candidate in problem.candidates[chosen.count] where left[candidate.column] > 0 {
            var rest = left
            rest[candidate.column] -= 1
            visit(problem, chosen + [candidate.column], rest, use)
        }
    }
}
