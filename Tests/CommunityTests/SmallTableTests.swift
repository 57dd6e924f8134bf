import Community
import Testing

/// Numbers of people by cohort and answer, from which nobody learns what one person said.
@Suite struct SmallTableTests {
    /// xorshift64*, so that a seed repeats a run.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 2_685_821_657_736_338_717
        }
    }

    @Test(
        arguments: [
            // One cohort beside those of no cohort: the sum and one of them would give the other.
            (["spring": ["a": 9], "": ["a": 1]], ["spring": [nil], "": [nil]], [10]),
            // A small one and a large one hold five together, and either is unknown.
            (["spring": ["a": 9], "autumn": ["a": 4]], ["spring": [nil], "autumn": [nil]], [13]),
            // Two small ones that hold four would tell of four people: a third one goes with them.
            (["x": ["a": 1], "y": ["a": 3], "z": ["a": 8]], ["x": [nil], "y": [nil], "z": [nil]], [12]),
            (["x": ["a": 2], "y": ["a": 3], "z": ["a": 8]], ["x": [nil], "y": [nil], "z": [8]], [13]),
            (["x": ["a": 5], "y": ["a": 6]], ["x": [5], "y": [6]], [11]),
            (["x": ["a": 6]], ["x": [6]], [6]), (["x": ["a": 2]], ["x": [nil]], [nil]), ([:], [:], []),
        ] as [([String: [String: Int]], [String: [Int?]], [Int?])])
    func `S0-15: a small number is not worked out from the sum and the others`(
        people: [String: [String: Int]], cohorts: [String: [Int?]], all: [Int?]
    ) {
        let table = SmallTable(people)
        #expect(table.cohorts.mapValues { Array($0.values) } == cohorts)
        #expect(Array(table.all.values) == all)
    }

    @Test func `S0-15: whatever the numbers, no line and no sum gives away one that is kept back`() {
        var random = Generator(state: 15)
        for _ in 0..<2_000 {
            var people: [String: [String: Int]] = [:]
            for cohort in ["", "spring", "autumn", "winter"].prefix(Int.random(in: 1...4, using: &random)) {
                for answer in ["a", "b", "c"] {
                    people[cohort, default: [:]][answer] = Int.random(in: 0...9, using: &random)
                }
            }
            let table = SmallTable(people)
            for (cohort, line) in table.cohorts {
                for (answer, shown) in line {
                    #expect(shown == nil || shown == people[cohort]?[answer] && shown ?? 0 >= 5)
                }
                #expect(line.values.count { $0 == nil } != 1 || line.count == 1, "seed 15: \(people)")
            }
            for (answer, sum) in table.all {
                let parts = people.compactMap { cohort, line in line[answer].flatMap { $0 > 0 ? (cohort, $0) : nil } }
                let kept = parts.filter { table.cohorts[$0.0]?[answer] == .some(nil) }
                #expect(sum == nil || sum == parts.reduce(0) { $0 + $1.1 })
                if sum == nil {
                    #expect(!kept.isEmpty, "seed 15: \(people)")
                } else if !kept.isEmpty {
                    #expect(kept.count > 1 && kept.reduce(0) { $0 + $1.1 } >= 5, "seed 15: \(people)")
                }
            }
        }
    }
}
