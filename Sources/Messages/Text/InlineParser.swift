/// Reads the inline markup of a paragraph: emphasis, strong, strike, code, links and hard breaks, as CommonMark 0.31
/// (sections 6.1 to 6.8) and GitHub's extensions for `~~` and bare addresses have them.
///
/// One pass collects texts, runs of delimiters and open brackets; a closing bracket makes a link of what stands since its
/// partner, and `EmphasisResolver` pairs the delimiters of a link's label or of the whole.
struct InlineParser {
    private let marks: [TextMark]
    private let link: Unicode.Scalar?
    private var index = 0
    private var pieces: [InlinePiece] = []
    private var text = String.UnicodeScalarView()
    /// The places of brackets among the pieces that no other has closed yet.
    private var brackets: [Int] = []
    private let lastAngle: Int

    init(_ marks: [TextMark], link: Unicode.Scalar?) {
        self.marks = marks
        self.link = link
        lastAngle = marks.lastIndex { $0.scalar == ">" } ?? -1
    }

    mutating func parse() throws(TemplateError) -> [RichText.Inline] {
        while index < marks.count { try step() }
        flush()
        return try EmphasisResolver.inlines(pieces, near: marks.first?.origin ?? 0)
    }

    private func scalar(at place: Int) -> Unicode.Scalar? { marks.indices.contains(place) ? marks[place].scalar : nil }

    private mutating func step() throws(TemplateError) {
        let current = marks[index].scalar
        switch current {
        case "\\": escape()
        case "`": code()
        case "*", "_", "~": delimiters(current)
        case "\n": lineEnd()
        case "[": open(isPicture: false)
        case "!" where scalar(at: index + 1) == "[": open(isPicture: true)
        case "]": try close()
        case "<": try angle()
        case "h" where startsAddress: try address()
        default: literal(1)
        }
    }

    private mutating func literal(_ count: Int) {
        for mark in marks[index..<min(index + count, marks.count)] { text.append(mark.scalar) }
        index += count
    }

    private mutating func flush() {
        if !text.isEmpty { pieces.append(.inline(.text(String(text)), depth: 0)) }
        text = String.UnicodeScalarView()
    }

    private mutating func append(_ inline: RichText.Inline, depth: Int = 0) {
        flush()
        pieces.append(.inline(inline, depth: depth))
    }

    private mutating func escape() {
        guard let next = scalar(at: index + 1) else { return literal(1) }
        if next == "\n" {
            append(.lineBreak)
        } else if next.isASCII, next.value > 32, next.value < 127, !next.isLetterOrDigit {
            text.append(next)
        } else {
            return literal(1)
        }
        index += 2
    }

    private mutating func lineEnd() {
        var blanks = 0
        while text.last == " " {
            text.removeLast()
            blanks += 1
        }
        if blanks >= 2 { append(.lineBreak) } else { text.append(" ") }
        index += 1
    }

    private func run(of scalar: Unicode.Scalar, at start: Int) -> Int {
        marks[start...].prefix { $0.scalar == scalar }.count
    }

    private mutating func code() {
        let count = run(of: "`", at: index)
        var place = index + count
        while place < marks.count {
            guard marks[place].scalar == "`" else {
                place += 1
                continue
            }
            let closing = run(of: "`", at: place)
            if closing == count {
                var inner = marks[(index + count)..<place].map { $0.scalar == "\n" ? " " : $0.scalar }
                if inner.first == " ", inner.last == " ", inner.contains(where: { $0 != " " }) {
                    inner = Array(inner.dropFirst().dropLast())
                }
                append(.code(BlockParser.text(inner.map { TextMark($0, origin: 0) })))
                index = place + closing
                return
            }
            place += closing
        }
        literal(count)
    }

    private mutating func delimiters(_ scalar: Unicode.Scalar) {
        let count = run(of: scalar, at: index)
        if scalar == "~", count != 2 { return literal(count) }
        let before = self.scalar(at: index - 1) ?? " "
        let after = self.scalar(at: index + count) ?? " "
        let isLeft = !after.isBlank && (!after.isPunctuation || before.isBlank || before.isPunctuation)
        let isRight = !before.isBlank && (!before.isPunctuation || after.isBlank || after.isPunctuation)
        let isWord = scalar == "_"
        flush()
        pieces.append(
            .run(
                DelimiterRun(
                    scalar: scalar, count: count, length: count,
                    canOpen: isLeft && (!isWord || !isRight || before.isPunctuation),
                    canClose: isRight && (!isWord || !isLeft || after.isPunctuation))))
        index += count
    }

    private mutating func open(isPicture: Bool) {
        flush()
        brackets.append(pieces.count)
        pieces.append(.bracket(isPicture: isPicture, isActive: true, origin: marks[index].origin))
        index += isPicture ? 2 : 1
    }

    private mutating func close() throws(TemplateError) {
        guard let opening = brackets.popLast() else { return literal(1) }
        flush()
        guard case .bracket(let isPicture, let isActive, let origin) = pieces[opening] else { return literal(1) }
        guard isActive, let (address, end) = destination(after: index + 1) else {
            pieces[opening] = .inline(.text(isPicture ? "![" : "["), depth: 0)
            return literal(1)
        }
        let length = (marks.indices.contains(end - 1) ? marks[end - 1].origin : origin) - origin + 1
        guard !isPicture else {
            throw TemplateError(
                offset: origin, length: length, message: "a picture cannot be shown in a message",
                hint: "say it in words, or link to it: [label](https://…)")
        }
        let isLink = link.map { address.unicodeScalars.elementsEqual([$0]) } ?? false
        guard isLink || WebAddress.isAllowed(address) else {
            throw TemplateError(
                offset: origin, length: length,
                message: "a link leads to an address that starts with https://, or to {{link}}",
                hint: "write [label](https://example.org) or [label]({{link}}); no other field may stand in an address")
        }
        let inner = Array(pieces[(opening + 1)...])
        pieces.removeSubrange(opening...)
        let label = try EmphasisResolver.inlines(inner, near: origin)
        pieces.append(.inline(.link(label, to: address), depth: 1 + EmphasisResolver.depth(of: inner)))
        // No link inside a link.
        for place in brackets {
            if case .bracket(false, true, let origin) = pieces[place] {
                pieces[place] = .bracket(isPicture: false, isActive: false, origin: origin)
            }
        }
        index = end
    }

    /// What stands in `(…)` behind a label, and where that ends; nil when it is no address.
    private func destination(after start: Int) -> (address: String, end: Int)? {
        guard scalar(at: start) == "(" else { return nil }
        var place = start + 1
        while let blank = scalar(at: place), blank.isBlank { place += 1 }
        var address: [TextMark] = []
        if scalar(at: place) == "<" {
            place += 1
            while let next = scalar(at: place), next != ">" {
                if next == "\n" || next == "<" { return nil }
                address.append(marks[place])
                place += 1
            }
            place += 1
        } else {
            var depth = 0
            // Longer than any browser follows, and the end of looking for a bracket that never comes.
            while let next = scalar(at: place), !next.isBlank, address.count < 2_000 {
                if next == "(" { depth += 1 }
                if next == ")" {
                    if depth == 0 { break }
                    depth -= 1
                }
                address.append(marks[place])
                place += 1
            }
        }
        while let blank = scalar(at: place), blank.isBlank { place += 1 }
        return scalar(at: place) == ")" ? (BlockParser.text(address), place + 1) : nil
    }

    private mutating func angle() throws(TemplateError) {
        let rest = marks[(index + 1)...]
        let inner = rest.prefix { $0.scalar != ">" && $0.scalar != "<" && !$0.scalar.isBlank }
        let end = index + 1 + inner.count
        let address = BlockParser.text(inner)
        if scalar(at: end) == ">", WebAddress.isAllowed(address) {
            append(.link([.text(address)], to: address), depth: 1)
            index = end + 1
            return
        }
        var name = rest
        if name.first?.scalar == "/" { name = name.dropFirst() }
        let letters = name.prefix { $0.scalar.isASCII && ($0.scalar.isLetterOrDigit || $0.scalar == "-") }
        let behind = name.dropFirst(letters.count).first?.scalar
        let isTag =
            letters.first.map { $0.scalar.properties.isAlphabetic } == true
            && (behind == ">" || behind == "/" || behind?.isBlank == true && lastAngle > index)
        let isComment = BlockParser.text(rest.prefix(3)) == "!--"
        guard isTag || isComment else { return literal(1) }
        throw TemplateError(
            offset: marks[index].origin, length: 1, message: "HTML cannot be shown in a message",
            hint: #"write **bold**, *emphasis* or [label](https://…); for a plain < write \<"#)
    }

    private var startsAddress: Bool {
        let before = scalar(at: index - 1)
        return before.map { !$0.isLetterOrDigit } != false
            && marks[index...].prefix(8).elementsEqual("https://".unicodeScalars, by: { $0.scalar == $1 })
    }

    /// A bare address, without the punctuation behind it that belongs to the sentence.
    private mutating func address() throws(TemplateError) {
        var found = Array(marks[index...].prefix { !$0.scalar.isBlank && $0.scalar != "<" })
        while let last = found.last?.scalar {
            let isUnmatched = last == ")" && found.count { $0.scalar == ")" } > found.count { $0.scalar == "(" }
            guard isUnmatched || "?!.,:;*_~'\"]".unicodeScalars.contains(last) else { break }
            found.removeLast()
        }
        let address = BlockParser.text(found)
        if let value = found.first(where: { ValueMark.range.contains($0.scalar.value) }) {
            throw TemplateError(
                offset: value.origin, length: 1, message: "a field may not stand in an address",
                hint: "for the address to answer at write {{link}}")
        }
        guard WebAddress.isAllowed(address) else { return literal(8) }
        append(.link([.text(address)], to: address), depth: 1)
        index += found.count
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool { properties.isWhitespace }
    fileprivate var isLetterOrDigit: Bool { properties.isAlphabetic || properties.numericType == .decimal }

    /// Unicode's punctuation and symbols.
    fileprivate var isPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            true
        default: false
        }
    }
}
