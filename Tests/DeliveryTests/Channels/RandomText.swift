import Messages
import PluginKit

/// Messages that nobody would write, from a seed.
struct RandomText {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private static let pieces = [
        "a", "word ", "Sentence one. ", "\n", "\n\n", "*", "_", "~", "`", "```", "#", "# ", "> ", "- ", "1. ", "|", "[",
        "](",
        ")", "<", ">", "&", "&amp;", "\\", "\"", "'", "@everyone", "@here", "@channel", "@all", "@room", "<!channel>",
        "<@U0001>", "<@&1>", "<#1>", "<b>", "</b>", "<script>", "<at>x</at>", "{{DATE(2026-01-01T00:00:00Z)}}",
        "${{ x }}",
        "https://a.example/x_y_z", "javascript:alert(1)", "日本語の文。", "한국어 ", "العربية ", "עברית", "ไทย", "हिन्दी",
        "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇵🇹", "👍🏽", "e\u{301}", "Z\u{310}\u{30D}\u{300}", "\u{200B}", "\u{202E}", "\u{0}", "\u{7}", "\u{1B}",
        "\r\n", "\t", "\u{2028}", "\u{FEFF}", "\u{10FFFF}", "𝔘𝔫𝔦", "ﷺ", "\u{E000}",
    ]

    mutating func text(upTo limit: Int) -> String {
        let count = Int.random(in: 0...limit, using: &random)
        return (0..<count).reduce(into: "") { text, _ in
            text += Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
        }
    }

    mutating func message() -> RenderedMessage {
        let size = [3, 40, 400, 4_000][Int.random(in: 0..<4, using: &random)]
        let blocks = (0..<Int.random(in: 0...6, using: &random)).map { _ in block(size, depth: 0) }
        let hasLink = Bool.random(using: &random)
        let actions = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            MessageAction(
                label: text(upTo: 30), url: Bool.random(using: &random) ? "https://a.example/" : text(upTo: 9))
        }
        return ChannelSamples.message(
            RichText(blocks), subject: text(upTo: 60), link: hasLink ? "https://milieu.example.org/a/x" : nil,
            traits: MessageTraits(
                urgency: MessageTraits.Urgency.allCases.randomElement(using: &random) ?? .normal, actions: actions))
    }

    private mutating func block(_ size: Int, depth: Int) -> RichText.Block {
        switch Int.random(in: 0..<(depth > 2 ? 2 : 6), using: &random) {
        case 0: .paragraph(inlines(size, depth: 0))
        case 1: .code(text(upTo: size))
        case 2: .heading(level: Int.random(in: 0...4, using: &random), inlines(30, depth: 0))
        case 3: .quote((0..<2).map { _ in block(size / 2, depth: depth + 1) })
        default:
            .list(
                isOrdered: Bool.random(using: &random), (0..<4).map { _ in [block(size / 4, depth: depth + 1)] })
        }
    }

    private mutating func inlines(_ size: Int, depth: Int) -> [RichText.Inline] {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in
            switch Int.random(in: 0..<(depth > 2 ? 3 : 7), using: &random) {
            case 0: .text(text(upTo: size))
            case 1: .lineBreak
            case 2: .code(text(upTo: size / 4))
            case 3: .strong(inlines(size / 2, depth: depth + 1))
            case 4: .emphasis(inlines(size / 2, depth: depth + 1))
            case 5: .strike(inlines(size / 2, depth: depth + 1))
            default:
                .link([.text(text(upTo: 9))], to: Bool.random(using: &random) ? "https://a.example/(x)" : text(upTo: 9))
            }
        }
    }
}
