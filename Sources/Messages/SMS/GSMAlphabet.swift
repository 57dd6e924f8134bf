/// The default alphabet of text messages (GSM 03.38, 3GPP TS 23.038 section 6.2.1) and its extension table.
///
/// Looked up by character, so that a letter with its accent behind it counts as the one that carries it.
enum GSMAlphabet {
    /// How many septets the character takes: 1, or 2 by the extension table; nil when the alphabet has no such character.
    static func septets(of character: Character) -> Int? {
        if basic.contains(character) { return 1 }
        return extended.contains(character) ? 2 : nil
    }

    private static let basic = Set(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà")
    private static let extended = Set("\u{c}^{}\\[~]|€")

    /// What may stand for a character without changing a word: straight quotes, plain dashes, plain blanks.
    static func replacement(of character: Character) -> String? {
        switch character {
        case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{2032}", "\u{02BC}", "`", "\u{00B4}": "'"
        case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{2033}", "\u{00AB}", "\u{00BB}": "\""
        case "\u{2039}": "<"
        case "\u{203A}": ">"
        case "\u{2010}"..."\u{2015}", "\u{2212}": "-"
        case "\u{2022}", "\u{00B7}", "\u{2043}": "-"
        case "\u{2026}": "..."
        case "\u{00A0}", "\u{2000}"..."\u{200A}", "\u{202F}", "\u{205F}", "\u{3000}", "\t": " "
        case "\r\n", "\u{2028}", "\u{2029}": "\n"
        case "\u{00AD}", "\u{200B}", "\u{2060}", "\u{FEFF}": ""
        default: nil
        }
    }
}
