import Community
import Delivery
import Messages
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@Suite struct DispatcherTests {
    /// An outbox in memory that gives its messages out once.
    private final class FakeOutbox: Outbox {
        private let state: Mutex<(claims: [ClaimedMessage], records: [DeliveryRecord], payloads: [String])>
        init(_ claims: [ClaimedMessage]) { state = Mutex((claims, [], [])) }
        var records: [DeliveryRecord] { state.withLock { $0.records } }
        var payloads: [String] { state.withLock { $0.payloads } }

        func claim(limit: Int, now: Instant) async throws -> [ClaimedMessage] {
            state.withLock { state in
                defer { state.claims = [] }
                return state.claims
            }
        }
        func keepPayloads(_ payloads: [(id: String, epoch: Int, bytes: [UInt8])]) async throws {
            state.withLock { $0.payloads += payloads.map { String(decoding: $0.bytes, as: UTF8.self) } }
        }
        func record(_ records: [DeliveryRecord]) async throws -> Int {
            state.withLock { $0.records += records }
            return 0
        }
    }

    private struct Gate: SendGate {
        let decision: SendDecision
        func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision] { claims.map { _ in decision } }
    }

    private struct FakeChannel: Channel {
        struct Settings: SettingsGroup {}
        static let kind = "fake"
        static let summary = "Stands in."
        var verdict = Verdict.delivered(receipt: nil)
        var resendsWhenAmbiguous = true
        var endpoint = "fake"

        init(_ verdict: Verdict, resends: Bool = true, endpoint: String = "fake") {
            self.verdict = verdict
            resendsWhenAmbiguous = resends
            self.endpoint = endpoint
        }
        init(settings: Settings, program: ProgramIdentity, screen: any Screen) throws(ChannelError) {}
        func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [UInt8] {
            Array(message.text.utf8)
        }
        func send(_ payload: [UInt8], for envelope: Envelope, at now: Instant, over transport: any Transport) async
            -> Verdict
        {
            verdict
        }
    }

    private struct NoTransport: Transport {
        func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw .stopped }
        func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
    }

    private let clock = TestClock("2026-11-19T20:00:00Z")

    private func claim(
        _ id: String = "m1", channel: String = "a", payload: [UInt8]? = nil, attempts: Int = 1,
        isAmbiguous: Bool = false,
        expires: String = "2026-11-20T12:00:00Z"
    ) throws -> ClaimedMessage {
        let message = OutboxMessage(
            id: id, run: "r", job: "j", step: "s", member: MemberID("ana"), channel: channel, message: MessageID("m"),
            values: [:], ask: "k", purpose: .checkIn, dueAt: clock.now(), attempts: attempts,
            expiresAt: try #require(Instant(iso8601: expires)), createdAt: clock.now(), payload: payload)
        let member = Member(id: MemberID("ana"), contact: ContactPoint(channel: channel, address: "ana"))
        return ClaimedMessage(message: message, member: member, epoch: 3, isAmbiguous: isAmbiguous)
    }

    private func deliver(
        _ claims: [ClaimedMessage], _ channels: [String: any Channel],
        gate: SendDecision = .send(values: ["name": "Ana"])
    ) async throws -> (FakeOutbox, DeliveryTally) {
        let outbox = FakeOutbox(claims)
        let text = LocaleText(
            subject: try TemplateText(parsing: "x"), text: try TemplateText(parsing: "Hi {{name}} {{link}}"))
        let template = MessageTemplate(id: MessageID("m"), description: "", fields: [], locales: ["en": text])
        let dispatcher = Dispatcher(
            outbox: outbox, channels: channels, templates: [MessageID("m"): template], languages: ["en"],
            link: { "link-\($0)" }, gate: Gate(decision: gate), transport: NoTransport(), clock: clock)
        return (outbox, try await dispatcher.deliverDue())
    }

    @Test func `a message is rendered, kept, sent and recorded under its claim`() async throws {
        let (outbox, tally) = try await deliver([claim()], ["a": FakeChannel(.delivered(receipt: "1"))])
        #expect(outbox.payloads == ["Hi Ana link-k"])
        #expect(outbox.records.map(\.event) == [.delivered])
        #expect(outbox.records.map(\.epoch) == [3])
        #expect(tally.delivered == 1)
    }

    @Test func `a later attempt sends the bytes of the first`() async throws {
        let (outbox, _) = try await deliver(
            [claim(payload: Array("old".utf8))], ["a": FakeChannel(.delivered(receipt: nil))])
        #expect(outbox.payloads.isEmpty)
        #expect(outbox.records.map(\.event) == [.delivered])
    }

    @Test(arguments: [
        (Verdict.retry(after: nil, reason: "x"), DeliveryState.Event.failedForNow),
        (.throttled(for: .seconds(90), reason: "x"), .hold),
        (.refused(reason: "x"), .refused), (.recipientGone(reason: "x"), .refused),
        (.channelBroken(reason: "x"), .failedForNow),
        (.ambiguous(reason: "x"), .failedForNow),
    ])
    func `a verdict becomes an event`(verdict: Verdict, event: DeliveryState.Event) async throws {
        let (outbox, _) = try await deliver([claim()], ["a": FakeChannel(verdict)])
        #expect(outbox.records.map(\.event) == [event])
        if event == .failedForNow || event == .hold {
            #expect(try #require(outbox.records.first?.dueAt) > clock.now())
        }
    }

    @Test func `what the other side asks for is waited for`() async throws {
        let (outbox, _) = try await deliver([claim()], ["a": FakeChannel(.retry(after: .seconds(7_000), reason: "x"))])
        #expect(outbox.records.first?.dueAt == clock.now() + .seconds(7_000))
    }

    @Test func `a send that was cut off is held or repeated, by the channel`() async throws {
        let held = try await deliver(
            [claim(isAmbiguous: true)], ["a": FakeChannel(.delivered(receipt: nil), resends: false)])
        #expect(held.0.records.map(\.event) == [.ambiguous])
        let resent = try await deliver([claim(isAmbiguous: true)], ["a": FakeChannel(.delivered(receipt: nil))])
        #expect(resent.0.records.map(\.event) == [.delivered])
    }

    @Test func `what lost its meaning, or may not be sent any more, is not sent`() async throws {
        let channels = ["a": FakeChannel(.delivered(receipt: nil))]
        let expired = try await deliver([claim(expires: "2026-11-19T19:00:00Z")], channels)
        #expect(expired.1.expired == 1)
        let cancelled = try await deliver([claim()], channels, gate: .cancel(reason: "asked to hear nothing more"))
        #expect(cancelled.1.cancelled == 1)
        let until = clock.now() + .hours(11)
        let held = try await deliver([claim()], channels, gate: .hold(until: until, reason: "quiet hours"))
        #expect(held.0.records.first?.dueAt == until)
    }

    @Test func `a dead endpoint delays only itself`() async throws {
        let claims = try (0..<40).map { try claim("m\($0)", channel: $0 % 2 == 0 ? "a" : "b") }
        let (outbox, tally) = try await deliver(
            claims,
            [
                "a": FakeChannel(.retry(after: nil, reason: "no connection"), endpoint: "dead"),
                "b": FakeChannel(.delivered(receipt: nil), endpoint: "good"),
            ])
        #expect(tally.delivered == 20)
        #expect(tally.retrying == 20)
        #expect(outbox.records.contains { $0.reason == "dead does not answer" })
    }
}
