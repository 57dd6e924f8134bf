/// Slack's mrkdwn.
///
/// Slack has entities for `& < >` and no way to escape its markers, so that each marker in people's words gets a zero-width
/// space on both sides, which leaves it a character among others. Mentions and links are written `<…>` and cannot come
/// from escaped words.
struct SlackDialect: MarkupDialect {
    func text(_ line: String, isLineStart: Bool) -> String {
        var result = String.UnicodeScalarView()
        var isStart = isLineStart
        for scalar in line.unicodeScalars {
            switch scalar {
            case "*", "_", "~", "`":
                result.append(Mentions.gap)
                result.append(scalar)
                result.append(Mentions.gap)
            case ">" where isStart:
                result.append(Mentions.gap)
                result.append(contentsOf: "&gt;".unicodeScalars)
            default: result.append(contentsOf: Self.escaped(scalar))
            }
            if scalar != " " { isStart = false }
        }
        return String(result)
    }

    func strong(_ inner: String) -> String { "*\(inner)*" }
    func emphasis(_ inner: String) -> String { "_\(inner)_" }
    func strike(_ inner: String) -> String { "~\(inner)~" }
    func code(_ text: String) -> String {
        text.contains("`") ? self.text(text, isLineStart: false) : "`\(Self.escaped(text))`"
    }
    func codeBlock(_ text: String) -> String {
        "```\n" + Self.escaped(text.replacing("`", with: "`\(Mentions.gap)")) + "\n```"
    }
    func link(_ label: String, to url: String, isBare: Bool) -> String {
        let url = Self.escaped(url)
        return isBare ? "<\(url)>" : "<\(url)|\(label.replacing("|", with: "¦"))>"
    }
    func list(isOrdered: Bool, _ entries: [String]) -> String {
        entries.enumerated().map { (isOrdered ? "\($0.offset + 1). " : "• ") + $0.element }.joined(separator: "\n")
    }

    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(contentsOf: escaped(scalar)) }
        return String(result)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        switch scalar {
        case "&": "&amp;".unicodeScalars
        case "<": "&lt;".unicodeScalars
        case ">": "&gt;".unicodeScalars
        default: String.UnicodeScalarView([scalar])
        }
    }
}
