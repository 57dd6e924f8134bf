/// A text with places to fill, in the part of Mustache that we allow.
///
/// Allowed are `{{name}}`, `{{#name}}…{{/name}}` (shown when there is a value), `{{^name}}…{{/name}}` (shown when there is
/// none) and `{{! note}}`; a section's or note's tag that stands alone on a line takes the line with it, as Mustache has
/// it. Refused at load are unescaped tags, delimiter changes, pragmas, partials, lambdas and parents: each of them would
/// let a template switch off an escape or turn a value into a template. What is left is so little that it is walked here:
/// values are looked up by their whole declared name, in one dictionary of texts, and what they hold is never read again.
public struct TemplateText: Hashable, Sendable {
    /// The text as its author wrote it.
    public let source: String
    /// The tags in order of appearance.
    public let tags: [TemplateTag]
    private let pieces: [Piece]

    /// The longest text of a message, in characters: more than any platform takes.
    static let longest = 20_000

    private indirect enum Piece: Hashable, Sendable {
        case literal([TextMark])
        case variable(String, origin: Int)
        case section(String, isInverted: Bool, [Piece])
    }

    /// Reads a text.
    ///
    /// - Throws: `TemplateError` with the character offset of the first tag that is refused or unbalanced.
    public init(parsing source: String) throws(TemplateError) {
        self.source = source
        let text = Array(source)
        guard text.count <= Self.longest else {
            throw TemplateError(
                offset: Self.longest, length: 1,
                message: "expected at most \(Self.longest) characters, found \(text.count)")
        }
        for (offset, character) in text.enumerated() where character.unicodeScalars.contains(where: Self.isRefused) {
            throw TemplateError(
                offset: offset, length: 1, message: "a control or private-use character cannot be shown to anybody")
        }
        tags = try TemplateTag.tags(in: source)
        pieces = Self.pieces(of: text, tags)
    }

    /// Control characters, and those that stand for a value while a text is read.
    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        let isControl =
            scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t" && scalar != "\r"
        return isControl || ValueMark.range.contains(scalar.value)
    }

    /// The text with every place filled, for a reader of plain text.
    ///
    /// Control characters in values are dropped, and line breaks become blanks, so that a value can add no line to a
    /// header and no command to a mail.
    public func renderPlain(_ values: [String: String]) -> String { render { values[$0].map(FieldValues.clean) ?? "" } }

    /// The text with every place filled by what `value` says; empty means that there is none.
    func render(_ value: (String) -> String) -> String {
        var result = String.UnicodeScalarView()
        Self.walk(pieces, isThere: { !value($0).isEmpty }) { piece in
            switch piece {
            case .literal(let marks): result.append(contentsOf: marks.lazy.map(\.scalar))
            case .variable(let name, _): result.append(contentsOf: value(name).unicodeScalars)
            case .section: break
            }
        }
        return String(result)
    }

    /// The text with a mark in each place, where the fields of `present` have a value and no others do.
    func marks(present: Set<String>, mark: (String) -> Unicode.Scalar) -> [TextMark] {
        var result: [TextMark] = []
        Self.walk(pieces, isThere: present.contains) { piece in
            switch piece {
            case .literal(let marks): result += marks
            case .variable(let name, let origin): result.append(TextMark(mark(name), origin: origin))
            case .section: break
            }
        }
        return result
    }

    private static func walk(_ pieces: [Piece], isThere: (String) -> Bool, _ visit: (Piece) -> Void) {
        for piece in pieces {
            if case .section(let name, let isInverted, let inner) = piece {
                if isThere(name) != isInverted { walk(inner, isThere: isThere, visit) }
            } else {
                visit(piece)
            }
        }
    }

    /// The names that some part of the text depends on, in order.
    var sections: [String] { Set(tags.filter { $0.kind == .section || $0.kind == .inverted }.map(\.name)).sorted() }

    /// The names of the fields that are shown, in order.
    var variables: [String] { Set(tags.filter { $0.kind == .variable }.map(\.name)).sorted() }

    /// The names that the reader needs a value for: those of plain tags outside a section of the same name.
    public var namesNeeded: Set<String> {
        var open: [String] = []
        var needed: Set<String> = []
        for tag in tags {
            switch tag.kind {
            case .section: open.append(tag.name)
            case .inverted: open.append("^" + tag.name)
            case .end: open.removeLast()
            case .variable: if !open.contains(tag.name) { needed.insert(tag.name) }
            case .comment: break
            }
        }
        return needed
    }

    public static func == (left: TemplateText, right: TemplateText) -> Bool { left.source == right.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }

    /// What stands between the tags, and the tags, each section with what it holds.
    private static func pieces(of text: [Character], _ tags: [TemplateTag]) -> [Piece] {
        var levels: [[Piece]] = [[]]
        var position = 0
        func literal(upTo end: Int) {
            guard end > position else { return }
            let marks = (position..<end).flatMap { offset in
                text[offset].unicodeScalars.map { TextMark($0, origin: offset) }
            }
            levels[levels.count - 1].append(.literal(marks))
        }
        for (index, tag) in tags.enumerated() {
            let range =
                tag.kind == .variable ? tag.offset..<tag.offset + tag.length : lineOf(tag, index, tags, in: text)
            literal(upTo: range.lowerBound)
            position = range.upperBound
            switch tag.kind {
            case .variable: levels[levels.count - 1].append(.variable(tag.name, origin: tag.offset))
            case .section, .inverted: levels.append([])
            case .comment: break
            case .end:
                let inner = levels.removeLast()
                let isInverted = opening(of: tag, index, tags).kind == .inverted
                levels[levels.count - 1].append(.section(tag.name, isInverted: isInverted, inner))
            }
        }
        literal(upTo: text.count)
        return levels[0]
    }

    private static func opening(of end: TemplateTag, _ index: Int, _ tags: [TemplateTag]) -> TemplateTag {
        var depth = 0
        for tag in tags[..<index].reversed() {
            switch tag.kind {
            case .end: depth += 1
            case .section, .inverted:
                if depth == 0 { return tag }
                depth -= 1
            case .variable, .comment: break
            }
        }
        return end
    }

    /// The tag's own characters, or its whole line when nothing else stands there.
    private static func lineOf(_ tag: TemplateTag, _ index: Int, _ tags: [TemplateTag], in text: [Character]) -> Range<
        Int
    > {
        var start = tag.offset
        var end = tag.offset + tag.length
        let own = start..<end
        while start > 0, text[start - 1] == " " || text[start - 1] == "\t" { start -= 1 }
        while end < text.count, text[end] == " " || text[end] == "\t" { end += 1 }
        guard start == 0 || text[start - 1].isNewline, end == text.count || text[end].isNewline else { return own }
        return start..<min(end + 1, text.count)
    }
}
