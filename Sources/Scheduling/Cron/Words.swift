/// Lists in English.
enum Words {
    /// `1, 2 and 5 to 9`: three or more in a row become a range.
    static func list(_ numbers: [Int], _ name: (Int) -> String) -> String {
        var words: [String] = []
        var run: [Int] = []
        for number in numbers {
            if let last = run.last, last + 1 != number {
                words += Self.words(ofRun: run, name)
                run = []
            }
            run.append(number)
        }
        return joined(words + Self.words(ofRun: run, name))
    }

    /// `a, b and c`.
    static func joined(_ words: [String], by conjunction: String = "and") -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    private static func words(ofRun run: [Int], _ name: (Int) -> String) -> [String] {
        guard run.count > 2, let first = run.first, let last = run.last else { return run.map(name) }
        return ["\(name(first)) to \(name(last))"]
    }
}
