import Community
import Messages
import Testing

@Suite struct TemplateTests {
    @Test(arguments: [
        ("Hi {{{name}}}", 3), ("Hi {{&name}}", 3), ("{{=<% %>=}}", 0), ("{{> footer}}", 0),
        ("{{% CONTENT_TYPE: TEXT}}", 0),
        ("Hi {{name", 3), ("{{#a}}x", 0), ("x{{/a}}", 1), ("{{upper(name)}}", 0), ("{{}}", 0),
    ])
    func `a tag that could do more than fill a place is refused at its place`(text: String, offset: Int) {
        let error = #expect(throws: TemplateError.self) { try TemplateText(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test func `places are filled and sections shown when there is something to show`() throws {
        let text = try TemplateText(parsing: "Hi {{member.name}}{{#why}}: {{why}}{{/why}}{{^why}}.{{/why}}{{! note}}")
        #expect(text.renderPlain(["member.name": "Ana"]) == "Hi Ana.")
        #expect(text.renderPlain(["member.name": "Ana", "why": "both sing"]) == "Hi Ana: both sing")
        #expect(text.namesNeeded == ["member.name"])
    }

    @Test func `a value brings in no template, no markup and no control character`() throws {
        let text = try TemplateText(parsing: "Hi {{name}}")
        #expect(text.renderPlain(["name": "{{secret}} <b>\u{7}\u{1b}x"]) == "Hi {{secret}} <b>x")
    }

    private func template() throws -> MessageTemplate {
        func locale(_ subject: String, _ text: String) throws -> LocaleText {
            LocaleText(subject: try TemplateText(parsing: subject), text: try TemplateText(parsing: text))
        }
        return MessageTemplate(
            id: MessageID("m"), description: "", fields: [MessageField(name: "name", isRequired: true, example: nil)],
            locales: [
                "en": try locale("For you", "Hi {{name}}\n\n{{link}}"), "pt": try locale("Para si", "Olá {{name}}"),
            ])
    }

    @Test(arguments: [(["pt-br"], "pt", false), (["pl", "en"], "en", false), (["pl"], "pt", true), ([], "pt", true)])
    func `the person's languages come first, and a fallback is told`(
        languages: [String], tag: String, isFallback: Bool
    ) throws {
        let message = try #require(try template().render(["name": "Ana"], languages: languages, fallbacks: ["pt"]))
        #expect(message.language == tag)
        #expect(message.isFallback == isFallback)
    }

    @Test func `the page escapes everything and links only where we lead`() throws {
        let values = ["name": "<script>", "link": "https://milieu.example/a/x"]
        let message = try #require(try template().render(values, languages: ["en"], fallbacks: []))
        #expect(message.html.contains("Hi &lt;script&gt;"))
        #expect(message.html.contains("<a href=\"https://milieu.example/a/x\">"))
        #expect(message.text == "Hi <script>\n\nhttps://milieu.example/a/x")
    }

    /// From which states a message may go where; all other moves are refused.
    @Test(arguments: DeliveryState.allCases, DeliveryState.Event.allCases)
    func `a delivery moves as the table says and no other way`(state: DeliveryState, event: DeliveryState.Event) {
        let waiting: Set<DeliveryState> = [.queued, .deferred, .retrying]
        let expected: DeliveryState? =
            switch event {
            case .hold: waiting.contains(state) || state == .sending ? .deferred : nil
            case .attempt: waiting.contains(state) ? .sending : nil
            case .delivered: state == .sending ? .delivered : nil
            case .failedForNow: state == .sending ? .retrying : nil
            case .refused: state == .sending ? .dead : nil
            case .ambiguous: state == .sending ? .held : nil
            case .expire: waiting.contains(state) || state == .sending ? .expired : nil
            case .cancel: waiting.contains(state) || state == .sending || state == .held ? .cancelled : nil
            case .restore: waiting.contains(state) || state == .sending ? .held : nil
            case .replay: [.dead, .held, .expired, .retrying].contains(state) ? .queued : nil
            }
        #expect((try? state.after(event)) == expected)
    }
}
