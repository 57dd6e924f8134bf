/// The meaning in which a term is unwelcome, and the neighbour words that tell it from others.
///
/// In the table: a name, then clauses, each behind a semicolon. `near` looks five words to either side within the
/// sentence, `before` and `after` at the next word and the one before: `a test result; before test+, screen+`. One clause
/// without `not` must hold when there is any; one with `not` must not hold.
public struct LanguageSense: Sendable, Hashable {
    /// Empty when the term is unwelcome in every meaning.
    public let name: String
    private let clauses: [Clause]

    private struct Clause: Hashable {
        let place: Place
        let isNegated: Bool
        let words: Set<String>
    }

    private enum Place: String, CaseIterable { case near, before, after }

    /// How many words to either side count as near.
    private static let reach = 5

    init(parsing cell: LanguageCell) throws(LanguageCellFault) {
        let parts = cell.parts(by: ";")
        name = parts[0].text
        var clauses: [Clause] = []
        for part in parts.dropFirst() { clauses.append(try Self.clause(part)) }
        if name.isEmpty, !clauses.isEmpty {
            throw LanguageCellFault(cell.fault("expected a name of the sense before its neighbour words"))
        }
        self.clauses = clauses
    }

    private static func clause(_ cell: LanguageCell) throws(LanguageCellFault) -> Clause {
        let isNegated = cell.text.hasPrefix("not ")
        let rest = isNegated ? cell.dropping(4) : cell
        guard
            let place = Place.allCases.first(where: {
                rest.text == $0.rawValue || rest.text.hasPrefix($0.rawValue + " ")
            })
        else {
            throw LanguageCellFault(
                rest.fault("expected near, before or after and neighbour words, found '\(rest.text)'"))
        }
        var words: Set<String> = []
        for word in rest.dropping(place.rawValue.count).parts(by: ",") {
            words.formUnion(try LanguagePattern.forms(of: word))
        }
        return Clause(place: place, isNegated: isNegated, words: words)
    }

    /// Whether the words at `match` have this meaning.
    func holds(at match: Range<Int>, in words: [LanguageWord]) -> Bool {
        var needed = false
        var met = false
        for clause in clauses {
            let holds = Self.holds(clause, at: match, in: words)
            if clause.isNegated {
                if holds { return false }
            } else {
                needed = true
                met = met || holds
            }
        }
        return met || !needed
    }

    private static func holds(_ clause: Clause, at match: Range<Int>, in words: [LanguageWord]) -> Bool {
        func isOne(_ index: Int) -> Bool { words[index].end(as: clause.words) != nil }
        var front = match.lowerBound
        var frontSteps = clause.place == .near ? reach : clause.place == .after ? 1 : 0
        while frontSteps > 0, front > 0, words[front].link != .apart {
            front -= 1
            frontSteps -= 1
            if isOne(front) { return true }
        }
        var back = match.upperBound
        var backSteps = clause.place == .near ? reach : clause.place == .before ? 1 : 0
        while backSteps > 0, back < words.count, words[back].link != .apart {
            if isOne(back) { return true }
            back += 1
            backSteps -= 1
        }
        return false
    }
}
