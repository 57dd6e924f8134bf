/// Markdown in the ways of Discord, Mattermost and ntfy.
///
/// Punctuation of people's words that could be markup is escaped: inside a line the marks of emphasis, code, links and
/// tables, and at its start those of headings, quotes, lists and rules as well.
struct MarkdownDialect: MarkupDialect {
    /// Whose Markdown it is.
    enum Flavour: Sendable {
        case commonMark
        /// Also knows `||spoilers||`, `<@mentions>` and `-# small print`.
        case discord
        /// Also knows `@mentions`, `~channels`, `#tags`, and Slack's `<…|…>`, which its server rewrites before anything
        /// else, so that `& < >` are entities there.
        case mattermost
    }

    let flavour: Flavour

    func text(_ line: String, isLineStart: Bool) -> String {
        var words = flavour == .mattermost ? Mentions.disarmed(line, signs: ["@", "~", "#"]) : Mentions.disarmed(line)
        // Four blanks would make it code.
        var indentation = ""
        if isLineStart {
            let rest = words.drop { $0 == " " || $0 == "\t" }
            indentation = String(repeating: "\u{A0}", count: words.count - rest.count)
            words = String(rest)
        }
        var result = String.UnicodeScalarView()
        var isStart = isLineStart
        var isNumber = isLineStart
        var hasDigit = false
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&" where flavour == .mattermost: result.append(contentsOf: "&amp;".unicodeScalars)
            case "<" where flavour == .mattermost: result.append(contentsOf: "&lt;".unicodeScalars)
            case ">" where flavour == .mattermost: result.append(contentsOf: "&gt;".unicodeScalars)
            default:
                if Self.isMark(scalar) || (isStart && Self.isMarkAtStart(scalar))
                    || (isNumber && hasDigit && (scalar == "." || scalar == ")"))
                    || (scalar == "&" && flavour == .commonMark) || (scalar == "$" && flavour == .mattermost)
                {
                    result.append("\\")
                }
                result.append(scalar)
            }
            isStart = false
            let isDigit = ("0"..."9").contains(scalar)
            hasDigit = hasDigit || isDigit
            isNumber = isNumber && isDigit
        }
        return indentation + String(result)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\\", "`", "*", "_", "~", "[", "]", "(", ")", "<", ">", "|", "#": true
        default: false
        }
    }

    private static func isMarkAtStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "+" || scalar == "=" || scalar == ":"
    }

    func strong(_ inner: String) -> String { "**\(inner)**" }
    func emphasis(_ inner: String) -> String { "*\(inner)*" }
    func strike(_ inner: String) -> String { "~~\(inner)~~" }
    func code(_ text: String) -> String {
        // Backslashes count for nothing between ticks, so words with a tick stay words.
        if text.contains("`") { return self.text(text, isLineStart: false) }
        return flavour == .mattermost ? "`\(Mentions.disarmed(text).replacing("<", with: "<\u{200B}"))`" : "`\(text)`"
    }
    func codeBlock(_ text: String) -> String {
        var text = text.replacing("`", with: "`\u{200B}")
        if flavour == .mattermost { text = Mentions.disarmed(text).replacing("<", with: "<\u{200B}") }
        return "```\n\(text)\n```"
    }
    func link(_ label: String, to url: String, isBare: Bool) -> String {
        if isBare { return flavour == .mattermost ? url : "<\(url)>" }
        // Discord makes no preview of an address between these.
        return flavour == .discord ? "[\(label)](<\(url)>)" : "[\(label)](\(url))"
    }
    func heading(level: Int, _ inner: String) -> String {
        String(repeating: "#", count: min(max(level, 1), 3)) + " " + inner
    }
}
