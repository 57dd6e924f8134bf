/// Words as numbers, so that what two people have in common is a few machine instructions.
struct PairingProposeVocabulary {
    private var numbers: [String: Int] = [:]
    private(set) var words: [String] = []

    mutating func set(of words: some Sequence<String>) -> PairingProposeWordSet {
        var set = PairingProposeWordSet()
        for word in words { set.insert(number(of: word)) }
        return set
    }

    private mutating func number(of word: String) -> Int {
        if let number = numbers[word] { return number }
        numbers[word] = words.count
        words.append(word)
        return words.count - 1
    }

    /// The words of a set, in alphabetical order.
    func words(of set: PairingProposeWordSet) -> [String] { set.numbers.map { words[$0] }.sorted() }
}

/// A set of words of one vocabulary.
struct PairingProposeWordSet: Hashable {
    /// The first 64 words, which most programs have no more of, and all others.
    private var low: UInt64 = 0
    private var high: Set<Int> = []

    var isEmpty: Bool { low == 0 && high.isEmpty }
    var count: Int { low.nonzeroBitCount + high.count }

    mutating func insert(_ number: Int) {
        if number < 64 { low |= 1 << UInt64(number) } else { high.insert(number) }
    }

    func intersection(_ other: Self) -> Self {
        var both = Self()
        both.low = low & other.low
        if !high.isEmpty, !other.high.isEmpty { both.high = high.intersection(other.high) }
        return both
    }

    func commonCount(_ other: Self) -> Int {
        (low & other.low).nonzeroBitCount
            + (high.isEmpty || other.high.isEmpty ? 0 : high.intersection(other.high).count)
    }

    func isDisjoint(with other: Self) -> Bool { commonCount(other) == 0 }

    func isSubset(of other: Self) -> Bool { commonCount(other) == count }

    var numbers: [Int] { (0..<64).filter { low >> UInt64($0) & 1 == 1 } + high.sorted() }
}
