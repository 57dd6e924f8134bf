import Community
import Messages
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// Somebody whose language a message does not have gets another, and that is written down.
@Suite struct FallbackTests {
    private struct Lit: Screen { func show(_ text: String) -> Bool { true } }

    private struct NoTransport: Transport {
        func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw .stopped }
        func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [(["fi"], "en"), (["fi", "pt"], nil), (["pt-br"], nil), ([], "en")])
    func `the language of a message is kept when it is none of the reader's`(languages: [String], kept: String?)
        async throws
    {
        let clock = TestClock("2026-11-19T20:00:00Z")
        let now = clock.now()
        let message = OutboxMessage(
            id: "0a", run: "r", job: "j", step: "s", member: MemberID("aino"), channel: "screen",
            message: MessageID("m"),
            values: [:], ask: nil, purpose: nil, dueAt: now, expiresAt: now + .hours(1), createdAt: now)
        let member = Member(
            id: MemberID("aino"), preferredName: "Aino", languages: languages,
            contact: ContactPoint(channel: "screen", address: "aino"))
        let outbox = FakeOutbox([ClaimedMessage(message: message, member: member, epoch: 1, isAmbiguous: false)])
        let screen = try ScreenChannel(settings: ScreenChannel.Settings(), program: ProgramIdentity(label: "Riverside"))
        let text = LocaleText(subject: try TemplateText(parsing: "x"), text: try MessageBody(parsing: "Hi {{name}}"))
        let template = MessageTemplate(
            id: MessageID("m"), description: "", fields: [], locales: ["en": text, "pt": text])
        let dispatcher = Dispatcher(
            outbox: outbox, gate: FakeGate(decision: .send(values: ["name": "Aino"])), transport: NoTransport(),
            screen: Lit(), clock: clock,
            link: { ask, _ in ask }
        ) { DispatchMaterial(channels: ["screen": screen], templates: [MessageID("m"): template], languages: ["en"]) }
        try await dispatcher.deliverDue()
        #expect(outbox.fresh.map(\.fallbackLanguage) == [kept])
    }
}
