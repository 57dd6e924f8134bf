/// One way to write a term: for each word the forms that count.
struct LanguagePattern: Sendable, Hashable {
    /// As the table has it, without marks.
    let spelling: String
    let words: [Set<String>]

    /// The ways that a variant of the table stands for: `co-dependent+` is two words, or one, each with its plural.
    static func all(of variant: LanguageCell) throws(LanguageCellFault) -> [LanguagePattern] {
        let spelling = variant.text.filter { $0 != "*" && $0 != "+" }
        var spaced: [Set<String>] = []
        var joined: [Set<String>] = []
        for block in variant.parts(by: " ") where !block.text.isEmpty {
            let pieces = block.parts(by: "-")
            for piece in pieces { spaced.append(try forms(of: piece)) }
            let whole = LanguageCell(block.text.filter { $0 != "-" }, line: block.line, column: block.column)
            joined.append(try forms(of: whole))
        }
        guard !spaced.isEmpty else { throw LanguageCellFault(variant.fault("expected a term, found nothing")) }
        let first = LanguagePattern(spelling: spelling, words: spaced)
        return spaced.count == joined.count ? [first] : [first, LanguagePattern(spelling: spelling, words: joined)]
    }

    /// The forms of a word with its mark: `*` for verb forms, `+` for the plural.
    static func forms(of cell: LanguageCell) throws(LanguageCellFault) -> Set<String> {
        let mark = cell.text.last.flatMap { $0 == "*" || $0 == "+" ? $0 : nil }
        let word = mark == nil ? cell.text : String(cell.text.dropLast())
        let found = LanguageWordScanner.words(of: Array(word))
        guard found.count == 1, found[0].range == 0..<word.count else {
            throw LanguageCellFault(
                cell.fault("expected a word, with * or + behind it when it has forms, found '\(cell.text)'"))
        }
        switch mark {
        case "*": return LanguageInflection.verb(of: found[0].folded)
        case "+": return LanguageInflection.plural(of: found[0].folded)
        default: return [found[0].folded]
        }
    }
}
