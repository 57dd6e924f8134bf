import Matching
import Testing

@Suite struct SensitivityTests {
    @Test func `each pair has its price and its next best`() throws {
        let problem = try AssignmentProblem(
            capacities: [1, 1, 1],
            candidates: [
                [AssignmentCandidate(column: 0, score: 9), AssignmentCandidate(column: 2, score: 4)],
                [AssignmentCandidate(column: 1, score: 7)],
            ])
        let prices = problem.pairPrices(of: problem.solve())
        #expect(prices.map(\.nextBest) == [2, nil])
        #expect(prices.map(\.rowsLost) == [0, 1])
        #expect(prices.map(\.totalLost) == [5, 7])
    }

    @Test func `one more place where places are short places one more row`() throws {
        let both = [AssignmentCandidate(column: 0, score: 3)]
        let problem = try AssignmentProblem(capacities: [1, 1], candidates: [both, both])
        let effects = problem.placeEffects(on: problem.solve())
        #expect(effects.map(\.rowsGained) == [1, 0])
        #expect(effects.map(\.totalGained) == [3, 0])
    }

    @Test(arguments: [UInt64](1...60))
    func `prices and effects agree with all assignments`(seed: UInt64) throws {
        let problem = try AssignmentLevelsTests.problem(seed)
        let answer = problem.solve(.all)
        for price in problem.pairPrices(of: answer, levels: .all) {
            var candidates = problem.candidates
            candidates[price.pair.row].removeAll { $0.column == price.pair.column }
            let other = try AssignmentProblem(capacities: problem.capacities, candidates: candidates)
            let best = AssignmentLevelsTests.best(of: AssignmentLevelsTests.every(other), .all)
            let scores = AssignmentLevelsTests.scores(of: best, in: other)
            #expect(price.nextBest == best[price.pair.row], "seed \(seed)")
            #expect(price.rowsLost == answer.matchedCount - scores.count, "seed \(seed)")
            #expect(price.totalLost == answer.totalScore - scores.reduce(0, +), "seed \(seed)")
        }
        for effect in problem.placeEffects(on: answer, levels: .all) {
            var capacities = problem.capacities
            capacities[effect.column] += 1
            let other = try AssignmentProblem(capacities: capacities, candidates: problem.candidates)
            let best = AssignmentLevelsTests.best(of: AssignmentLevelsTests.every(other), .all)
            let scores = AssignmentLevelsTests.scores(of: best, in: other)
            #expect(effect.rowsGained == scores.count - answer.matchedCount, "seed \(seed)")
            // A place that stays empty may still even the loads out, never the total.
            #expect(effect.totalGained == scores.reduce(0, +) - answer.totalScore, "seed \(seed)")
        }
    }
}
