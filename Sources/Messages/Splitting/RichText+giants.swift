extension RichText {
    /// Scalars in one grapheme; the longest emoji sequences have about twenty.
    private static let longestGrapheme = 64
    /// Bytes in one link.
    private static let longestLink = 2_000

    /// The same text, with "…" for graphemes that are far longer than any language's, and only the label of endless links.
    var withoutGiants: RichText { RichText(blocks.map(Self.trimmed)) }

    private static func trimmed(_ block: Block) -> Block {
        switch block {
        case .paragraph(let inlines): .paragraph(inlines.map(trimmed))
        case .heading(let level, let inlines): .heading(level: level, inlines.map(trimmed))
        case .list(let isOrdered, let entries): .list(isOrdered: isOrdered, entries.map { $0.map(trimmed) })
        case .quote(let blocks): .quote(blocks.map(trimmed))
        case .code(let code): .code(trimmed(code))
        }
    }

    private static func trimmed(_ inline: Inline) -> Inline {
        switch inline {
        case .text(let text): .text(trimmed(text))
        case .code(let text): .code(trimmed(text))
        case .strong(let inner): .strong(inner.map(trimmed))
        case .emphasis(let inner): .emphasis(inner.map(trimmed))
        case .strike(let inner): .strike(inner.map(trimmed))
        case .link(let label, let address):
            // Not divided, so both must be short.
            if address.utf8.count + size(label) > longestLink {
                address.utf8.count > longestLink
                    ? .strong(label.map(trimmed)) : .link([.text(address)], to: address)
            } else {
                .link(label.map(trimmed), to: address)
            }
        case .lineBreak: .lineBreak
        }
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(where: { $0.unicodeScalars.count > longestGrapheme }) else { return text }
        return text.reduce(into: "") { $0 += $1.unicodeScalars.count > longestGrapheme ? "…" : String($1) }
    }

    private static func size(_ inlines: [Inline]) -> Int {
        inlines.reduce(0) { sum, inline in
            switch inline {
            case .text(let text), .code(let text): sum + text.utf8.count
            case .strong(let inner), .emphasis(let inner), .strike(let inner), .link(let inner, _): sum + size(inner)
            case .lineBreak: sum + 1
            }
        }
    }
}
