/// A place in a text where a term stands that the table advises against.
///
/// Lines and columns begin at 1 and count characters as a reader sees them, so an accent or an emoji of several code
/// points is one; `length` characters from there on are exactly `text`, or its beginning where the term goes on in the next
/// line.
public struct LanguageFinding: Sendable, Hashable {
    public let line: Int
    public let column: Int
    public let length: Int
    /// The words as the text has them, a line end and what it indents by as one blank.
    public let text: String
    /// The term as the table has it, without marks.
    public let term: String
    /// What may be said instead; several ways are separated by semicolons.
    public let suggestion: String
    public let source: String
    public let level: LanguageLevel

    /// Whether this is a remark `language: ignore …` that changes nothing, and no term of the table.
    public var isRemark: Bool { term == Self.remark }

    static let remark = "language: ignore"

    public init(
        line: Int, column: Int, length: Int, text: String, term: String, suggestion: String, source: String,
        level: LanguageLevel
    ) {
        self.line = line
        self.column = column
        self.length = length
        self.text = text
        self.term = term
        self.suggestion = suggestion
        self.source = source
        self.level = level
    }
}
