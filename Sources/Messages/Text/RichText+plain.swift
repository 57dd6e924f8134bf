extension RichText {
    /// The words for a reader of plain text.
    ///
    /// An empty line stands between blocks, `- ` and `1. ` before entries, `> ` before quotes, and a link's address behind its
    /// label. Lines are not wrapped.
    public var plainText: String { Self.plain(blocks, separator: "\n\n") }

    private static func plain(_ blocks: [Block], separator: String) -> String {
        blocks.map(plain).joined(separator: separator)
    }

    private static func plain(_ block: Block) -> String {
        switch block {
        case .paragraph(let inlines), .heading(_, let inlines): plain(inlines)
        case .code(let text): text
        case .quote(let blocks): prefixed(plain(blocks, separator: "\n\n"), first: "> ", other: "> ")
        case .list(let isOrdered, let entries):
            entries.enumerated().map { index, entry in
                let mark = isOrdered ? "\(index + 1). " : "- "
                return prefixed(
                    plain(entry, separator: "\n"), first: mark, other: String(repeating: " ", count: mark.count))
            }.joined(separator: "\n")
        }
    }

    private static func prefixed(_ text: String, first: String, other: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            (index == 0 ? first : other) + line
        }.joined(separator: "\n")
    }

    private static func plain(_ inlines: [Inline]) -> String {
        var text = ""
        add(inlines, to: &text)
        return text
    }

    private static func add(_ inlines: [Inline], to result: inout String) {
        for inline in inlines {
            switch inline {
            case .text(let text), .code(let text): result += text
            case .strong(let inner), .emphasis(let inner), .strike(let inner): add(inner, to: &result)
            case .link(let label, let address):
                let words = plain(label)
                result += words == address || words.isEmpty ? address : "\(words) (\(address))"
            case .lineBreak: result += "\n"
            }
        }
    }
}
