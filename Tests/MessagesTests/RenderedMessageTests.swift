import Community
import Messages
import Scheduling
import Testing

@Suite struct RenderedMessageTests {
    private static let link = "https://milieu.example/a/x"

    private func template(_ frame: MessageFrame, preview: String? = nil) throws -> MessageTemplate {
        MessageTemplate(
            id: MessageID("m"), description: "", fields: [], frame: frame,
            locales: [
                "en": LocaleText(
                    subject: try TemplateText(parsing: "For you"),
                    preview: try preview.map { try TemplateText(parsing: $0) },
                    text: try MessageBody(parsing: "Something **private** for {{name}}: {{link}}"),
                    actions: [
                        MessageAction(label: "Answer", url: MessageTemplate.linkTag),
                        MessageAction(label: "Read", url: "https://example.org/read"),
                    ])
            ])
    }

    private func render(
        _ frame: MessageFrame, preview: String? = nil, link: String? = link, _ more: [String: String] = [:]
    ) throws -> RenderedMessage {
        var values = more.merging(["name": "Ana", "event.start": "2026-11-21T18:00:00Z"]) { given, _ in given }
        values["link"] = link
        return try #require(
            try template(frame, preview: preview).render(
                values, languages: ["en"], fallbacks: [], expiresAt: Instant(seconds: 5)))
    }

    @Test func `a private message shows its outside alone where it is read unopened`() throws {
        let message = try render(MessageFrame(sensitivity: .private), preview: "By noon, {{name}}")
        let shown = message.forLockScreen
        #expect(shown.subject == "For you" && shown.preview == "By noon, Ana")
        #expect(shown.text == "By noon, Ana\n\n\(Self.link)")
        #expect(!shown.html.contains("private"))
        #expect(shown.traits.actions == [MessageAction(label: "Answer", url: Self.link)])
        #expect(message.text.contains("private") && message.html.contains("<strong>private</strong>"))
        #expect(try render(MessageFrame(sensitivity: .private), link: nil).forLockScreen.text == "For you")
    }

    @Test(arguments: [MessageTraits.Sensitivity.members, .public])
    func `any other message is shown as it is`(sensitivity: MessageTraits.Sensitivity) throws {
        let message = try render(MessageFrame(sensitivity: sensitivity))
        #expect(message.forLockScreen == message)
    }

    @Test func `actions lead to the link or to their own address, and the text shows those that it lacks`() throws {
        let message = try render(MessageFrame())
        #expect(message.traits.actions.map(\.url) == [Self.link, "https://example.org/read"])
        #expect(message.text.hasSuffix(": \(Self.link)\n\nRead: https://example.org/read"))
        #expect(message.html.contains("<p><a href=\"https://example.org/read\">Read</a></p>"))
        #expect(try render(MessageFrame(), link: nil).traits.actions.map(\.label) == ["Read"])
    }

    @Test func `the preview stands hidden in front of a mail's page`() throws {
        let html = try render(MessageFrame(), preview: "A <line>").html
        #expect(html.contains("<body>\n<div style=\"display:none\">A &lt;line&gt;</div>\n<p>"))
    }

    @Test(arguments: [
        ("goal-{{id}}", "42", "goal-42"), ("{{id}}", "a b\r\nX: y", "a-b-X--y"), ("{{id}}", "", nil), ("ż", "", "-"),
        ("{{id}}", String(repeating: "x", count: 300), String(repeating: "x", count: 100)),
    ])
    func `thread and replaces are keys that any header takes`(source: String, id: String, expected: String?) throws {
        let text = try TemplateText(parsing: source)
        let message = try render(MessageFrame(urgency: .high, thread: text, replaces: text), ["id": id])
        #expect(message.traits.thread == expected && message.traits.replaces == expected)
        #expect(message.traits.urgency == .high && message.traits.expiresAt == Instant(seconds: 5))
        #expect(try template(MessageFrame(thread: text)).thread(["id": id]) == expected)
        #expect(try template(MessageFrame(replaces: text)).replaces(["id": id]) == expected)
    }

    private func event(end: String = "2026-11-21T20:00:00Z") throws -> EventTemplate {
        EventTemplate(
            uid: try TemplateText(parsing: "circle-{{id}}"), start: try TemplateText(parsing: "{{event.start}}"),
            end: try TemplateText(parsing: end), location: try TemplateText(parsing: "Room {{id}}"),
            sequence: try TemplateText(parsing: "{{id}}"), cancelled: try TemplateText(parsing: "{{off}}"))
    }

    @Test func `an event is filled from the fields, and called as the subject`() throws {
        let found = try #require(try render(MessageFrame(event: event()), ["id": "7", "off": "yes"]).traits.event)
        #expect(found.uid == "circle-7" && found.sequence == 7 && found.isCancelled)
        #expect(found.summary == "For you" && found.location == "Room 7")
        #expect(found.end - found.start == .hours(2))
        #expect(try render(MessageFrame(event: event()), ["id": "7"]).traits.event?.isCancelled == false)
        #expect(try render(MessageFrame(event: event()), ["id": "7"]).outside.traits.event == nil)
    }

    @Test(arguments: [
        (
            "soon", "2026-11-21T20:00:00Z",
            "needs a time such as 2026-11-21T18:00:00Z for its event's 'start', found 'soon'"
        ),
        ("2026-11-21T18:00:00Z", "2026-11-21T17:00:00Z", "has an event that ends before it starts"),
    ])
    func `somebody whose event has no time is left out, with the reason`(start: String, end: String, words: String)
        throws
    {
        let template = try template(MessageFrame(event: event(end: end)))
        #expect(template.fault(in: ["event.start": start, "id": "7"]) == words)
    }

    @Test func `a message that says so has lost its meaning earlier`() {
        let made = Instant(seconds: 1_000)
        let frame = MessageFrame(expiresAfter: .minutes(1))
        #expect(frame.expiry(madeAt: made, atTheLatest: made + .hours(1)) == made + .minutes(1))
        #expect(frame.expiry(madeAt: made, atTheLatest: made + .seconds(1)) == made + .seconds(1))
        #expect(MessageFrame().expiry(madeAt: made, atTheLatest: made + .hours(1)) == made + .hours(1))
    }

    @Test func `the readers whom one forgets are there to try`() throws {
        let fields = ["member.preferred_name", "mentor.preferred_name", "reasons"].map {
            MessageField(name: $0, isRequired: true, example: $0 == "reasons" ? "both sing" : nil)
        }
        let template = MessageTemplate(
            id: MessageID("m"), description: "", fields: fields, locales: try template(MessageFrame()).locales)
        for example in MessageExample.allCases {
            let values = example.values(for: template, label: "Riverside")
            #expect(values["reasons"] == "both sing" && values["program.label"] == "Riverside")
            #expect((template.fault(in: values) != nil) == (example == .noName), "\(example)")
        }
    }

    @Test(arguments: [
        ("ar", "rtl"), ("fa-IR", "rtl"), ("he", "rtl"), ("ur", "rtl"), ("ckb", "rtl"), ("pt", "ltr"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"), ("zh-Hant", "ltr"), ("sd-Deva", "ltr"),
    ])
    func `a language's text runs its way`(language: String, direction: String) {
        #expect(TextDirection(language: language).rawValue == direction)
    }
}
