/// A row of the table: a term in all its variants, and what may be said instead.
public struct LanguageTerm: Sendable, Hashable {
    /// As the table has them, without marks.
    public let variants: [String]
    public let sense: LanguageSense
    public let level: LanguageLevel
    public let alternatives: [String]
    /// Who advises so: the guides that the table's first lines name.
    public let source: String
    public let note: String
    let patterns: [LanguagePattern]

    /// The alternatives in one line.
    public var suggestion: String { alternatives.joined(separator: "; ") }
}
