/// HTML: Telegram's few tags, or what Matrix clients show.
///
/// `& < > "` are escaped everywhere, so that no tag comes from people's words. Telegram finds `@name` in plain words by
/// itself; a zero-width space after the sign keeps it from that, and Matrix clients from `@room`.
struct HTMLDialect: MarkupDialect {
    /// Telegram knows no paragraphs, headings and lists; there they are lines.
    let hasBlocks: Bool

    func text(_ line: String, isLineStart: Bool) -> String { Self.escaped(Mentions.disarmed(line)) }
    func strong(_ inner: String) -> String { hasBlocks ? "<strong>\(inner)</strong>" : "<b>\(inner)</b>" }
    func emphasis(_ inner: String) -> String { hasBlocks ? "<em>\(inner)</em>" : "<i>\(inner)</i>" }
    func strike(_ inner: String) -> String { hasBlocks ? "<del>\(inner)</del>" : "<s>\(inner)</s>" }
    func code(_ text: String) -> String { "<code>\(Self.escaped(text))</code>" }
    func link(_ label: String, to url: String, isBare: Bool) -> String {
        "<a href=\"\(Self.escaped(url))\">\(isBare ? Self.escaped(url) : label)</a>"
    }
    var lineBreak: String { hasBlocks ? "<br>" : "\n" }
    var blockBreak: String { hasBlocks ? "" : "\n\n" }
    func paragraph(_ inner: String) -> String { hasBlocks ? "<p>\(inner)</p>" : inner }
    func heading(level: Int, _ inner: String) -> String {
        let level = min(max(level, 1), 6)
        return hasBlocks ? "<h\(level)>\(inner)</h\(level)>" : strong(inner)
    }
    func list(isOrdered: Bool, _ entries: [String]) -> String {
        if hasBlocks {
            let tag = isOrdered ? "ol" : "ul"
            return "<\(tag)>\(entries.map { "<li>\($0)</li>" }.joined())</\(tag)>"
        }
        return entries.enumerated().map { (isOrdered ? "\($0.offset + 1). " : "• ") + $0.element }
            .joined(separator: "\n")
    }
    func quote(_ inner: String) -> String { "<blockquote>\(inner)</blockquote>" }
    func codeBlock(_ text: String) -> String {
        hasBlocks ? "<pre><code>\(Self.escaped(text))</code></pre>" : "<pre>\(Self.escaped(text))</pre>"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
