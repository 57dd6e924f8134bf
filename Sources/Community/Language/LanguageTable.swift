/// The terms to avoid and what may be said instead, as `Config/language.tsv` has them.
///
/// The file has a tab between its columns (term, sense, level, alternatives, source, note), a first line that names them,
/// and comments behind `#`. Variants and alternatives are separated by semicolons. In a term `*` behind a word stands for
/// its verb forms and `+` for its plural; a blank matches a blank or a hyphen, a hyphen also nothing. A row of level `name`
/// is a proper name: whatever it covers is never found. `language.<tag>.tsv` beside it holds the terms of another language.
public struct LanguageTable: Sendable {
    public private(set) var terms: [LanguageTerm]
    /// Proper names, such as those of fellowships and institutes, in which no term is found.
    public private(set) var names: [String]

    /// What may begin with a word: patterns by each form of their first word.
    private(set) var index: [String: [Entry]] = [:]

    struct Entry: Sendable {
        let pattern: LanguagePattern
        /// nil for a proper name.
        let term: Int?
    }

    init(terms: [LanguageTerm], names: [LanguagePattern]) {
        self.terms = []
        self.names = []
        add(terms, names)
    }

    /// This table and the terms of another, such as a language's.
    public func adding(_ other: LanguageTable) -> LanguageTable {
        var sum = self
        sum.add(other.terms, other.namePatterns)
        return sum
    }

    /// Whether a variant or a form of one is spelt so; hyphens, blanks and case do not matter.
    public func knows(_ spelling: String) -> Bool {
        let words = LanguageWordScanner.words(of: Array(spelling))
        guard let first = words.first else { return false }
        return index[first.folded, default: []].contains { entry in
            entry.term != nil && entry.pattern.words.count == words.count
                && zip(entry.pattern.words, words).allSatisfy { $0.contains($1.folded) }
        }
    }

    private var namePatterns: [LanguagePattern] = []

    private mutating func add(_ newTerms: [LanguageTerm], _ newNames: [LanguagePattern]) {
        for term in newTerms {
            for pattern in term.patterns { enter(Entry(pattern: pattern, term: terms.count)) }
            terms.append(term)
        }
        for pattern in newNames {
            enter(Entry(pattern: pattern, term: nil))
            namePatterns.append(pattern)
            if names.last != pattern.spelling { names.append(pattern.spelling) }
        }
    }

    private mutating func enter(_ entry: Entry) {
        for form in entry.pattern.words[0] { index[form, default: []].append(entry) }
    }
}
