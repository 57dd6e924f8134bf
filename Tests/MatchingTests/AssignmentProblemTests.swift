import Matching
import Testing

@Suite struct AssignmentProblemTests {
    @Test func `as many as possible come before a better score`() throws {
        let problem = try AssignmentProblem(
            capacities: [1, 1],
            candidates: [
                [AssignmentCandidate(column: 0, score: 100), AssignmentCandidate(column: 1, score: 1)],
                [AssignmentCandidate(column: 0, score: 90)],
            ])
        let answer = problem.solve()
        #expect(answer.columns == [1, 0])
        #expect(answer.totalScore == 91)
    }

    @Test func `a pair that is not listed is never made`() throws {
        let problem = try AssignmentProblem(
            capacities: [5], candidates: [[], [AssignmentCandidate(column: 0, score: -7)]])
        let answer = problem.solve()
        #expect(answer.columns == [nil, 0])
        #expect(problem.reasonUnmatched(row: 0, in: answer) == .noCandidate)
    }

    @Test func `the side that keeps pairs from being made is named, and the group that is short`() throws {
        func solve(_ capacities: [Int], _ candidates: [[Int]]) throws -> Assignment {
            try AssignmentProblem(
                capacities: capacities,
                candidates: candidates.map { $0.map { AssignmentCandidate(column: $0, score: 0) } }
            ).solve()
        }
        #expect(try solve([1, 1], [[0], [0, 1]]).bottleneck == .neither)
        #expect(try solve([1, 2], [[0], [0, 1]]).bottleneck == .rows)
        #expect(try solve([1, 1], [[0], [0, 1], [1]]).bottleneck == .columns)
        let short = try solve([1, 5, 2], [[0], [2], [0], []])
        #expect(short.bottleneck == .pairs)
        #expect(
            short.shortages.map(\.description) == [
                "rows 0, 2 may only go to column 0, with 1 place", "row 3 may go to no column",
            ])
        #expect(short.shortages.map(\.leftOutCount) == [1, 1])
        #expect(try solve([.max], [[0]]).bottleneck == .rows)
    }

    @Test func `capacities hold`() throws {
        let all = (0..<5).map { AssignmentCandidate(column: 0, score: Int64($0)) }
        let answer = try AssignmentProblem(capacities: [2], candidates: all.map { [$0] }).solve()
        #expect(answer.columns == [nil, nil, nil, 0, 0])
    }

    @Test func `a wrong problem is refused`() {
        #expect(throws: AssignmentProblemError.unknownColumn(row: 0, column: 3)) {
            try AssignmentProblem(capacities: [1], candidates: [[AssignmentCandidate(column: 3, score: 0)]])
        }
        #expect(throws: AssignmentProblemError.negativeCapacity(column: 0)) {
            try AssignmentProblem(capacities: [-1], candidates: [])
        }
        #expect(throws: AssignmentProblemError.scoreTooLarge(row: 0, column: 0)) {
            try AssignmentProblem(capacities: [1], candidates: [[AssignmentCandidate(column: 0, score: .max)]])
        }
    }

    @Test(arguments: [UInt64](1...100))
    func `the answer is the best of all`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let columns = Int.random(in: 1...4, using: &random)
        let capacities = (0..<columns).map { _ in Int.random(in: 0...2, using: &random) }
        let candidates = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            (0..<columns).filter { _ in Bool.random(using: &random) }.map {
                AssignmentCandidate(column: $0, score: Int64.random(in: -3...6, using: &random))
            }
        }
        let answer = try AssignmentProblem(capacities: capacities, candidates: candidates).solve()
        let best = brute(candidates[...], capacities)
        #expect(answer.matchedCount == best.count && answer.totalScore == best.score, "seed \(seed)")
        for (column, capacity) in capacities.enumerated() {
            #expect(answer.columns.count { $0 == column } <= capacity, "seed \(seed)")
        }
    }

    private func brute(_ rows: ArraySlice<[AssignmentCandidate]>, _ capacities: [Int]) -> (count: Int, score: Int64) {
        guard let row = rows.first else { return (0, 0) }
        var best = brute(rows.dropFirst(), capacities)
        for candidate in row where capacities[candidate.column] > 0 {
            var left = capacities
            left[candidate.column] -= 1
            let rest = brute(rows.dropFirst(), left)
            let found = (count: rest.count + 1, score: rest.score + candidate.score)
            if (found.count, found.score) > (best.count, best.score) { best = found }
        }
        return best
    }
}
