/// A rich text as a row of atoms, which it can be cut between.
///
/// An atom is one grapheme, one line break, or one whole link.
struct AtomRow {
    /// How good a place to stop the end of an atom is, the best last.
    enum Pause: UInt8, Comparable {
        case none
        case word
        case sentence
        case line
        case paragraph

        static func < (left: Pause, right: Pause) -> Bool { left.rawValue < right.rawValue }
    }

    private let text: RichText
    private var pauses: [Pause] = []
    private var blanks: [Bool] = []

    init(_ text: RichText) {
        self.text = text
        for block in text.blocks {
            scan(block)
            note(.paragraph)
        }
    }

    var count: Int { pauses.count }

    /// Where a part that starts at `start` best ends, at `longest` at the latest.
    func pause(after start: Int, upTo longest: Int) -> Int {
        let least = start + max(1, (longest - start) / 3)
        for wanted in [Pause.paragraph, .line, .sentence, .word] {
            var end = longest
            while end >= least, pauses[end - 1] < wanted { end -= 1 }
            if end >= least { return end }
        }
        return longest
    }

    /// The first atom from there on that is neither a space nor a line break.
    func skippingBlanks(from start: Int) -> Int {
        var start = start
        while start < count, blanks[start] { start += 1 }
        return start
    }

    func slice(_ range: Range<Int>) -> RichText {
        var left = range.upperBound
        let head = Self.cut(text.blocks, &left).head
        left = range.lowerBound
        return RichText(Self.cut(head, &left).tail)
    }

    // MARK: - Reading

    private mutating func scan(_ block: RichText.Block) {
        switch block {
        case .paragraph(let inlines), .heading(_, let inlines): scan(inlines)
        case .list(_, let entries):
            for entry in entries {
                for block in entry {
                    scan(block)
                    note(.line)
                }
            }
        case .quote(let blocks):
            for block in blocks {
                scan(block)
                note(.line)
            }
        case .code(let code): scan(code)
        }
    }

    private mutating func scan(_ inlines: [RichText.Inline]) {
        for inline in inlines {
            switch inline {
            case .text(let text), .code(let text): scan(text)
            case .strong(let inner), .emphasis(let inner), .strike(let inner): scan(inner)
            case .link: add(.none, isBlank: false)
            case .lineBreak: add(.line, isBlank: true)
            }
        }
    }

    private mutating func scan(_ text: String) {
        var isAfterStop = false
        for character in text {
            if character.isNewline {
                add(.line, isBlank: true)
            } else if character.isWhitespace {
                add(isAfterStop ? .sentence : .word, isBlank: true)
            } else {
                // These end a sentence without a space after them.
                add("。！？｡".contains(character) ? .sentence : .none, isBlank: false)
            }
            isAfterStop = ".!?…؟۔".contains(character) || (isAfterStop && "\"'”’»)".contains(character))
        }
    }

    private mutating func add(_ pause: Pause, isBlank: Bool) {
        pauses.append(pause)
        blanks.append(isBlank)
    }

    private mutating func note(_ pause: Pause) {
        guard let last = pauses.last, last < pause else { return }
        pauses[pauses.count - 1] = pause
    }

    // MARK: - Cutting

    /// The first `left` atoms, and the others; `left` becomes what was not found.
    private static func cut(
        _ blocks: [RichText.Block], _ left: inout Int
    ) -> (head: [RichText.Block], tail: [RichText.Block]) {
        var head: [RichText.Block] = []
        var tail: [RichText.Block] = []
        for block in blocks {
            let (first, second) = cut(block, &left)
            if let first { head.append(first) }
            tail += second
        }
        return (head, tail)
    }

    private static func cut(
        _ block: RichText.Block, _ left: inout Int
    ) -> (head: RichText.Block?, tail: [RichText.Block]) {
        switch block {
        case .paragraph(let inlines):
            let (head, tail) = cut(inlines, &left)
            return (head.isEmpty ? nil : .paragraph(head), tail.isEmpty ? [] : [.paragraph(tail)])
        case .heading(let level, let inlines):
            let (head, tail) = cut(inlines, &left)
            return (
                head.isEmpty ? nil : .heading(level: level, head), tail.isEmpty ? [] : [.heading(level: level, tail)]
            )
        case .quote(let blocks):
            let (head, tail) = cut(blocks, &left)
            return (head.isEmpty ? nil : .quote(head), tail.isEmpty ? [] : [.quote(tail)])
        case .code(let code):
            let (head, tail) = cut(code, &left)
            return (head.isEmpty ? nil : .code(head), tail.isEmpty ? [] : [.code(tail)])
        case .list(let isOrdered, let entries): return cut(entries, isOrdered: isOrdered, &left)
        }
    }

    /// A list counts from 1, so the rest of an ordered one becomes paragraphs that keep their numbers.
    private static func cut(
        _ entries: [[RichText.Block]], isOrdered: Bool, _ left: inout Int
    ) -> (head: RichText.Block?, tail: [RichText.Block]) {
        var head: [[RichText.Block]] = []
        var tail: [(number: Int?, blocks: [RichText.Block])] = []
        for (index, entry) in entries.enumerated() {
            let (first, second) = cut(entry, &left)
            if !first.isEmpty { head.append(first) }
            if !second.isEmpty { tail.append((first.isEmpty ? index + 1 : nil, second)) }
        }
        let list: RichText.Block? = head.isEmpty ? nil : .list(isOrdered: isOrdered, head)
        if !isOrdered { return (list, tail.isEmpty ? [] : [.list(isOrdered: false, tail.map(\.blocks))]) }
        if tail.first?.number == 1 { return (list, [.list(isOrdered: true, tail.map(\.blocks))]) }
        return (
            list,
            tail.flatMap { entry -> [RichText.Block] in
                guard let number = entry.number, case .paragraph(let inlines) = entry.blocks.first else {
                    return entry.blocks
                }
                return [.paragraph([.text("\(number). ")] + inlines)] + entry.blocks.dropFirst()
            }
        )
    }

    private static func cut(
        _ inlines: [RichText.Inline], _ left: inout Int
    ) -> (head: [RichText.Inline], tail: [RichText.Inline]) {
        var head: [RichText.Inline] = []
        var tail: [RichText.Inline] = []
        for inline in inlines {
            switch inline {
            case .text(let text):
                let (first, second) = cut(text, &left)
                if !first.isEmpty { head.append(.text(first)) }
                if !second.isEmpty { tail.append(.text(second)) }
            case .code(let text):
                let (first, second) = cut(text, &left)
                if !first.isEmpty { head.append(.code(first)) }
                if !second.isEmpty { tail.append(.code(second)) }
            case .strong(let inner): cut(inner, &left, &head, &tail) { .strong($0) }
            case .emphasis(let inner): cut(inner, &left, &head, &tail) { .emphasis($0) }
            case .strike(let inner): cut(inner, &left, &head, &tail) { .strike($0) }
            case .link, .lineBreak:
                if left > 0 { head.append(inline) } else { tail.append(inline) }
                left = max(0, left - 1)
            }
        }
        return (head, tail)
    }

    private static func cut(
        _ inner: [RichText.Inline], _ left: inout Int, _ head: inout [RichText.Inline],
        _ tail: inout [RichText.Inline], _ wrap: ([RichText.Inline]) -> RichText.Inline
    ) {
        let (first, second) = cut(inner, &left)
        if !first.isEmpty { head.append(wrap(first)) }
        if !second.isEmpty { tail.append(wrap(second)) }
    }

    private static func cut(_ text: String, _ left: inout Int) -> (head: String, tail: String) {
        if left == 0 { return ("", text) }
        var index = text.startIndex
        while left > 0, index < text.endIndex {
            index = text.index(after: index)
            left -= 1
        }
        return (String(text[..<index]), String(text[index...]))
    }
}
