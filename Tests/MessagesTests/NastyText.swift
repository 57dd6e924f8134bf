import Messages

/// Texts that people, or somebody who means harm, might write: seeded, so that a failure can be repeated.
struct NastyText: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static let pieces = [
        "{{", "}}", "{{secret}}", "{{{x}}}", "{{=<% %>=}}", "{{#a}}", "<b>", "</b>", "<script>alert(1)</script>",
        "&amp;", "&",
        "\"", "'", "**", "*", "_", "~~", "`", "```", "\n", "\n\n", "\r\n", "\t", "# ", "> ", "- ", "1. ",
        "[x](https://evil.test)",
        "![x](https://evil.test/x.png)", "](", "[", "]", "https://evil.test", "<https://evil.test>", "@everyone",
        "@here", "<!channel>",
        "<@U1>", "\\", "  \n", "---", "\u{0}", "\u{7}", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{202E}", "\u{2066}",
        "\u{2069}",
        "\u{200F}", "\u{200B}", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "e\u{301}\u{302}\u{303}", "\u{301}", "👩🏽‍🚀", "🏳️‍🌈", "🇵🇹",
        "\u{200D}", "\u{FE0F}", "שלום", "مرحبا", "你好", "ｆｕｌｌ", "Łódź", "ﷺ", "\u{100000}", "\u{100001}", "\u{10FFFD}",
        "\u{E000}",
        "Ana", "O'Neill", "x", " ", "   ", "\u{00A0}", "=", "|", "%s", "$1", "\\u0041", "%0A", "Bcc: a@evil.test",
    ]

    /// One to a few pieces; never blank.
    mutating func value() -> String {
        let count = Int.random(in: 1...8, using: &self)
        let text = (0..<count).map { _ in Self.pieces.randomElement(using: &self) ?? "x" }.joined()
        return Int.random(in: 0..<40, using: &self) == 0
            ? text + "x" + String(repeating: "long ", count: 2_000) : text + "x"
    }

    /// Markup of any kind.
    mutating func markup(length: Int) -> String {
        var text = ""
        while text.count < length { text += Self.pieces.randomElement(using: &self) ?? "x" }
        return text
    }
}
