import Matching
import Testing

/// Our answers beside those of SciPy, OR-Tools, NetworkX and the package `matching`, on thousands of random instances.
///
/// Each instance comes from its number as seed, which a failure prints.
@Suite struct OtherSolversTests {
    private struct Flow: Encodable {
        let rows: Int
        let capacities: [Int]
        let edges: [[Int64]]
        let worstOff: Bool
        let evenLoad: Bool
    }

    private struct FlowAnswer: Decodable, Equatable {
        let count: Int
        let total: Int64
        let worst: Int64?
        let squares: Int
    }

    @Test func `coverage, the worst-off, the total and even loads are those of OR-Tools' flows`() async throws {
        let seeds = [UInt64](1...2_500)
        let problems = try seeds.map { try RandomInstance.assignment($0, rows: 14, columns: 8) }
        func levels(_ seed: UInt64) -> AssignmentLevels {
            var levels: AssignmentLevels = seed.isMultiple(of: 5) ? [.total] : [.total, .order]
            if seed.isMultiple(of: 2) { levels.insert(.worstOff) }
            if seed.isMultiple(of: 3) { levels.insert(.evenLoad) }
            return levels
        }
        let theirs: [FlowAnswer] = try await OtherSolver.answers(
            "flow",
            zip(seeds, problems).map { seed, problem in
                Flow(
                    rows: problem.candidates.count, capacities: problem.capacities,
                    edges: problem.candidates.enumerated().flatMap { row, list in
                        list.map { [Int64(row), Int64($0.column), $0.score] }
                    },
                    worstOff: levels(seed).contains(.worstOff), evenLoad: levels(seed).contains(.evenLoad))
            })
        for (index, seed) in seeds.enumerated() {
            let (problem, theirs, levels) = (problems[index], theirs[index], levels(seed))
            let answer = problem.solve(levels)
            let loads = problem.capacities.indices.map { column in answer.columns.count { $0 == column } }
            #expect(answer.matchedCount == theirs.count, "seed \(seed)")
            #expect(answer.totalScore == theirs.total, "seed \(seed)")
            if let worst = theirs.worst { #expect(answer.worstScore == worst, "seed \(seed)") }
            if levels.contains(.evenLoad) {
                #expect(loads.reduce(0) { $0 + $1 * $1 } == theirs.squares, "seed \(seed)")
            }
        }
    }

    private struct Matrix: Encodable {
        let rows: Int
        let columns: Int
        let costs: [Int64]
    }

    @Test func `full matrices cost what they cost with SciPy's linear_sum_assignment`() async throws {
        let seeds = [UInt64](1...1_200)
        let matrices = seeds.map { seed -> Matrix in
            var random = SeededGenerator(state: seed)
            // One in a hundred is large enough to be solved on its core first.
            let most = seed.isMultiple(of: 100) ? 160 : 12
            let rows = Int.random(in: most / 2...most, using: &random)
            let columns = seed.isMultiple(of: 3) ? Int.random(in: most / 2...most, using: &random) : rows
            return Matrix(
                rows: rows, columns: columns, costs: RandomInstance.costs(&random, rows: rows, columns: columns))
        }
        let theirs: [Int64] = try await OtherSolver.answers("matrix", matrices)
        for (index, seed) in seeds.enumerated() {
            let matrix = matrices[index]
            let answer = try DenseAssignmentProblem(
                rowCount: matrix.rows, columnCount: matrix.columns, costs: matrix.costs
            ).solve()
            let fractions = try DenseAssignmentProblem(
                rowCount: matrix.rows, columnCount: matrix.columns, costs: matrix.costs.map { Double($0) / 8 }
            ).solve()
            let total = answer.columns.enumerated().reduce(Int64(0)) { sum, pair in
                sum + (pair.element.map { matrix.costs[pair.offset * matrix.columns + $0] } ?? 0)
            }
            #expect(total == theirs[index], "seed \(seed)")
            #expect(answer.columns.count { $0 != nil } == min(matrix.rows, matrix.columns), "seed \(seed)")
            #expect(fractions == answer, "seed \(seed)")
        }
    }

    private struct Sparse: Encodable {
        let rows: Int
        let columns: Int
        let edges: [[Int64]]
    }

    @Test func `permitted pairs cost what they cost with SciPy's min_weight_full_bipartite_matching`() async throws {
        let seeds = [UInt64](1...1_000)
        let instances = seeds.map { seed -> Sparse in
            var random = SeededGenerator(state: seed)
            let rows = Int.random(in: 1...9, using: &random)
            let columns = rows + Int.random(in: 0...3, using: &random)
            let density = Int.random(in: 2...5, using: &random)
            var edges: [[Int64]] = []
            for row in 0..<rows {
                for column in 0..<columns where Int.random(in: 1...6, using: &random) <= density {
                    edges.append([Int64(row), Int64(column), Int64.random(in: -6...6, using: &random)])
                }
            }
            return Sparse(rows: rows, columns: columns, edges: edges)
        }
        let theirs: [Int64?] = try await OtherSolver.answers("sparse", instances)
        for (index, seed) in seeds.enumerated() {
            let instance = instances[index]
            var candidates: [[AssignmentCandidate]] = Array(repeating: [], count: instance.rows)
            var forbidden: Set<AssignmentPair> = []
            for row in 0..<instance.rows {
                for column in 0..<instance.columns { forbidden.insert(AssignmentPair(row: row, column: column)) }
            }
            // What a forbidden pair would cost must not matter, so it is tempting.
            var costs = Array(repeating: Int64(-1_000), count: instance.rows * instance.columns)
            for edge in instance.edges {
                let (row, column) = (Int(edge[0]), Int(edge[1]))
                candidates[row].append(AssignmentCandidate(column: column, score: -edge[2]))
                forbidden.remove(AssignmentPair(row: row, column: column))
                costs[row * instance.columns + column] = edge[2]
            }
            let answer = try AssignmentProblem(
                capacities: Array(repeating: 1, count: instance.columns), candidates: candidates
            ).solve()
            let whole = try DenseAssignmentProblem(
                rowCount: instance.rows, columnCount: instance.columns, costs: costs, forbidden: forbidden
            ).solve()
            #expect(whole.columns == answer.columns, "seed \(seed)")
            let isFull = answer.matchedCount == instance.rows
            #expect((isFull ? -answer.totalScore : nil) == theirs[index], "seed \(seed)")
        }
    }

    private struct Group: Encodable {
        let count: Int
        let pairs: [[Int64]]
    }

    private struct GroupAnswer: Decodable {
        let count: Int
        let total: Int64
    }

    @Test func `buddies have the number and the total of NetworkX's max_weight_matching`() async throws {
        let seeds = [UInt64](1...1_500)
        let groups = seeds.map { seed -> Group in
            var random = SeededGenerator(state: seed)
            let count = Int.random(in: 1...16, using: &random)
            let density = Int.random(in: 1...6, using: &random)
            let spread = Int64.random(in: 0...20, using: &random)
            var pairs: [[Int64]] = []
            for first in 0..<count {
                for second in 0..<first where Int.random(in: 1...6, using: &random) <= density {
                    pairs.append([Int64(first), Int64(second), Int64.random(in: -spread...spread, using: &random)])
                }
            }
            return Group(count: count, pairs: pairs)
        }
        let theirs: [GroupAnswer] = try await OtherSolver.answers("buddies", groups)
        for (index, seed) in seeds.enumerated() {
            let group = groups[index]
            let answer = try BuddyProblem(
                count: group.count, pairs: group.pairs.map { BuddyPair(Int($0[0]), Int($0[1]), score: $0[2]) },
                oddOneOut: .leastRecentlyLeftOut(Array(repeating: nil, count: group.count))
            ).solve()
            #expect(answer.groups.count == theirs[index].count, "seed \(seed)")
            #expect(answer.totalScore == theirs[index].total, "seed \(seed)")
        }
    }

    private struct Ranked: Encodable {
        let capacities: [Int]
        let newcomers: [[Int]]
        let mentors: [[Int]]
    }

    @Test func `both stable matchings are those of the package matching`() async throws {
        let seeds = [UInt64](1...700)
        let instances = seeds.map { seed -> Ranked in
            var random = SeededGenerator(state: seed)
            let lists = RandomInstance.preferences(&random, newcomers: 9, mentors: 5)
            return Ranked(capacities: lists.capacities, newcomers: lists.newcomers, mentors: lists.mentors)
        }
        let theirs: [[[Int?]]] = try await OtherSolver.answers("residents", instances)
        for (index, seed) in seeds.enumerated() {
            let instance = instances[index]
            let problem = try StableProblem(
                capacities: instance.capacities, newcomers: instance.newcomers, mentors: instance.mentors)
            #expect([problem.newcomerProposing(), problem.mentorProposing()] == theirs[index], "seed \(seed)")
        }
    }

    private struct Roommates: Encodable {
        let preferences: [[Int]]
    }

    @Test func `a stable pairing of everybody exists when the package matching finds one`() async throws {
        let seeds = [UInt64](1...500)
        let groups = seeds.map { seed -> Roommates in
            var random = SeededGenerator(state: seed)
            let count = 2 * Int.random(in: 1...4, using: &random)
            return Roommates(
                preferences: (0..<count).map { person in
                    (0..<count).filter { $0 != person }.shuffled(using: &random)
                })
        }
        let theirs: [Bool] = try await OtherSolver.answers("roommates", groups)
        for (index, seed) in seeds.enumerated() {
            let answer = try RoommatesProblem(preferences: groups[index].preferences).solve()
            #expect((answer.partners != nil) == theirs[index], "seed \(seed)")
        }
        #expect(theirs.contains(true) && theirs.contains(false))
    }
}
