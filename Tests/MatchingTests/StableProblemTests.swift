import Matching
import Testing

@Suite struct StableProblemTests {
    /// Roth, "On the allocation of residents to rural hospitals", Econometrica 54, 1986.
    @Test(arguments: [UInt64](1...200))
    func `the same people are placed in every stable matching, and a mentor with a place left has the same newcomers`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(state: seed)
        let lists = RandomInstance.preferences(&random, newcomers: 12, mentors: 6)
        let problem = try StableProblem(
            capacities: lists.capacities, newcomers: lists.newcomers, mentors: lists.mentors)
        let (one, other) = (problem.newcomerProposing(), problem.mentorProposing())
        #expect(one.map { $0 == nil } == other.map { $0 == nil }, "seed \(seed)")
        for (mentor, places) in lists.capacities.enumerated() {
            let held = one.indices.filter { one[$0] == mentor }
            #expect(held.count == other.count { $0 == mentor }, "seed \(seed)")
            if held.count < places { #expect(held == other.indices.filter { other[$0] == mentor }, "seed \(seed)") }
        }
    }

    @Test(arguments: [UInt64](1...100))
    func `permuting newcomers permutes both matchings`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let lists = RandomInstance.preferences(&random, newcomers: 10, mentors: 5)
        let order = Array(lists.newcomers.indices.shuffled(using: &random))
        let problem = try StableProblem(
            capacities: lists.capacities, newcomers: lists.newcomers, mentors: lists.mentors)
        let permuted = try StableProblem(
            capacities: lists.capacities, newcomers: order.map { lists.newcomers[$0] },
            mentors: lists.mentors.map { $0.map { newcomer in order.firstIndex(of: newcomer) ?? -1 } })
        #expect(permuted.newcomerProposing() == order.map { problem.newcomerProposing()[$0] }, "seed \(seed)")
        #expect(permuted.mentorProposing() == order.map { problem.mentorProposing()[$0] }, "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...150))
    func `with ties both matchings have no pair of whom both would gain`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let lists = RandomInstance.preferences(&random, newcomers: 9, mentors: 5)
        func tied(_ list: [Int]) -> [RankedChoice] {
            list.map { RankedChoice(partner: $0, rank: Int.random(in: 0...2, using: &random)) }
        }
        let problem = try StableProblem(
            capacities: lists.capacities, newcomers: lists.newcomers.map(tied), mentors: lists.mentors.map(tied))
        #expect(try problem.blockingPairs(of: problem.newcomerProposing()).isEmpty, "seed \(seed)")
        #expect(try problem.blockingPairs(of: problem.mentorProposing()).isEmpty, "seed \(seed)")
    }

    @Test(arguments: [UInt64](1...150))
    func `both matchings are stable, and each is best for the side that proposes`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let (capacities, newcomers, mentors) = Self.lists(&random)
        let problem = try StableProblem(capacities: capacities, newcomers: newcomers, mentors: mentors)
        let (first, second) = (problem.newcomerProposing(), problem.mentorProposing())
        #expect(try problem.blockingPairs(of: first).isEmpty, "seed \(seed)")
        #expect(try problem.blockingPairs(of: second).isEmpty, "seed \(seed)")
        for matching in Self.all(capacities, newcomers, mentors)
        where try problem.blockingPairs(of: matching).isEmpty {
            for (newcomer, list) in newcomers.enumerated() {
                func place(_ matching: [Int?]) -> Int { list.firstIndex { $0 == matching[newcomer] } ?? list.count }
                #expect(place(first) <= place(matching), "seed \(seed)")
                #expect(place(second) >= place(matching), "seed \(seed)")
            }
        }
    }

    @Test(arguments: [UInt64](1...100))
    func `one more mentor never hurts a newcomer`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let (capacities, newcomers, mentors) = Self.lists(&random)
        let before = try StableProblem(capacities: capacities, newcomers: newcomers, mentors: mentors)
            .newcomerProposing()
        let more = newcomers.map { list in
            var list = list
            list.insert(capacities.count, at: Int.random(in: 0...list.count, using: &random))
            return list
        }
        let after = try StableProblem(
            capacities: capacities + [1], newcomers: more,
            mentors: mentors + [Array(newcomers.indices.shuffled(using: &random))]
        ).newcomerProposing()
        for (newcomer, list) in more.enumerated() {
            let (old, new) = (list.firstIndex { $0 == before[newcomer] }, list.firstIndex { $0 == after[newcomer] })
            #expect((new ?? list.count) <= (old ?? list.count), "seed \(seed)")
        }
    }

    @Test func `ties are broken by index and give no blocking pair`() throws {
        let tied = [RankedChoice(partner: 1, rank: 0), RankedChoice(partner: 0, rank: 0)]
        let problem = try StableProblem(capacities: [1, 1], newcomers: [tied, tied], mentors: [tied, tied])
        #expect(problem.newcomerProposing() == [0, 1])
        #expect(try problem.blockingPairs(of: [1, 0]).isEmpty)
    }

    @Test func `a matching that two would leave names them`() throws {
        let problem = try StableProblem(
            capacities: [1, 1], newcomers: [[0, 1], [0, 1]], mentors: [[0, 1], [0, 1]])
        #expect(try problem.blockingPairs(of: [1, 0]) == [AssignmentPair(row: 0, column: 0)])
        #expect(throws: StableProblemError.overCapacity(mentor: 0)) { try problem.blockingPairs(of: [0, 0]) }
        #expect(throws: StableProblemError.unacceptablePair(newcomer: 0, mentor: 7)) {
            try problem.blockingPairs(of: [7, nil])
        }
    }

    @Test func `wrong lists are refused with their place`() {
        #expect(throws: StableProblemError.noNewcomers) {
            try StableProblem(capacities: [1], newcomers: [[Int]](), mentors: [[]])
        }
        #expect(throws: StableProblemError.noMentors) {
            try StableProblem(capacities: [], newcomers: [[Int]()], mentors: [])
        }
        #expect(throws: StableProblemError.unknownMentor(newcomer: 0, mentor: 4)) {
            try StableProblem(capacities: [1], newcomers: [[4]], mentors: [[0]])
        }
        #expect(throws: StableProblemError.mentorTwice(newcomer: 0, mentor: 0)) {
            try StableProblem(capacities: [1], newcomers: [[0, 0]], mentors: [[0]])
        }
        #expect(throws: StableProblemError.newcomerTwice(mentor: 0, newcomer: 0)) {
            try StableProblem(capacities: [1], newcomers: [[0]], mentors: [[0, 0]])
        }
    }

    private static func lists(_ random: inout SeededGenerator) -> ([Int], [[Int]], [[Int]]) {
        let (rows, columns) = (Int.random(in: 1...4, using: &random), Int.random(in: 1...3, using: &random))
        func part(_ count: Int) -> [Int] {
            Array((0..<count).shuffled(using: &random).prefix(Int.random(in: 0...count, using: &random)))
        }
        return (
            (0..<columns).map { _ in Int.random(in: 0...2, using: &random) }, (0..<rows).map { _ in part(columns) },
            (0..<columns).map { _ in part(rows) }
        )
    }

    private static func all(_ capacities: [Int], _ newcomers: [[Int]], _ mentors: [[Int]]) -> [[Int?]] {
        var matchings: [[Int?]] = [[]]
        for (newcomer, list) in newcomers.enumerated() {
            matchings = matchings.flatMap { matching in
                [matching + [nil]]
                    + list.filter { mentor in
                        mentors[mentor].contains(newcomer) && matching.count { $0 == mentor } < capacities[mentor]
                    }.map { matching + [$0] }
            }
        }
        return matchings
    }
}
