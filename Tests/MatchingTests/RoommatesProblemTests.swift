import Matching
import Testing

@Suite struct RoommatesProblemTests {
    @Test func `four people of whom nobody wants the fourth have no stable answer`() throws {
        let answer = try RoommatesProblem(preferences: [[1, 2, 3], [2, 0, 3], [0, 1, 3], [0, 1, 2]]).solve()
        guard case .noneExists = answer else {
            Issue.record("found \(answer)")
            return
        }
    }

    @Test(arguments: [UInt64](1...150))
    func `an answer is stable, and there is one whenever all pairings say so`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let count = Int.random(in: 1...8, using: &random)
        let least = Int.random(in: 0...count - 1, using: &random)
        let lists = (0..<count).map { person in
            Array(
                (0..<count).filter { $0 != person }.shuffled(using: &random).prefix(
                    Int.random(in: least...count - 1, using: &random)))
        }
        let exists = Self.existsStable(lists, Array(repeating: nil, count: count), 0)
        switch try RoommatesProblem(preferences: lists).solve() {
        case .stable(let partners): #expect(Self.isStable(lists, partners), "seed \(seed)")
        case .noneExists: #expect(!exists, "seed \(seed)")
        }
    }

    @Test func `wrong lists are refused with their place`() {
        #expect(throws: RoommatesProblemError.noPeople) { try RoommatesProblem(preferences: []) }
        #expect(throws: RoommatesProblemError.namesOneself(person: 0)) { try RoommatesProblem(preferences: [[0]]) }
        #expect(throws: RoommatesProblemError.unknownPerson(person: 0, names: 9)) {
            try RoommatesProblem(preferences: [[9]])
        }
    }

    private static func isStable(_ lists: [[Int]], _ partners: [Int?]) -> Bool {
        func place(_ person: Int, _ other: Int?) -> Int {
            lists[person].firstIndex { $0 == other } ?? lists[person].count
        }
        for (person, list) in lists.enumerated() {
            if let partner = partners[person] {
                guard partners[partner] == person, list.contains(partner) else { return false }
            }
            for other in list where lists[other].contains(person) {
                if place(person, other) < place(person, partners[person]),
                    place(other, person) < place(other, partners[other])
                {
                    return false
                }
            }
        }
        return true
    }

    private static func existsStable(_ lists: [[Int]], _ partners: [Int?], _ person: Int) -> Bool {
        guard person < lists.count else { return isStable(lists, partners) }
        guard partners[person] == nil else { return existsStable(lists, partners, person + 1) }
        if existsStable(lists, partners, person + 1) { return true }
        for other in lists[person] where other > person && partners[other] == nil && lists[other].contains(person) {
            var next = partners
            (next[person], next[other]) = (other, person)
            if existsStable(lists, next, person + 1) { return true }
        }
        return false
    }
}
