import Matching
import Testing

@Suite struct BuddyProblemTests {
    @Test(arguments: [UInt64](1...200))
    func `pairs are the best of all pairings`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let count = Int.random(in: 1...8, using: &random)
        let density = Int.random(in: 1...4, using: &random)
        var pairs: [BuddyPair] = []
        for first in 0..<count {
            for second in 0..<first where Int.random(in: 1...4, using: &random) <= density {
                pairs.append(BuddyPair(first, second, score: Int64.random(in: -5...9, using: &random)))
            }
        }
        let history: [Int?] = Array(repeating: nil, count: count)
        let answer = try BuddyProblem(count: count, pairs: pairs, oddOneOut: .leastRecentlyLeftOut(history)).solve()
        let best = Self.brute(pairs[...], [])
        #expect(answer.groups.count == best.count, "seed \(seed)")
        #expect(answer.totalScore == best.score, "seed \(seed)")
        #expect((answer.groups.joined() + answer.leftOut).sorted() == Array(0..<count), "seed \(seed)")
        for group in answer.groups {
            #expect(pairs.contains { [$0.second, $0.first] == group }, "seed \(seed)")
        }
    }

    @Test(arguments: [UInt64](1...100))
    func `permuting people permutes the value of the answer, and doubling scores changes no pair`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let count = Int.random(in: 2...15, using: &random)
        let order = Array((0..<count).shuffled(using: &random))
        let pairs = (1..<count).flatMap { first in
            (0..<first).filter { _ in Bool.random(using: &random) }.map {
                BuddyPair(first, $0, score: Int64.random(in: 0...9, using: &random))
            }
        }
        let answer = try BuddyProblem(count: count, pairs: pairs).solve()
        let permuted = try BuddyProblem(
            count: count, pairs: pairs.map { BuddyPair(order[$0.first], order[$0.second], score: $0.score) },
            oddOneOut: .leastRecentlyLeftOut(Array(repeating: nil, count: count))
        ).solve()
        let plain = try BuddyProblem(
            count: count, pairs: pairs, oddOneOut: .leastRecentlyLeftOut(Array(repeating: nil, count: count))
        ).solve()
        let doubled = try BuddyProblem(
            count: count, pairs: pairs.map { BuddyPair($0.first, $0.second, score: 2 * $0.score) }
        ).solve()
        #expect(permuted.totalScore == plain.totalScore, "seed \(seed)")
        #expect(permuted.groups.count == plain.groups.count, "seed \(seed)")
        #expect(doubled.groups == answer.groups && doubled.leftOut == answer.leftOut, "seed \(seed)")
    }

    @Test func `an odd one joins the pair that fits best`() throws {
        let pairs = [
            BuddyPair(0, 1, score: 9), BuddyPair(0, 2, score: 4), BuddyPair(1, 2, score: 5), BuddyPair(3, 4, score: 9),
            BuddyPair(2, 3, score: 1), BuddyPair(2, 4, score: 1),
        ]
        let answer = try BuddyProblem(count: 5, pairs: pairs).solve()
        #expect(answer.groups == [[0, 1, 2], [3, 4]])
        #expect(answer.leftOut.isEmpty && answer.totalScore == 27)
    }

    @Test func `whoever was left out longest ago is left out, whatever the scores`() throws {
        let pairs = [BuddyPair(0, 1, score: 1), BuddyPair(0, 2, score: 100), BuddyPair(1, 2, score: 50)]
        func left(_ rounds: [Int?]) throws -> [Int] {
            try BuddyProblem(count: 3, pairs: pairs, oddOneOut: .leastRecentlyLeftOut(rounds)).solve().leftOut
        }
        #expect(try left([3, 5, 1]) == [2])
        #expect(try left([nil, 5, 1]) == [0])
        #expect(try left([nil, nil, nil]) == [1])
    }

    @Test func `wrong pairs are refused with their place`() {
        #expect(throws: BuddyProblemError.noPeople) { try BuddyProblem(count: 0, pairs: []) }
        #expect(throws: BuddyProblemError.pairTwice(first: 1, second: 0)) {
            try BuddyProblem(count: 2, pairs: [BuddyPair(0, 1, score: 1), BuddyPair(1, 0, score: 1)])
        }
        #expect(throws: BuddyProblemError.samePerson(1)) {
            try BuddyProblem(count: 2, pairs: [BuddyPair(1, 1, score: 1)])
        }
        #expect(throws: BuddyProblemError.scoreTooLarge(first: 0, second: 1)) {
            try BuddyProblem(count: 2, pairs: [BuddyPair(0, 1, score: .min)])
        }
    }

    private static func brute(_ pairs: ArraySlice<BuddyPair>, _ taken: Set<Int>) -> (count: Int, score: Int64) {
        guard let pair = pairs.first else { return (0, 0) }
        let without = brute(pairs.dropFirst(), taken)
        guard !taken.contains(pair.first), !taken.contains(pair.second) else { return without }
        let rest = brute(pairs.dropFirst(), taken.union([pair.first, pair.second]))
        let with = (count: rest.count + 1, score: rest.score + pair.score)
        return (with.count, with.score) > (without.count, without.score) ? with : without
    }
}
