/// Deferred acceptance: Gale and Shapley, "College admissions and the stability of marriage", Amer. Math. Monthly 69, 1962;
/// Roth, "The evolution of the labor market for medical interns and residents", J. Political Economy 92, 1984.
///
/// One side proposes down its lists, the other keeps the best so far. The side that proposes gets, each of its members,
/// the best that any stable matching offers them, and newcomers who propose gain nothing by hiding what they want.
/// O(acceptable pairs × log places).
extension StableProblem {
    /// The stable matching that is best for every newcomer: by newcomer the mentor, nil for nobody.
    public func newcomerProposing() -> [Int?] {
        var matched: [Int?] = Array(repeating: nil, count: choices.count)
        var next = Array(repeating: 0, count: choices.count)
        // Each mentor's newcomers, the least wanted on top.
        var held = Array(repeating: CostHeap<Int32>(), count: capacities.count)
        var counts = Array(repeating: 0, count: capacities.count)
        var waiting = Array(choices.indices.reversed())
        while let newcomer = waiting.popLast() {
            while next[newcomer] < choices[newcomer].count {
                let choice = choices[newcomer][next[newcomer]]
                let mentor = Int(choice.mentor)
                next[newcomer] += 1
                guard capacities[mentor] > 0 else { continue }
                held[mentor].push(-choice.position, newcomer)
                matched[newcomer] = mentor
                counts[mentor] += 1
                if counts[mentor] > capacities[mentor], let last = held[mentor].pop() {
                    counts[mentor] -= 1
                    matched[last.node] = nil
                    guard last.node != newcomer else { continue }
                    waiting.append(last.node)
                }
                break
            }
        }
        return matched
    }

    /// The stable matching that is best for every mentor: by newcomer the mentor, nil for nobody.
    public func mentorProposing() -> [Int?] {
        var place: [Int] = choices.map(\.count)
        var next = Array(repeating: 0, count: capacities.count)
        var left = capacities
        var waiting = Array(capacities.indices.reversed())
        while let mentor = waiting.popLast() {
            while left[mentor] > 0, next[mentor] < applicants[mentor].count {
                let applicant = applicants[mentor][next[mentor]]
                let (newcomer, offered) = (Int(applicant.newcomer), Int(applicant.place))
                next[mentor] += 1
                guard offered < place[newcomer] else { continue }
                if place[newcomer] < choices[newcomer].count {
                    let former = Int(choices[newcomer][place[newcomer]].mentor)
                    left[former] += 1
                    waiting.append(former)
                }
                place[newcomer] = offered
                left[mentor] -= 1
            }
        }
        return zip(choices, place).map { list, place in place < list.count ? Int(list[place].mentor) : nil }
    }

    /// The pairs who would both rather be together than as `matching` has them, by newcomer and then mentor.
    ///
    /// The newcomer likes the mentor better than now (anybody acceptable is better than nobody), and the mentor has a place
    /// free or likes the newcomer better than one they have; equal ranks are not better. O(acceptable pairs).
    ///
    /// - Parameter matching: By newcomer the mentor, nil for nobody; it need not be stable.
    /// - Returns: Pairs of newcomer (row) and mentor (column); empty exactly if the matching is stable.
    /// - Throws: `StableProblemError` when the matching has a pair who do not list each other, or too many for a mentor.
    public func blockingPairs(of matching: [Int?]) throws(StableProblemError) -> [AssignmentPair] {
        guard matching.count == choices.count else {
            throw .wrongMatchingSize(expected: choices.count, found: matching.count)
        }
        var counts = Array(repeating: 0, count: capacities.count)
        var worst = Array(repeating: Int.min, count: capacities.count)
        var current = Array(repeating: Int.max, count: choices.count)
        for (newcomer, mentor) in matching.enumerated() {
            guard let mentor else { continue }
            guard let choice = choices[newcomer].first(where: { Int($0.mentor) == mentor }) else {
                throw .unacceptablePair(newcomer: newcomer, mentor: mentor)
            }
            counts[mentor] += 1
            guard counts[mentor] <= capacities[mentor] else { throw .overCapacity(mentor: mentor) }
            worst[mentor] = max(worst[mentor], choice.mentorRank)
            current[newcomer] = choice.rank
        }
        var pairs: [AssignmentPair] = []
        for (newcomer, list) in choices.enumerated() {
            for choice in list where matching[newcomer] == nil || choice.rank < current[newcomer] {
                let mentor = Int(choice.mentor)
                if counts[mentor] < capacities[mentor] || (counts[mentor] > 0 && choice.mentorRank < worst[mentor]) {
                    pairs.append(AssignmentPair(row: newcomer, column: mentor))
                }
            }
        }
        return pairs.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    }
}
