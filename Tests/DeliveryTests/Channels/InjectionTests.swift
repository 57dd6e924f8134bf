import Messages
import Testing

@testable import Delivery

/// What people write stays words on every platform.
@Suite struct InjectionTests {
    private static let words = [
        "*bold* _lean_ ~gone~ **strong** __under__ ~~struck~~ ||spoiler|| `code` ```block```",
        "# Header\n> quote\n- entry\n+ entry\n1. first\n1) first\n---\n===\n    code\n-# small\n>>> all",
        "[link](https://evil.example) <https://evil.example|link> ![x](y) <a href=\"https://evil.example\">x</a>",
        "@everyone @here @channel @all @room @ana <!channel> <!here> <@U0001> <@&1000> <#1000> ~town-square #tag",
        "<b>x</b> <script>alert(1)</script> &lt;b&gt; &#60; <at>everybody</at> {{DATE(2026-01-01T00:00:00Z, SHORT)}}",
        "$x$ :smile: <:x:1> <t:1> \\*x\\* | a | b |\n| - | - |",
    ]

    private func texts(_ kind: String, _ words: String, hasMarkup: Bool = false) throws -> [JSONTree] {
        let body: [RichText.Inline] = hasMarkup ? [.strong([.text("ours")]), .text(" " + words)] : [.text(words)]
        let message = ChannelSamples.message(
            RichText([
                .paragraph(body), .quote([.paragraph([.text(words)])]), .list(isOrdered: false, [[.paragraph(body)]]),
            ]),
            subject: words)
        return try ChannelSamples.channel(kind).compose(message, for: ChannelSamples.envelope(kind)).map {
            try #require(JSONTree($0))
        }
    }

    @Test(arguments: words) func `on Discord`(words: String) throws {
        for part in try texts("discord", words) {
            #expect(part["allowed_mentions"] == ["parse": []])
            let content = try #require(part["content"]?.text)
            // What is left without a backslash is our own: the subject's stars, quote and list.
            #expect(unescaped(content.replacing("**", with: ""), "_~`|<[").isEmpty)
            #expect(!content.contains("@everyone") && !content.contains("@here"))
        }
    }

    @Test(arguments: words) func `on Slack`(words: String) throws {
        for part in try texts("slack", words) {
            let blocks = part["blocks"]?.items ?? []
            #expect(blocks.first?["text"]?["type"] == "plain_text")
            for text in blocks.dropFirst().compactMap({ $0["text"]?["text"]?.text }) + [part["text"]?.text ?? ""] {
                #expect(!text.contains("<"))
                let rest = text.replacing("> ", with: "").replacing("\n>", with: "\n")
                #expect(!rest.contains(">"))
                for mark in ["*", "_", "~", "`"] {
                    let stripped = text.replacing("\u{200B}\(mark)\u{200B}", with: "")
                    #expect(!stripped.contains(mark))
                }
            }
            #expect(blocks.dropFirst().allSatisfy { $0["text"]?["verbatim"] == true })
        }
    }

    @Test(arguments: words) func `on Mattermost`(words: String) throws {
        for part in try texts("mattermost", words) {
            let text = try #require(part["text"]?.text)
            for name in ["everyone", "here", "channel", "all", "room", "ana"] { #expect(!text.contains("@\(name)")) }
            #expect(!text.contains("<") && !text.contains("~town") && !text.contains("#tag"))
            #expect(unescaped(text.replacing("**", with: ""), "_~`|[$").isEmpty)
        }
    }

    @Test(arguments: words) func `on Telegram`(words: String) throws {
        for part in try texts("telegram", words) {
            let text = try #require(part["text"]?.text)
            let ours = text.replacing("<b>", with: "").replacing("</b>", with: "").replacing("<blockquote>", with: "")
                .replacing("</blockquote>", with: "")
            #expect(!ours.contains("<") && !ours.contains(">"))
            #expect(!text.contains("@ana") && !text.contains("@all"))
        }
    }

    @Test(arguments: words) func `on Matrix`(words: String) throws {
        for part in try texts("matrix", words) {
            #expect(part["m.mentions"] == .object([]))
            let html = try #require(part["formatted_body"]?.text)
            for tag in ["<script", "<at", "<a ", "<b>", "<!", "@room"] { #expect(!html.contains(tag)) }
            #expect(part["body"]?.text?.contains("@room") == false)
        }
    }

    @Test(arguments: words) func `on Teams`(words: String) throws {
        for part in try texts("teams", words) {
            let card = try #require(part["attachments"]?.items.first?["content"])
            #expect(card["msteams"]?["entities"] == nil && card["version"] == "1.4")
            for element in card["body"]?.items ?? [] where element["type"] == "TextBlock" {
                let text = try #require(element["text"]?.text)
                #expect(!text.contains { "*_~`[]()<>#|&{}\\".contains($0) })
            }
            #expect(!card.texts.contains { $0.contains("{{") })
        }
    }

    @Test(arguments: words) func `on ntfy`(words: String) throws {
        // Words alone are not marked as Markdown at all, but a quote and a list are.
        let alone = ChannelSamples.message(RichText([.paragraph([.text(words)])]))
        let parts = try ChannelSamples.channel("ntfy").compose(alone, for: ChannelSamples.envelope("ntfy"))
        #expect(try #require(parts.first.flatMap { JSONTree($0) })["markdown"] == nil)
        for part in try texts("ntfy", words, hasMarkup: true) {
            let text = try #require(part["message"]?.text)
            #expect(part["markdown"] == true)
            #expect(unescaped(text.replacing("**", with: ""), "_~`|<[&").isEmpty)
        }
    }

    @Test func `in a mail's headers`() throws {
        let message = ChannelSamples.message(RichText(plain: "x"), subject: "Hello\r\nBcc: victim@a.example\r\n\r\nx")
        let channel = try ChannelSamples.channel("email")
        let mails = (try? ChannelSamples.leaving(channel, message, for: ChannelSamples.envelope("email"))) ?? []
        #expect(!mails.contains { $0.contains("\nBcc:") })
    }

    @Test(
        arguments: [
            ("javascript:alert(1)", nil), ("data:text/html,x", nil), ("JAVASCRIPT:x", nil), ("//evil.example", nil),
            ("https://a.example/(x)<y>|z \"q\"", "https://a.example/%28x%29%3Cy%3E%7Cz%20%22q%22"),
            ("https://a.example/ü", "https://a.example/%C3%BC"), ("mailto:ana@a.example", "mailto:ana@a.example"),
        ] as [(String, String?)])
    func `an address that could act or break out becomes no link`(address: String, safe: String?) {
        #expect(WebAddress.safe(address) == safe)
    }

    @Test(arguments: [
        ("@all", "@\u{200B}all"), ("a@b.example", "a@b.example"), ("(@ana)", "(@\u{200B}ana)"),
        ("foo.@all", "foo.@\u{200B}all"),
        ("a @ b", "a @ b"), ("end @", "end @\u{200B}"), ("@@all", "@\u{200B}@\u{200B}all"),
    ])
    func `a mention is kept apart from its sign, and a mail address whole`(words: String, expected: String) {
        #expect(
            Mentions.disarmed(words).replacing("@\u{200B}@", with: "@@") == expected.replacing("@\u{200B}@", with: "@@")
        )
    }

    /// The marks of `text` that no backslash stands before.
    private func unescaped(_ text: String, _ marks: String) -> String {
        var found = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if marks.contains(character) {
                found.append(character)
            }
        }
        return found
    }
}
