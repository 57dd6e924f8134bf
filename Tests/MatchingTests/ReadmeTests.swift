import Matching
import Testing

/// The examples of Sources/Matching/README.md, as they stand there.
@Suite struct ReadmeTests {
    @Test func `the example of an assignment by fit holds`() throws {
        let problem = try AssignmentProblem(
            capacities: [1, 2],
            candidates: [
                [AssignmentCandidate(column: 0, score: 9), AssignmentCandidate(column: 1, score: 4)],
                [AssignmentCandidate(column: 0, score: 8)],
            ])
        let answer = problem.solve(.all)
        #expect(answer.columns == [1, 0])
    }

    @Test func `the examples of a shortage and of another evening hold`() throws {
        let short = try AssignmentProblem(
            capacities: [1, 5],
            candidates: [[AssignmentCandidate(column: 0, score: 1)], [AssignmentCandidate(column: 0, score: 2)]])
        let left = short.solve()
        #expect(left.bottleneck == .pairs)
        #expect("\(left.shortages[0])" == "rows 0, 1 may only go to column 0, with 1 place")
        let evening = try short.changeEffect(morePairs: [AssignmentPair(row: 0, column: 1): 1], on: left)
        #expect(evening.rowsGained == 1)
    }

    @Test func `the example of a matrix holds`() throws {
        let matrix = try DenseAssignmentProblem(rowCount: 2, columnCount: 2, costs: [4, 1, 2, 3] as [Int64])
        #expect(matrix.solve().columns == [1, 0])
    }

    @Test func `the example of both sides ranking holds`() throws {
        let ranked = try StableProblem(
            capacities: [1, 1], newcomers: [[0, 1], [0, 1]], mentors: [[1, 0], [0, 1]])
        #expect(ranked.newcomerProposing() == [1, 0])
        #expect(try ranked.blockingPairs(of: [0, 1]) == [AssignmentPair(row: 1, column: 0)])
    }

    @Test func `the examples of one group hold`() throws {
        let group = try BuddyProblem(
            count: 3, pairs: [BuddyPair(0, 1, score: 5), BuddyPair(0, 2, score: 1), BuddyPair(1, 2, score: 2)])
        #expect(group.solve().groups == [[0, 1, 2]])
        let roommates = try RoommatesProblem(preferences: [[1, 2, 3], [2, 0, 3], [0, 1, 3], [0, 1, 2]])
        guard case .noneExists = roommates.solve() else {
            Issue.record("found a stable answer")
            return
        }
    }
}
