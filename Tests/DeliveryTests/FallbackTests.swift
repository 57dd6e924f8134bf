import Community
import Delivery
import Messages
import Scheduling
import Synchronization
import TestSupport
import Testing

/// Somebody whose language a message does not have gets another, and that is written down.
@Suite struct FallbackTests {
    private final class OneMessage: Outbox {
        private struct State {
            var claims: [ClaimedMessage]
            var payloads: [FreshPayload] = []
        }
        private let state: Mutex<State>

        init(_ claims: [ClaimedMessage]) { state = Mutex(State(claims: claims)) }

        var payloads: [FreshPayload] { state.withLock { $0.payloads } }

        func claim(limit: Int, now: Instant) async throws -> [ClaimedMessage] {
            state.withLock { state in
                defer { state.claims = [] }
                return state.claims
            }
        }
        func keepPayloads(_ payloads: [FreshPayload]) async throws { state.withLock { $0.payloads += payloads } }
        func renew(_ claims: [(id: String, epoch: Int)], now: Instant) async throws {}
        func record(_ records: [DeliveryRecord]) async throws -> Int { 0 }
    }

    private struct Yes: SendGate {
        func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision] {
            claims.map { _ in .send(values: ["name": "Aino"]) }
        }
    }

    private struct Lit: Screen { func show(_ text: String) -> Bool { true } }

    private struct NoTransport: Transport {
        func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw .stopped }
        func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [(["fi"], "en"), (["fi", "pt"], nil), (["pt-br"], nil), ([], "en")])
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
        let outbox = OneMessage([ClaimedMessage(message: message, member: member, epoch: 1, isAmbiguous: false)])
        let screen = try ScreenChannel(settings: ScreenChannel.Settings(), program: ProgramIdentity(label: "Riverside"))
        let text = LocaleText(subject: try TemplateText(parsing: "x"), text: try MessageBody(parsing: "Hi {{name}}"))
        let template = MessageTemplate(
            id: MessageID("m"), description: "", fields: [], locales: ["en": text, "pt": text])
        let dispatcher = Dispatcher(
            outbox: outbox, gate: Yes(), transport: NoTransport(), screen: Lit(), clock: clock,
            link: { $0 }
        ) { DispatchMaterial(channels: ["screen": screen], templates: [MessageID("m"): template], languages: ["en"]) }
        try await dispatcher.deliverDue()
        #expect(outbox.payloads.map(\.fallbackLanguage) == [kept])
    }
}
