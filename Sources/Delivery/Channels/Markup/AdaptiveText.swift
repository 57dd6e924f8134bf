import Messages

/// Rich text as elements of an Adaptive Card (version 1.4).
///
/// A `TextBlock` reads Markdown and has no way to escape it that every Teams client heeds, so it gets plain words only. All
/// else is a `RichTextBlock` of runs, which are shown as they are. Both know `{{DATE(…)}}`, which a zero-width space between
/// the braces prevents.
enum AdaptiveText {
    static func title(_ text: String) -> JSONTree {
        if isPlain(text) {
            return ["type": "TextBlock", "text": .string(text), "weight": "Bolder", "size": "Medium", "wrap": true]
        }
        return ["type": "RichTextBlock", "inlines": [run(text, Look(isStrong: true))]]
    }

    /// One element a line; the first line of a block keeps a distance from what stands before it.
    static func elements(_ text: RichText) -> [JSONTree] { text.blocks.flatMap { lines(of: $0).elements } }

    /// How a run looks.
    private struct Look {
        var isStrong = false
        var isEmphasized = false
        var isStruck = false
        var isCode = false
        var url: String?
        var isPlain: Bool { !isStrong && !isEmphasized && !isStruck && !isCode && url == nil }
    }

    private struct Run {
        var text: String
        let look: Look
    }

    private struct Lines {
        var lines: [[Run]] = [[]]

        var elements: [JSONTree] {
            lines.enumerated().compactMap { index, runs in
                let runs = runs.filter { !$0.text.isEmpty }
                guard !runs.isEmpty else { return nil }
                let spacing: JSONTree? = index == 0 ? nil : "None"
                if runs.allSatisfy({ $0.look.isPlain }), isPlain(runs.map(\.text).joined()) {
                    return .of([
                        ("type", "TextBlock"), ("text", .string(runs.map(\.text).joined())), ("wrap", true),
                        ("spacing", spacing),
                    ])
                }
                return .of([
                    ("type", "RichTextBlock"), ("inlines", .array(runs.map { run($0.text, $0.look) })),
                    ("spacing", spacing),
                ])
            }
        }

        mutating func append(_ text: String, _ look: Look) {
            for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            {
                if index > 0 { lines.append([]) }
                lines[lines.count - 1].append(Run(text: String(line), look: look))
            }
        }

        mutating func append(_ inlines: [RichText.Inline], _ look: Look) {
            for inline in inlines {
                var inner = look
                switch inline {
                case .text(let text): append(text, look)
                case .strong(let inlines):
                    inner.isStrong = true
                    append(inlines, inner)
                case .emphasis(let inlines):
                    inner.isEmphasized = true
                    append(inlines, inner)
                case .strike(let inlines):
                    inner.isStruck = true
                    append(inlines, inner)
                case .code(let text):
                    inner.isCode = true
                    append(text, inner)
                case .link(let inlines, let url):
                    inner.url = WebAddress.safe(url)
                    append(inlines, inner)
                case .lineBreak: lines.append([])
                }
            }
        }
    }

    private static func lines(of block: RichText.Block) -> Lines {
        var result = Lines()
        switch block {
        case .paragraph(let inlines): result.append(inlines, Look())
        case .heading(_, let inlines): result.append(inlines, Look(isStrong: true))
        case .code(let text): result.append(text, Look(isCode: true))
        case .quote(let blocks): result.lines = blocks.flatMap { marked(lines(of: $0).lines, "» ", "» ") }
        case .list(let isOrdered, let entries):
            result.lines = entries.enumerated().flatMap { index, entry in
                marked(entry.flatMap { lines(of: $0).lines }, isOrdered ? "\(index + 1). " : "• ", "   ")
            }
        }
        return result
    }

    private static func marked(_ lines: [[Run]], _ first: String, _ others: String) -> [[Run]] {
        lines.enumerated().map { [Run(text: $0.offset == 0 ? first : others, look: Look())] + $0.element }
    }

    private static func run(_ text: String, _ look: Look) -> JSONTree {
        .of([
            ("type", "TextRun"), ("text", .string(text.replacing("{{", with: "{\(Mentions.gap){"))),
            ("weight", look.isStrong ? "Bolder" : nil), ("italic", look.isEmphasized ? true : nil),
            ("strikethrough", look.isStruck ? true : nil), ("fontType", look.isCode ? "Monospace" : nil),
            ("selectAction", look.url.map { ["type": "Action.OpenUrl", "url": .string($0)] }),
        ])
    }

    /// Whether a `TextBlock` shows the words as they are.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, !first.properties.isWhitespace,
            !"-+=>|0123456789".unicodeScalars.contains(first)
        else { return false }
        return !text.unicodeScalars.contains { "\\`*_~[]()<>#|&{}!".unicodeScalars.contains($0) }
            && !text.contains("://")
    }
}
