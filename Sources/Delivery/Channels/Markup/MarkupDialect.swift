import Messages

/// A platform's own language for rich text.
///
/// What people wrote arrives as `text` and must come out as itself: no dialect may let a mention, markup or a header come
/// from it. Everything else is the program's.
protocol MarkupDialect: Sendable {
    /// One line of plain words, made harmless.
    ///
    /// `isLineStart`: Whether nothing stands before it on its line.
    func text(_ line: String, isLineStart: Bool) -> String
    func strong(_ inner: String) -> String
    func emphasis(_ inner: String) -> String
    func strike(_ inner: String) -> String
    func code(_ text: String) -> String
    /// `label`: Written already.
    /// `isBare`: Whether the label is the address itself.
    func link(_ label: String, to url: String, isBare: Bool) -> String
    var lineBreak: String { get }
    var blockBreak: String { get }
    func paragraph(_ inner: String) -> String
    func heading(level: Int, _ inner: String) -> String
    func list(isOrdered: Bool, _ entries: [String]) -> String
    func quote(_ inner: String) -> String
    func codeBlock(_ text: String) -> String
}

extension MarkupDialect {
    var lineBreak: String { "\n" }
    var blockBreak: String { "\n\n" }
    func paragraph(_ inner: String) -> String { inner }
    func heading(level: Int, _ inner: String) -> String { strong(inner) }

    func list(isOrdered: Bool, _ entries: [String]) -> String {
        entries.enumerated().map { index, entry in
            let mark = isOrdered ? "\(index + 1). " : "- "
            return mark + entry.replacing("\n", with: "\n" + String(repeating: " ", count: mark.count))
        }.joined(separator: "\n")
    }

    func quote(_ inner: String) -> String { "> " + inner.replacing("\n", with: "\n> ") }

    /// The text in this language.
    func write(_ text: RichText) -> String { write(text.blocks, separator: blockBreak) }

    private func write(_ blocks: [RichText.Block], separator: String) -> String {
        blocks.map { block in
            switch block {
            case .paragraph(let inlines): paragraph(write(line: inlines))
            case .heading(let level, let inlines): heading(level: level, write(line: inlines))
            case .list(let isOrdered, let entries):
                list(isOrdered: isOrdered, entries.map { write($0, separator: lineBreak) })
            case .quote(let blocks): quote(write(blocks, separator: blockBreak))
            case .code(let code): codeBlock(code)
            }
        }.joined(separator: separator)
    }

    private func write(line inlines: [RichText.Inline]) -> String {
        var isLineStart = true
        return write(inlines, &isLineStart)
    }

    private func write(_ inlines: [RichText.Inline], _ isLineStart: inout Bool) -> String {
        var result = ""
        for inline in inlines {
            switch inline {
            case .text(let text): result += write(text, &isLineStart)
            case .strong(let inner): result += wrapped(inner, &isLineStart, strong)
            case .emphasis(let inner): result += wrapped(inner, &isLineStart, emphasis)
            case .strike(let inner): result += wrapped(inner, &isLineStart, strike)
            case .code(let text):
                result += code(text.split(whereSeparator: \.isNewline).joined(separator: " "))
                isLineStart = false
            case .link(let inner, let url): result += link(inner, to: url, &isLineStart)
            case .lineBreak:
                result += lineBreak
                isLineStart = true
            }
        }
        return result
    }

    private func link(_ inner: [RichText.Inline], to url: String, _ isLineStart: inout Bool) -> String {
        // An address that no browser should follow is shown as words.
        guard let address = WebAddress.safe(url) else { return write(inner, &isLineStart) }
        let label = inner.plainText.split(whereSeparator: \.isNewline).joined(separator: " ")
        isLineStart = false
        return link(text(label, isLineStart: false), to: address, isBare: label == url || label.isEmpty)
    }

    /// Markers count only when they touch a word, so blanks stay outside.
    private func wrapped(
        _ inner: [RichText.Inline], _ isLineStart: inout Bool, _ wrap: (String) -> String
    ) -> String {
        let written = write(inner, &isLineStart)
        let front = written.prefix(while: \.isWhitespace)
        let back = String(written.dropFirst(front.count).reversed().prefix(while: \.isWhitespace).reversed())
        let middle = written.dropFirst(front.count).dropLast(back.count)
        return middle.isEmpty ? written : front + wrap(String(middle)) + back
    }

    private func write(_ text: String, _ isLineStart: inout Bool) -> String {
        var lines: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            lines.append(self.text(String(line), isLineStart: isLineStart || !lines.isEmpty))
        }
        if lines.count > 1 || lines.first?.isEmpty == false { isLineStart = lines.last?.isEmpty ?? true }
        return lines.joined(separator: lineBreak)
    }
}

extension [RichText.Inline] {
    /// The words alone.
    var plainText: String {
        map { inline in
            switch inline {
            case .text(let text), .code(let text): text
            case .strong(let inner), .emphasis(let inner), .strike(let inner), .link(let inner, _): inner.plainText
            case .lineBreak: "\n"
            }
        }.joined()
    }
}
