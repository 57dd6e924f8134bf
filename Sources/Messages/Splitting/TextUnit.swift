/// What a platform counts a text's length in.
public enum TextUnit: Sendable {
    /// UTF-16 code units, as JavaScript and Java count.
    case utf16
    /// Unicode scalars, also called code points or runes.
    case scalars
    /// Bytes of UTF-8.
    case bytes

    public func count(_ text: String) -> Int {
        switch self {
        case .utf16: text.utf16.count
        case .scalars: text.unicodeScalars.count
        case .bytes: text.utf8.count
        }
    }

    /// `text` itself when it has at most `limit` units, or else its first graphemes and an ellipsis.
    ///
    /// Never cuts inside a grapheme; empty when not even the ellipsis fits.
    public func cut(_ text: String, to limit: Int) -> String {
        if count(text) <= limit { return text }
        var left = limit - count("…")
        guard left >= 0 else { return "" }
        var kept = ""
        for character in text {
            left -= count(String(character))
            if left < 0 { break }
            kept.append(character)
        }
        while kept.last?.isWhitespace == true { kept.removeLast() }
        return kept + "…"
    }
}
