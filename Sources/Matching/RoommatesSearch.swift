/// Irving's two phases on lists from which pairs are struck out.
struct RoommatesSearch {
    private let lists: [[Int]]
    private let position: [[Int: Int]]
    private var isLeft: [[Bool]]

    init(lists: [[Int]]) {
        self.lists = lists
        position = lists.map { list in
            Dictionary(list.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        }
        isLeft = lists.map { $0.map { _ in true } }
    }

    mutating func run() -> RoommatesAnswer {
        proposeAll()
        let isAlone = lists.indices.map { left($0).isEmpty }
        while let start = lists.indices.first(where: { left($0).count > 1 }) {
            // Second choice, then the last on their list, until somebody comes again: a rotation.
            var people: [Int] = []
            var seenAt: [Int: Int] = [:]
            var person = start
            while seenAt[person] == nil {
                seenAt[person] = people.count
                people.append(person)
                let remaining = left(person)
                guard remaining.count > 1, let last = left(remaining[1]).last else { break }
                person = last
            }
            let cycle = people[(seenAt[person] ?? 0)...]
            // All seconds are read before anything is struck out: the rotation goes as a whole.
            let seconds = cycle.map { (person: $0, second: left($0)[1]) }
            for (person, second) in seconds { strikeBelow(person, on: second) }
            if let person = lists.indices.first(where: { !isAlone[$0] && left($0).isEmpty }) {
                return .noneExists(person: person)
            }
        }
        return .stable(lists.indices.map { left($0).first })
    }

    /// Everybody proposes to the best left; who is proposed to strikes out everybody worse.
    private mutating func proposeAll() {
        var holder: [Int?] = Array(repeating: nil, count: lists.count)
        var waiting = Array(lists.indices.reversed())
        while let person = waiting.popLast() {
            guard let best = left(person).first else { continue }
            if let former = holder[best], former != person { waiting.append(former) }
            holder[best] = person
            strikeBelow(person, on: best)
        }
    }

    private func left(_ person: Int) -> [Int] {
        zip(lists[person], isLeft[person]).compactMap { $1 ? $0 : nil }
    }

    /// Strikes out everybody whom `judge` likes less than `person`, on both lists.
    private mutating func strikeBelow(_ person: Int, on judge: Int) {
        guard let place = position[judge][person] else { return }
        for index in lists[judge].indices.dropFirst(place + 1) where isLeft[judge][index] {
            isLeft[judge][index] = false
            let other = lists[judge][index]
            if let mirror = position[other][judge] { isLeft[other][mirror] = false }
        }
    }
}
