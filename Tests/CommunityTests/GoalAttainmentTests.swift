import Community
import Testing

/// The T-score against the vectors of the literature, and the properties that any of them has.
@Suite struct GoalAttainmentTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static func items(_ levels: [Int?], _ weights: [Int]) -> [GoalAttainment.Item] {
        zip(levels, weights).map { GoalAttainment.Item(level: $0.flatMap(GoalLevel.init), weight: $1) }
    }

    private static func rounded(_ score: Double?) -> Double? { score.map { ($0 * 100).rounded() / 100 } }

    @Test(
        arguments: [
            // The documented example of the R package gasr.
            ([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6], 55.0), ([0, 1, -1], [9, 4, 1], 52.66),
            ([0, 0, 0], [1, 7, 2], 50), ([1, nil], [1, 9], 60), ([1, -2], [1, 0], 60), ([1, 1], [0, 0], 62.40),
            ([nil, nil], [1, 1], nil), ([], [], nil),
        ] as [([Int?], [Int], Double?)])
    func `the score of levels and weights`(levels: [Int?], weights: [Int], score: Double?) {
        #expect(Self.rounded(GoalAttainment.score(Self.items(levels, weights))) == score)
    }

    /// By the number of goals of equal weight: the sums +1 to +4, then all −1, −2, +1, +2.
    @Test(
        arguments: [
            (1, [60.00, 70.00], [40.00, 30.00, 60.00, 70.00]),
            (2, [56.20, 62.40, 68.61, 74.81], [37.60, 25.19, 62.40, 74.81]),
            (3, [54.56, 59.13, 63.69, 68.26], [36.31, 22.61, 63.69, 77.39]),
            (4, [53.63, 57.25, 60.88, 64.51], [35.49, 20.98, 64.51, 79.02]),
            (5, [53.02, 56.03, 59.05, 62.06], [34.92, 19.85, 65.08, 80.15]),
            (6, [52.58, 55.16, 57.75, 60.33], [34.51, 19.02, 65.49, 80.98]),
            (8, [52.01, 54.02, 56.02, 58.03], [33.94, 17.87, 66.06, 82.13]),
        ])
    func `equal weights match the classic conversion table`(count: Int, sums: [Double], all: [Double]) {
        let weights = Array(repeating: 1, count: count)
        for (index, expected) in sums.enumerated() {
            var levels = Array(repeating: 0, count: count)
            for step in 0...index { levels[step % count] += 1 }
            #expect(Self.rounded(GoalAttainment.score(Self.items(levels, weights))) == expected)
        }
        for (level, expected) in zip([-1, -2, 1, 2], all) {
            let levels = Array(repeating: level, count: count)
            #expect(Self.rounded(GoalAttainment.score(Self.items(levels, weights))) == expected)
        }
    }

    @Test(arguments: [UInt64](1...200))
    func `the score has the properties of the formula`(seed: UInt64) throws {
        var random = Generator(state: seed)
        let count = Int.random(in: 1...9, using: &random)
        let levels = (0..<count).map { _ in Int.random(in: -2...2, using: &random) }
        var weights = (0..<count).map { _ in Int.random(in: 0...9, using: &random) }
        if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
        let score = try #require(GoalAttainment.score(Self.items(levels, weights)))
        func differs(_ other: Double?, from expected: Double) -> Bool { abs((other ?? .nan) - expected) > 1e-9 }
        // Symmetric about 50.
        let flipped = GoalAttainment.score(Self.items(levels.map { -$0 }, weights))
        #expect(!differs(flipped, from: 100 - score), "seed \(seed)")
        // Only how weights compare matters.
        let scaled = GoalAttainment.score(Self.items(levels, weights.map { $0 * 7 }))
        #expect(!differs(scaled, from: score), "seed \(seed)")
        // What weighs nothing, or has no level, changes nothing.
        let more = GoalAttainment.score(Self.items(levels + [2, nil], weights + [0, 9]))
        #expect(!differs(more, from: score), "seed \(seed)")
        // Further with one goal that counts is a higher score.
        for index in 0..<count where levels[index] < 2 && weights[index] > 0 {
            var higher = levels
            higher[index] += 1
            let other = try #require(GoalAttainment.score(Self.items(higher, weights)))
            #expect(other > score, "seed \(seed)")
        }
    }

    @Test func `importance weighs when every rated goal has one`() {
        let (three, nine) = (GoalRuler(3), GoalRuler(9))
        #expect(
            GoalAttainment.items([(.asHoped, three), (.muchMore, nine), (nil, nil)]).map(\.weight) == [3, 9, 0])
        #expect(GoalAttainment.items([(.asHoped, three), (.muchMore, nil)]).map(\.weight) == [1, 1])
    }
}
