import Community
import Messages
import Testing

@Suite struct TemplateTests {
    @Test(arguments: [
        ("Hi {{{name}}}", 3), ("Hi {{&name}}", 3), ("{{=<% %>=}}", 0), ("{{> footer}}", 0),
        ("{{% CONTENT_TYPE: TEXT}}", 0),
        ("Hi {{name", 3), ("{{#a}}x", 0), ("x{{/a}}", 1), ("{{upper(name)}}", 0), ("{{}}", 0), ("{{>*x}}", 0),
        ("{{$a}}x{{/a}}", 0), ("{{<a}}{{/a}}", 0), ("{{~name~}}", 0), ("{{.}}\u{301}", 0), ("{{na me!}}", 0),
        ("{{#a}}{{#b}}{{/a}}{{/b}}", 12), ("a\u{0}", 1), ("a\u{100000}", 1), ("a\u{1b}[0m", 1), ("{{a}}{{/a}}", 5),
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

    @Test(arguments: [
        ("{{#a}}\nx\n{{/a}}\ny", "x\ny", "y"), ("a {{! note }} b", "a  b", "a  b"), ("  {{! note }}\r\nb", "b", "b"),
        ("{{#a}}x{{^b}}y{{/b}}{{/a}}z", "xyz", "z"), ("|{{#a}} {{/a}}|", "| |", "||"),
        ("{{^a}}\nnone\n{{/a}}", "", "none\n"),
        ("a\n  {{#a}}\nb\n  {{/a}}\nc", "a\nb\nc", "a\nc"), ("{{#a}}{{a}}{{/a}}", "A", ""),
    ])
    func `a part is shown when its field has a value, and a tag alone on its line takes the line`(
        source: String, with: String, without: String
    ) throws {
        let text = try TemplateText(parsing: source)
        #expect(text.renderPlain(["a": "A"]) == with)
        #expect(text.renderPlain(["a": ""]) == without)
    }

    /// Expected values by two other implementations that agree: chevron 0.14 and pystache 0.6, with a = 1, b = two, c empty.
    @Test(arguments: [
        ("{{! a note }}{ {{b}}", "{ two"),
        ("\n{{#c}} \n \nż{{a}}{{b}}\n  {{/c}}\n", "\n"),
        ("\n{{a}} y {{! a note }}", "\n1 y "),
        ("{{^a}}{{a}}{ {{a}}{{/a}}", ""),
        ("{{b}}{{! a note }}\n{{#c}} \n{{^a}}\n{{#a}} \nż \n{ \n  {{/a}}\n{{/a}}\n  {{/c}}\nż", "two\nż"),
        ("{{^a}}\n{{#a}} \n{{^a}}{ }ż{{/a}}\n  {{/a}}\n{{/a}}{{b}}", "two"),
        ("\n{{a}}\n{{#c}} \n{{b}}\n \n\n  {{/c}}\n", "\n1\n"),
        ("\n{{#c}} \n\n{{#a}} \n{{! a note }}{{! a note }}{{b}}\n\n  {{/a}}\n{{c}}\n  {{/c}}\n", "\n"),
        ("{{#b}}{{a}}{{/b}}{{b}}\n", "1two\n"),
        ("{{! a note }}{{c}}{{! a note }}", ""),
        ("{{^a}}{{^a}} \n{{/a}}\n{{#a}} \n{{a}}\n  {{/a}}\nx{{/a}}{{b}}", "two"),
        ("}{{a}}{{! a note }}{{! a note }}", "}1"),
        ("{{#c}}{{! a note }}{{/c}}", ""),
        ("{{#c}}{{a}}{{a}}{{a}}{{/c}}", ""),
        ("{{^a}}{{a}}{{/a}}{{c}}", ""),
        ("{{c}}x{{^c}}\n{{#c}} \n{{b}}{{^c}}{{a}}x}{{/c}}\n  {{/c}}\n{{/c}}{{! a note }}", "x\n"),
        (" y {{#b}}{{! a note }}{{/b}}", " y "),
        ("ż{{! a note }}\n{{! a note }}", "ż\n"),
        ("{{#c}}{{a}}{{/c}} y {{#a}}{{b}}{{/a}}{{c}}", " y two"),
        ("\n{{b}}{{! a note }}{{^b}} \n{{b}}{{#b}}\n{{b}}{{#c}}\n{{/c}}{{/b}}{{/b}}", "\ntwo"),
        ("{{#a}}x{{a}}\n{{#c}} \n{{c}}{{c}}{{b}}\n  {{/c}}\n{{c}}{{/a}}", "x1\n"),
        ("{{! a note }}{{! a note }} \n", " \n"),
        ("{{#b}}\n{{#c}} \n\n\n{{#c}} \n}{{a}}\n  {{/c}}\n{{c}}\n  {{/c}}\n{{/b}}", ""),
        (" y {{#b}}{{! a note }}{{/b}}{{b}}", " y two"),
        ("{{^a}}\n{{#a}} \n\n{{#a}} \n y {{c}}{{c}}{{b}}\n  {{/a}}\n\n  {{/a}}\n{{/a}}{{#b}}{{c}}{{/b}}", ""),
        ("\nx{{! a note }}{{c}}", "\nx"),
        ("{{! a note }}{{! a note }}{{! a note }}{{c}}", ""),
        ("{{#b}}{{#a}}ż}{{! a note }}{{/a}}{{/b}}{{! a note }}", "ż}"),
        ("{{a}}{{! a note }} \n{{b}}", "1 \ntwo"),
        ("{{a}}{{^a}}{{c}}{{! a note }}{{/a}}", "1"),
        (" \n{{^a}}{{c}}{{#a}}\n{{c}}{{/a}}{{/a}}{{! a note }}{{a}}", " \n1"),
        ("{{c}}{ {{! a note }}", "{ "),
        (" y }{{#b}}{{^c}}{{b}}\n{{#c}} \nxx{{c}}\n  {{/c}}\n{{/c}}{{/b}}x", " y }two\nx"),
        ("x{{^c}}{{b}}\n{{b}}{{/c}}", "xtwo\ntwo"),
        ("{{! a note }}{{a}}{{a}}\n", "11\n"),
        ("{{#c}} y \n{{#b}} \n{ \n  {{/b}}\n \n\n{{#c}} \n\n{{#a}} \n{ }\n  {{/a}}\n\n  {{/c}}\n{{/c}}{{c}} \n", " \n"),
        ("\n{{#c}} \n{{! a note }}{{^b}}{{c}}{{/b}}\n\n  {{/c}}\n", "\n"),
        ("{ {{^b}}{{^c}}{{#b}}{{a}}{{c}} y {{/b}}{{/c}}{{^b}}{{c}}{{c}}{{! a note }}{{/b}}\n{{/b}}", "{ "),
        ("{{^a}}\n{{#a}}{ x{{/a}}{{/a}}{{c}}", ""),
        ("\n}{{#c}}\n{{/c}}{{^c}}\n{{c}}{{/c}}", "\n}\n"),
    ])
    func `what is allowed of Mustache is filled as Mustache fills it`(source: String, expected: String) throws {
        #expect(try TemplateText(parsing: source).renderPlain(["a": "1", "b": "two", "c": ""]) == expected)
    }

    private func template() throws -> MessageTemplate {
        func locale(_ subject: String, _ text: String) throws -> LocaleText {
            LocaleText(subject: try TemplateText(parsing: subject), text: try MessageBody(parsing: text))
        }
        return MessageTemplate(
            id: MessageID("m"), description: "", fields: [MessageField(name: "name", isRequired: true, example: nil)],
            locales: [
                "en": try locale("For you", "Hi {{name}}\n\n{{link}}"), "pt": try locale("Para si", "Olá {{name}}"),
                "zh-hant": try locale("x", "x"), "zh-hans": try locale("x", "x"),
            ])
    }

    @Test(arguments: [
        (["pt-br"], "pt", false), (["pl", "en"], "en", false), (["pl"], "pt", true), ([], "pt", true),
        (["zh"], "zh-hans", false), (["zh-hant-hk"], "zh-hans", false), (["zh-hant"], "zh-hant", false),
    ])
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
        #expect(message.html.contains("<p>Hi &lt;script&gt;</p>"))
        #expect(message.html.contains("<a href=\"https://milieu.example/a/x\">"))
        #expect(message.text == "Hi <script>\n\nhttps://milieu.example/a/x")
    }
}
