/// What a line begins, by its first characters.
enum BlockStart {
    case blank
    case heading(level: Int, BlockParser.Line)
    /// Three or more of `-`, `*` or `_`: a thematic break of CommonMark, here a paragraph of its own.
    case rule
    case fence(Fence)
    /// With what stands behind the mark.
    case quote(BlockParser.Line)
    case item(Marker)
    case text

    /// The opening line of a block of code.
    struct Fence {
        let character: Unicode.Scalar
        let count: Int
        let indentation: Int

        func isClosed(by line: BlockParser.Line) -> Bool {
            let rest = line.drop { $0.scalar == " " }
            let run = rest.prefix { $0.scalar == character }
            return line.indentation < 4 && run.count >= count && rest.dropFirst(run.count).isBlank
        }
    }

    /// A bullet or number in front of an entry.
    struct Marker {
        let kind: Kind
        let number: Int
        /// Blanks that a line needs to belong to the entry.
        let width: Int
        let content: BlockParser.Line

        enum Kind: Hashable {
            case bullet(Unicode.Scalar)
            case number(Unicode.Scalar)

            var isOrdered: Bool {
                if case .number = self { true } else { false }
            }
        }

        /// Numbers are counted from 1; a line that begins with another is no list.
        var startsList: Bool { !kind.isOrdered || number == 1 }
    }

    init(_ line: BlockParser.Line) {
        let indentation = line.indentation
        let rest = line.dropFirst(indentation)
        guard let first = rest.first?.scalar, !rest.isBlank else {
            self = .blank
            return
        }
        guard indentation < 4 else {
            self = .text
            return
        }
        switch first {
        case ">": self = .quote(rest.dropFirst(rest.dropFirst().first?.scalar == " " ? 2 : 1))
        case "#": self = Self.heading(rest) ?? .text
        case "`", "~": self = Self.fence(rest, first, indentation).map { .fence($0) } ?? .text
        case _ where Self.isRule(rest, first): self = .rule
        default: self = Self.marker(rest, first, indentation).map { .item($0) } ?? .text
        }
    }

    /// Whether a paragraph ends before this line.
    var interruptsParagraph: Bool {
        switch self {
        case .text: false
        case .item(let marker): marker.startsList && !marker.content.isBlank
        case .blank, .heading, .rule, .fence, .quote: true
        }
    }

    private static func heading(_ rest: BlockParser.Line) -> BlockStart? {
        let level = rest.prefix { $0.scalar == "#" }.count
        var content = rest.dropFirst(level)
        guard level <= 3, content.isEmpty || content.first?.scalar == " " else { return nil }
        content = content.drop { $0.scalar == " " }
        while content.last?.scalar == " " { content.removeLast() }
        let closing = content.reversed().prefix { $0.scalar == "#" }.count
        let before = content.dropLast(closing)
        if closing > 0, before.isEmpty || before.last?.scalar == " " { content = before }
        while content.last?.scalar == " " { content.removeLast() }
        return .heading(level: level, content)
    }

    private static func fence(_ rest: BlockParser.Line, _ character: Unicode.Scalar, _ indentation: Int) -> Fence? {
        let count = rest.prefix { $0.scalar == character }.count
        guard count >= 3, character == "~" || !rest.dropFirst(count).contains(where: { $0.scalar == "`" }) else {
            return nil
        }
        return Fence(character: character, count: count, indentation: indentation)
    }

    private static func isRule(_ rest: BlockParser.Line, _ first: Unicode.Scalar) -> Bool {
        (first == "-" || first == "*" || first == "_") && rest.allSatisfy { $0.scalar == first || $0.scalar == " " }
            && rest.count { $0.scalar == first } >= 3
    }

    private static func marker(_ rest: BlockParser.Line, _ first: Unicode.Scalar, _ indentation: Int) -> Marker? {
        var length = 1
        var number = 0
        let kind: Marker.Kind
        if first == "-" || first == "*" || first == "+" {
            kind = .bullet(first)
        } else {
            let digits = rest.prefix { ("0"..."9").contains($0.scalar) }
            guard (1...9).contains(digits.count), let delimiter = rest.dropFirst(digits.count).first?.scalar,
                delimiter == "." || delimiter == ")", let value = Int(BlockParser.text(digits))
            else { return nil }
            kind = .number(delimiter)
            number = value
            length = digits.count + 1
        }
        let after = rest.dropFirst(length)
        guard after.isEmpty || after.first?.scalar == " " else { return nil }
        let blanks = after.prefix { $0.scalar == " " }.count
        let gap = after.isBlank || blanks > 4 ? 1 : blanks
        return Marker(
            kind: kind, number: number, width: indentation + length + gap, content: after.dropFirst(gap))
    }
}

extension ArraySlice<TextMark> {
    var isBlank: Bool { allSatisfy { $0.scalar == " " || $0.scalar == "\t" } }
    /// Blanks before anything else.
    var indentation: Int { prefix { $0.scalar == " " }.count }

    var isFence: Bool {
        if case .fence = BlockStart(self) { true } else { false }
    }
}
