import Community
import Messages
import Scheduling
import Testing

/// What people wrote stands in a message as text, whatever it is.
@Suite struct MessageValueTests {
    /// How a tree is built, with nothing of its words.
    private func shape(_ text: RichText) -> String {
        func of(_ blocks: [RichText.Block]) -> String {
            blocks.map { block in
                switch block {
                case .paragraph(let inlines): "p(\(of(inlines)))"
                case .heading(let level, let inlines): "h\(level)(\(of(inlines)))"
                case .list(let isOrdered, let entries):
                    "\(isOrdered ? "ol" : "ul")(\(entries.map { "li(\(of($0)))" }.joined()))"
                case .quote(let blocks): "q(\(of(blocks)))"
                case .code: "pre"
                }
            }.joined()
        }
        func of(_ inlines: [RichText.Inline]) -> String {
            inlines.map { inline in
                switch inline {
                case .text: "t"
                case .strong(let inner): "b(\(of(inner)))"
                case .emphasis(let inner): "i(\(of(inner)))"
                case .strike(let inner): "s(\(of(inner)))"
                case .code: "c"
                case .link(let label, let address): "a[\(address)](\(of(label)))"
                case .lineBreak: "br"
                }
            }.joined()
        }
        return of(text.blocks)
    }

    private static let source = """
        # For {{name}}

        Hi **{{name}}**, *{{why}}* and ~~{{name}}~~{{why}}, see [{{name}} here]({{link}}) or {{link}}.

        - {{name}}
        - a{{why}}b `{{name}}`

        > {{why}}{{#note}} ({{note}}){{/note}}

        ```
        {{name}}
        ```
        """

    private func template() throws -> MessageTemplate {
        let fields = ["name", "why", "link", "member.preferred_name"].map {
            MessageField(name: $0, isRequired: true, example: nil)
        }
        return MessageTemplate(
            id: MessageID("m"), description: "",
            fields: fields + [MessageField(name: "note", isRequired: false, example: nil)],
            locales: [
                "en": LocaleText(
                    subject: try TemplateText(parsing: "For {{member.preferred_name}}"),
                    preview: try TemplateText(parsing: "{{member.preferred_name}}, a line"),
                    text: try MessageBody(parsing: Self.source))
            ])
    }

    private static let link = "https://milieu.example/a/x"

    private func render(_ value: String, _ other: String, note: String? = nil) throws -> RenderedMessage {
        var values = ["name": value, "why": other, "link": Self.link, "member.preferred_name": value]
        values["note"] = note
        return try #require(try template().render(values, languages: ["en"], fallbacks: []))
    }

    @Test(arguments: [UInt64](1...400))
    func `no value changes how a message is built`(seed: UInt64) throws {
        var random = NastyText(seed: seed)
        let (value, other) = (random.value(), random.value())
        let plain = try render("Ana", "why")
        let nasty = try render(value, other)
        #expect(shape(nasty.body) == shape(plain.body), "seed \(seed): \(value.debugDescription)")
        // A header and a list of mails take one line.
        for line in [nasty.subject, nasty.preview ?? ""] {
            let isOneLine = !line.contains(where: \.isNewline)
            #expect(isOneLine && line.count <= 60, "seed \(seed)")
        }
        for text in [nasty.subject, nasty.text, nasty.html] {
            let bad = text.unicodeScalars.filter {
                $0.properties.generalCategory == .control && $0 != "\n" || (0x202A...0x202E).contains($0.value)
                    || $0.properties.isNoncharacterCodePoint
            }
            #expect(bad.isEmpty, "seed \(seed): \(value.debugDescription)")
        }
        let brackets = [nasty, plain].map { $0.html.utf8.filter { $0 == UInt8(ascii: "<") }.count }
        #expect(brackets[0] == brackets[1], "seed \(seed)")
        #expect(!nasty.html.contains("href=\"https://evil"), "seed \(seed)")
    }

    @Test(arguments: [
        ("Ana", "Ana"), (" Ana \n", "Ana"), ("Ana\r\nBcc: x", "Ana Bcc: x"), ("a\n\n\nb", "a b"),
        ("a\u{0}b\u{1b}[0m", "ab[0m"),
        ("a\u{202E}b\u{2066}c", "abc"), ("\u{FEFF}a\u{FFFE}", "a"), ("a\u{2028}b", "a b"), ("a\tb", "a b"),
        ("\u{7}", ""),
        ("\u{200B}\u{200D}", ""), ("e\u{301}", "e\u{301}"), ("👩🏽‍🚀", "👩🏽‍🚀"), ("a\u{A0}b", "a\u{A0}b"),
    ])
    func `a value is one line of what can be seen`(value: String, expected: String) throws {
        let text = try TemplateText(parsing: "[{{x}}]").renderPlain(["x": value])
        #expect(text.unicodeScalars.elementsEqual("[\(expected)]".unicodeScalars), "\(text.debugDescription)")
    }

    @Test(arguments: ["", " ", "\n", "\u{7}", "\u{200B}", "\u{202E}", "\u{2060}\u{FEFF}"])
    func `somebody without a value to see is left out, with the reason`(value: String) throws {
        let values = ["name": value, "why": "x", "link": Self.link, "member.preferred_name": "Ana"]
        #expect(try template().fault(in: values) == "needs 'name', which is empty")
        #expect(try template().fault(in: values.merging(["name": "Ana"]) { $1 }) == nil)
    }

    @Test func `a value against the direction of the text is isolated`() throws {
        let message = try render("عبد", "why")
        #expect(message.subject == "For \u{2068}عبد\u{2069}")
        #expect(message.text.contains(Self.link + "."))
        let arabic = MessageTemplate(
            id: MessageID("m"), description: "", fields: [],
            locales: [
                "ar": LocaleText(
                    subject: try TemplateText(parsing: "إلى {{name}}"),
                    text: try MessageBody(parsing: "{{name}} {{link}}"))
            ])
        let shown = try #require(arabic.render(["name": "Ana", "link": Self.link], languages: ["ar"], fallbacks: []))
        #expect(shown.subject == "إلى \u{2068}Ana\u{2069}")
        #expect(shown.text == "\u{2068}Ana\u{2069} \(Self.link)")
        #expect(shown.html.contains("<html lang=\"ar\" dir=\"rtl\">"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "https://", "https://x.test/\" onclick=\"y", "https://x.test/<b>", "ftp://x.test",
        "//x.test",
        "https://x.test/a b",
    ])
    func `a link that cannot be followed is text, and no address`(link: String) throws {
        let values = ["name": "Ana", "why": "x", "link": link, "member.preferred_name": "Ana"]
        let message = try #require(try template().render(values, languages: ["en"], fallbacks: []))
        #expect(message.link == nil)
        #expect(!message.html.contains("<a "))
    }

    @Test func `our link is a link where it stands bare, and behind a label`() throws {
        let message = try render("Ana", "why", note: "n")
        #expect(
            message.html.contains("<a href=\"\(Self.link)\">Ana here</a> or <a href=\"\(Self.link)\">\(Self.link)</a>.")
        )
        #expect(message.text.contains("see Ana here (\(Self.link)) or \(Self.link)."))
        #expect(message.html.contains("why (n)"))
    }
}
