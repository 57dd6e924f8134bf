/// People of one group who are to be paired with each other; a pair that is not listed is forbidden.
public struct BuddyProblem: Hashable, Sendable {
    public let count: Int
    public let pairs: [BuddyPair]
    public let oddOneOut: OddOneOut

    /// - Throws: `BuddyProblemError` for an empty group, a wrong pair, or a score whose sums could leave `Int64`.
    public init(count: Int, pairs: [BuddyPair], oddOneOut: OddOneOut = .joinsATrio) throws(BuddyProblemError) {
        guard count > 0 else { throw .noPeople }
        if case .leastRecentlyLeftOut(let rounds) = oddOneOut, rounds.count != count {
            throw .wrongHistorySize(expected: count, found: rounds.count)
        }
        let limit = Int64.max / 4 / Int64(3 * count + 1)
        var seen: Set<[Int]> = []
        for pair in pairs {
            guard (0..<count).contains(pair.first), (0..<count).contains(pair.second) else {
                throw .unknownPerson(first: pair.first, second: pair.second)
            }
            guard pair.first != pair.second else { throw .samePerson(pair.first) }
            guard seen.insert([min(pair.first, pair.second), max(pair.first, pair.second)]).inserted else {
                throw .pairTwice(first: pair.first, second: pair.second)
            }
            guard pair.score.magnitude <= limit.magnitude else {
                throw .scoreTooLarge(first: pair.first, second: pair.second)
            }
        }
        self.count = count
        self.pairs = pairs
        self.oddOneOut = oddOneOut
    }

    /// As many people in pairs as possible, then whoever was left out lately served first, then the largest total.
    ///
    /// The levels are one exact weight in 128 bits, each larger than all below it together; a forbidden pair has none. With
    /// several left out, the ranks of how lately they were add up. Trios are made after the pairs, as an assignment of the
    /// people left to the pairs, so a trio never costs a pair. The same people and scores always give the same answer.
    /// O(count³), source: `BlossomSearch`.
    public func solve() -> BuddyAnswer {
        var scores: [Int64?] = Array(repeating: nil, count: count * count)
        for pair in pairs {
            scores[pair.first * count + pair.second] = pair.score
            scores[pair.second * count + pair.first] = pair.score
        }
        var search = BlossomSearch(count: count, weights: weights(scores))
        let partners = search.run()
        var groups: [[Int]] = []
        for (person, partner) in partners.enumerated() {
            if let partner, person < partner { groups.append([person, partner]) }
        }
        var leftOut = partners.indices.filter { partners[$0] == nil }
        if case .joinsATrio = oddOneOut { join(&leftOut, &groups, scores) }
        var total: Int64 = 0
        for group in groups {
            for one in group {
                for other in group where one < other { total += scores[one * count + other] ?? 0 }
            }
        }
        return BuddyAnswer(groups: groups, leftOut: leftOut, totalScore: total)
    }

    private func weights(_ scores: [Int64?]) -> [Int128] {
        let given = pairs.map { Int128($0.score) }
        let least = given.min() ?? 0
        let fit = ((given.max() ?? 0) - least + 1) * Int128(count) + 1
        var ranks = Array(repeating: Int128(0), count: count)
        if case .leastRecentlyLeftOut(let rounds) = oddOneOut {
            let order = Set(rounds.compactMap { $0 }).sorted()
            for (person, round) in rounds.enumerated() {
                if let round { ranks[person] = Int128(order.count { $0 <= round }) }
            }
        }
        let rankSum = (ranks.reduce(0, +) + 1) * fit
        return scores.enumerated().map { place, score in
            guard let score else { return 0 }
            let lately = ranks[place / count] + ranks[place % count]
            return rankSum * 2 + lately * fit + Int128(score) - least + 1
        }
    }

    private func join(_ leftOut: inout [Int], _ groups: inout [[Int]], _ scores: [Int64?]) {
        let candidates = leftOut.map { person in
            groups.indices.compactMap { index -> AssignmentCandidate? in
                guard let one = scores[person * count + groups[index][0]],
                    let other = scores[person * count + groups[index][1]]
                else { return nil }
                return AssignmentCandidate(column: index, score: one + other)
            }
        }
        // The scores were checked to add up, and the indices are ours: this cannot be refused.
        let ones = groups.map { _ in 1 }
        guard let problem = try? AssignmentProblem(capacities: ones, candidates: candidates) else { return }
        let answer = problem.solve()
        for (person, index) in zip(leftOut, answer.columns) {
            if let index { groups[index] = (groups[index] + [person]).sorted() }
        }
        leftOut = zip(leftOut, answer.columns).compactMap { $1 == nil ? $0 : nil }
        groups.sort { $0[0] < $1[0] }
    }
}
