import Matching
import Testing

/// Instances with known answers, each from the place it names.
@Suite struct TextbookTests {
    // Gale and Shapley, "College admissions and the stability of marriage", 1962, example 1: three stable matchings, best
    // for one side, best for the other, and everybody's second choice.
    @Test func `three and three have three stable matchings`() throws {
        let problem = try StableProblem(
            capacities: [1, 1, 1], newcomers: [[0, 1, 2], [1, 2, 0], [2, 0, 1]],
            mentors: [[1, 2, 0], [2, 0, 1], [0, 1, 2]])
        #expect(problem.newcomerProposing() == [0, 1, 2])
        #expect(problem.mentorProposing() == [2, 0, 1])
        #expect(try Self.stable(problem, of: 3) == [[0, 1, 2], [1, 2, 0], [2, 0, 1]])
    }

    // Gale and Shapley 1962, example 2: one stable matching only, in which nobody has a first choice.
    @Test func `four and four have one stable matching`() throws {
        let problem = try StableProblem(
            capacities: [1, 1, 1, 1], newcomers: [[0, 1, 2, 3], [0, 3, 2, 1], [1, 0, 2, 3], [3, 1, 2, 0]],
            mentors: [[3, 2, 0, 1], [1, 3, 0, 2], [3, 0, 1, 2], [2, 1, 0, 3]])
        #expect(problem.newcomerProposing() == [2, 3, 0, 1])
        #expect(problem.mentorProposing() == [2, 3, 0, 1])
        #expect(try Self.stable(problem, of: 4) == [[2, 3, 0, 1]])
    }

    // Gale and Shapley 1962, example 3: whoever is with the fourth is wanted by one who would leave for them.
    @Test func `four of whom nobody wants the fourth have no stable answer`() throws {
        let answer = try RoommatesProblem(preferences: [[1, 2, 3], [2, 0, 3], [0, 1, 3], [0, 1, 2]]).solve()
        #expect(answer.partners == nil)
    }

    // The residents' example in the handbook of the Python package `matching`, after the National Resident Matching Program.
    @Test func `residents and hospitals are matched as the national program does`() throws {
        // Residents A, S, D, L, J and hospitals M (Mercy), C (City), G (General), two places each.
        let problem = try StableProblem(
            capacities: [2, 2, 2], newcomers: [[1], [1, 0], [1, 0, 2], [0, 1, 2], [1, 2, 0]],
            mentors: [[2, 3, 1, 4], [2, 0, 1, 3, 4], [2, 0, 4, 3]])
        #expect(problem.newcomerProposing() == [1, 0, 1, 0, 2])
        #expect(problem.mentorProposing() == [1, 0, 1, 0, 2])
        // With the fourth at City, two whom City wants more would come, and Mercy has a place that the fourth likes better.
        let pairs = try problem.blockingPairs(of: [nil, 0, 1, 1, 2])
        #expect(pairs == [(0, 1), (1, 1), (3, 0)].map { AssignmentPair(row: $0.0, column: $0.1) })
    }

    // Irving, "An efficient algorithm for the stable roommates problem", J. Algorithms 6, 1985: six people.
    @Test func `six roommates have a stable answer`() throws {
        let lists = [
            [4, 6, 2, 5, 3], [6, 3, 5, 1, 4], [4, 5, 1, 6, 2], [2, 6, 5, 1, 3], [4, 2, 3, 6, 1], [5, 1, 4, 2, 3],
        ]
        let answer = try RoommatesProblem(preferences: lists.map { $0.map { $0 - 1 } }).solve()
        #expect(answer.partners == [5, 2, 1, 4, 3, 0])
    }

    // SciPy's handbook, `linear_sum_assignment`.
    @Test func `three rows and three columns cost five`() throws {
        let answer = try DenseAssignmentProblem(
            rowCount: 3, columnCount: 3, costs: [4, 1, 3, 2, 0, 5, 3, 2, 2] as [Int64]
        ).solve()
        #expect(answer.columns == [1, 0, 2])
    }

    // Machol and Wien, "A hard assignment problem", Operations Research 24, 1976: the costs are products of places, and
    // the only answer runs from corner to corner. Methods that start greedily take their longest on it.
    @Test(arguments: [1, 2, 5, 40, 100, 150]) func `products of places are matched from corner to corner`(count: Int)
        throws
    {
        let costs = (0..<count * count).map { Int64($0 / count + 1) * Int64($0 % count + 1) }
        let answer = try DenseAssignmentProblem(rowCount: count, columnCount: count, costs: costs).solve()
        #expect(answer.columns == (0..<count).map { count - 1 - $0 })
    }

    // P. Hall, "On representatives of subsets", 1935: three sets over two elements have no representatives.
    @Test func `a group with too few places is found`() throws {
        let lists = [[0, 1], [0], [1], [1, 2, 3]]
        let answer = try AssignmentProblem(
            capacities: [1, 1, 1, 1],
            candidates: lists.map { $0.map { AssignmentCandidate(column: $0, score: 0) } }
        ).solve()
        #expect(answer.matchedCount == 3)
        #expect(answer.shortages.map(\.rows) == [[0, 1, 2]])
        #expect(answer.shortages.map(\.columns) == [[0, 1]])
    }

    // Petersen's graph (1898) has six perfect matchings: the five spokes, and five with one spoke and two edges of each
    // cycle. Every one needs blossoms to be found from a bad start, as all its cycles are five edges or longer.
    @Test(arguments: [(spoke: Int64(2), cycle: Int64(1), total: Int64(10)), (1, 3, 13), (0, 0, 0)])
    func `Petersen's graph is paired completely`(spoke: Int64, cycle: Int64, total: Int64) throws {
        let pairs = (0..<5).flatMap { each in
            [
                BuddyPair(each, (each + 1) % 5, score: cycle), BuddyPair(each, each + 5, score: spoke),
                BuddyPair(each + 5, (each + 2) % 5 + 5, score: cycle),
            ]
        }
        let answer = try BuddyProblem(count: 10, pairs: pairs).solve()
        #expect(answer.groups.count == 5 && answer.leftOut.isEmpty)
        #expect(answer.totalScore == total)
    }

    // Sylvester's graph: three of these at one middle are the smallest cubic graph without a perfect matching (Petersen,
    // "Die Theorie der regulären graphs", 1891).
    @Test func `Sylvester's graph leaves two out`() throws {
        let branches = [1, 6, 11].flatMap { start in
            [(0, 1), (0, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)].map {
                BuddyPair(start + $0.0, start + $0.1, score: 1)
            } + [BuddyPair(0, start, score: 1)]
        }
        let answer = try BuddyProblem(
            count: 16, pairs: branches, oddOneOut: .leastRecentlyLeftOut(Array(repeating: nil, count: 16))
        ).solve()
        #expect(answer.groups.count == 7 && answer.leftOut.count == 2)
    }

    // All stable matchings of as many newcomers as mentors, by trying every one.
    private static func stable(_ problem: StableProblem, of count: Int) throws -> [[Int]] {
        var orders: [[Int]] = [[]]
        for _ in 0..<count {
            orders = orders.flatMap { order in (0..<count).filter { !order.contains($0) }.map { order + [$0] } }
        }
        return try orders.filter { try problem.blockingPairs(of: $0).isEmpty }
    }
}
