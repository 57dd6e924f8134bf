/// Telegram's few HTML tags.
///
/// `& < > "` are escaped everywhere, so that no tag comes from people's words. Telegram finds `@name` in plain words by
/// itself; a zero-width space after the sign keeps it from that. It knows no paragraphs, headings and lists: they are lines.
struct TelegramDialect: MarkupDialect {
    func text(_ line: String, isLineStart: Bool) -> String { Self.escaped(Mentions.disarmed(line)) }
    func strong(_ inner: String) -> String { "<b>\(inner)</b>" }
    func emphasis(_ inner: String) -> String { "<i>\(inner)</i>" }
    func strike(_ inner: String) -> String { "<s>\(inner)</s>" }
    func code(_ text: String) -> String { "<code>\(Self.escaped(text))</code>" }
    func link(_ label: String, to url: String, isBare: Bool) -> String {
        "<a href=\"\(Self.escaped(url))\">\(isBare ? Self.escaped(url) : label)</a>"
    }
    func list(isOrdered: Bool, _ entries: [String]) -> String {
        entries.enumerated().map { (isOrdered ? "\($0.offset + 1). " : "• ") + $0.element }
            .joined(separator: "\n")
    }
    func quote(_ inner: String) -> String { "<blockquote>\(inner)</blockquote>" }
    func codeBlock(_ text: String) -> String { "<pre>\(Self.escaped(text))</pre>" }

    /// Telegram knows four entities by name; a quotation mark and no apostrophe is one of them.
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
