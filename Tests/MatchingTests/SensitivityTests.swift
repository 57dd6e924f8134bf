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

    @Test func `one more evening and one more place show what they would bring together`() throws {
        let problem = try AssignmentProblem(
            capacities: [1, 1],
            candidates: [[AssignmentCandidate(column: 0, score: 3)], [AssignmentCandidate(column: 0, score: 5)], []])
        let answer = problem.solve()
        #expect(answer.columns == [nil, 0, nil])
        #expect(answer.bottleneck == .pairs)
        let evening = try problem.changeEffect(morePairs: [AssignmentPair(row: 0, column: 1): 2], on: answer)
        #expect(evening.rowsGained == 1 && evening.totalGained == 2)
        #expect(evening.assignment.columns == [1, 0, nil])
        let both = try problem.changeEffect(
            morePlaces: [1: 1],
            morePairs: [AssignmentPair(row: 0, column: 1): 2, AssignmentPair(row: 2, column: 1): 1], on: answer)
        #expect(both.rowsGained == 2 && both.assignment.bottleneck == .neither)
        let better = try problem.changeEffect(morePairs: [AssignmentPair(row: 0, column: 0): 9], on: answer)
        #expect(better.rowsGained == 0 && better.assignment.columns == [0, nil, nil])
    }

    @Test func `a change that names nobody is refused with its place`() throws {
        let problem = try AssignmentProblem(capacities: [1], candidates: [[]])
        let answer = problem.solve()
        #expect(throws: AssignmentProblemError.unknownPlaces(column: 1)) {
            try problem.changeEffect(morePlaces: [1: 1], on: answer)
        }
        #expect(throws: AssignmentProblemError.negativeCapacity(column: 0)) {
            try problem.changeEffect(morePlaces: [0: -1], on: answer)
        }
        #expect(throws: AssignmentProblemError.unknownPair(row: 1, column: 0)) {
            try problem.changeEffect(morePairs: [AssignmentPair(row: 1, column: 0): 1], on: answer)
        }
        #expect(throws: AssignmentProblemError.unknownColumn(row: 0, column: 7)) {
            try problem.changeEffect(morePairs: [AssignmentPair(row: 0, column: 7): 1], on: answer)
        }
        #expect(throws: AssignmentProblemError.scoreTooLarge(row: 0, column: 0)) {
            try problem.changeEffect(morePairs: [AssignmentPair(row: 0, column: 0): .min], on: answer)
        }
    }

    @Test(arguments: [UInt64](1...60))
    func `a change is worth what the changed problem has more`(seed: UInt64) throws {
        let problem = try AssignmentLevelsTests.problem(seed)
        var random = SeededGenerator(state: seed)
        let answer = problem.solve(.all)
        let row = problem.candidates.indices.randomElement(using: &random) ?? 0
        let column = problem.capacities.indices.randomElement(using: &random) ?? 0
        let effect = try problem.changeEffect(
            morePlaces: [column: 1], morePairs: [AssignmentPair(row: row, column: column): 3], on: answer, levels: .all)
        var (capacities, candidates) = (problem.capacities, problem.candidates)
        capacities[column] += 1
        candidates[row].removeAll { $0.column == column }
        candidates[row].append(AssignmentCandidate(column: column, score: 3))
        let changed = try AssignmentProblem(capacities: capacities, candidates: candidates)
        let best = AssignmentLevelsTests.best(of: AssignmentLevelsTests.every(changed), .all)
        let scores = AssignmentLevelsTests.scores(of: best, in: changed)
        #expect(effect.assignment.columns == best, "seed \(seed)")
        #expect(effect.rowsGained == scores.count - answer.matchedCount, "seed \(seed)")
        #expect(effect.totalGained == scores.reduce(0, +) - answer.totalScore, "seed \(seed)")
    }
}
