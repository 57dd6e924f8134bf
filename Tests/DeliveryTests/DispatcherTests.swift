import Community
import Messages
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Delivery

@Suite struct DispatcherTests {
    private let clock = TestClock("2026-11-19T20:00:00Z")

    private func claim(
        _ id: String = "m1", channel: String = "a", payload: [UInt8]? = nil, attempts: Int = 1,
        isAmbiguous: Bool = false,
        sentTo: String = "ana", expires: String = "2026-11-20T12:00:00Z"
    ) throws -> ClaimedMessage {
        let message = OutboxMessage(
            id: id, run: "r", job: "j", step: "s", member: MemberID(id), channel: channel, message: MessageID("m"),
            values: [:], ask: "k", purpose: .checkIn, dueAt: clock.now(), attempts: attempts,
            expiresAt: try #require(Instant(iso8601: expires)), createdAt: clock.now(),
            payload: payload.map { PayloadParts.joined([$0]) },
            sentTo: payload.map { _ in ContactPoint(channel: channel, address: sentTo) })
        let member = Member(id: MemberID(id), contact: ContactPoint(channel: channel, address: "ana"))
        return ClaimedMessage(message: message, member: member, epoch: 3, isAmbiguous: isAmbiguous)
    }

    private func deliver(
        _ claims: [ClaimedMessage], _ channels: [String: FakeChannel],
        gate: SendDecision = .send(values: ["name": "Ana"])
    ) async throws -> (FakeOutbox, DeliveryTally) {
        let outbox = FakeOutbox(claims)
        return (outbox, try await dispatcher(outbox, channels, gate: gate).deliverDue())
    }

    private func dispatcher(
        _ outbox: FakeOutbox, _ channels: [String: FakeChannel],
        gate: SendDecision = .send(values: ["name": "Ana"])
    ) throws -> Dispatcher {
        let text = LocaleText(
            subject: try TemplateText(parsing: "x"), text: try MessageBody(parsing: "Hi {{name}} {{link}}"))
        let template = MessageTemplate(id: MessageID("m"), description: "", fields: [], locales: ["en": text])
        return Dispatcher(
            outbox: outbox, gate: FakeGate(decision: gate), transport: FakeTransport(channels: channels),
            screen: NoScreen(), clock: clock, link: { ask, _ in "link-\(ask)" }
        ) { DispatchMaterial(channels: channels, templates: [MessageID("m"): template], languages: ["en"]) }
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

    @Test func `words alone go out when the platform cannot read more, once`() async throws {
        let channel = FakeChannel(.degrade(reason: "cannot be read"), .delivered(receipt: "1"))
        let (outbox, tally) = try await deliver([claim()], ["a": channel])
        #expect(tally.delivered == 1 && outbox.payloads == ["Hi Ana link-k"])
        let kept = FakeChannel(.degrade(reason: "cannot be read"), .delivered(receipt: "1"))
        let again = try await deliver([claim(payload: Array("old".utf8))], ["a": kept])
        #expect(again.1.delivered == 1)
        let stubborn = FakeChannel(.degrade(reason: "cannot be read"), .degrade(reason: "nor this"))
        let (refusing, _) = try await deliver([claim()], ["a": stubborn])
        #expect(refusing.records.map(\.event) == [.refused])
        #expect(refusing.records.first?.reason == "nor this")
    }

    @Test(arguments: [
        (Verdict.retry(after: nil, reason: "x"), DeliveryState.Event.failedForNow),
        (.throttled(for: .seconds(90), reason: "x"), .hold),
        (.refused(reason: "x"), .refused), (.recipientGone(reason: "x"), .refused),
        (.channelBroken(reason: "x"), .block), (.degrade(reason: "x"), .refused),
        (.ambiguous(reason: "x"), .unanswered),
    ])
    func `a verdict becomes an event`(verdict: Verdict, event: DeliveryState.Event) async throws {
        let (outbox, _) = try await deliver([claim()], ["a": FakeChannel(verdict)])
        #expect(outbox.records.map(\.event) == [event])
        if [.failedForNow, .unanswered, .hold].contains(event) {
            #expect(try #require(outbox.records.first?.dueAt) > clock.now())
        }
    }

    @Test func `what the other side asks for is waited for`() async throws {
        let (outbox, _) = try await deliver([claim()], ["a": FakeChannel(.retry(after: .seconds(7_000), reason: "x"))])
        #expect(outbox.records.first?.dueAt == clock.now() + .seconds(7_000))
    }

    @Test func `a wait of nothing is still a wait`() async throws {
        for verdict in [Verdict.throttled(for: .zero, reason: "x"), .retry(after: .zero, reason: "x")] {
            let (outbox, _) = try await deliver([claim()], ["a": FakeChannel(verdict)])
            #expect(try #require(outbox.records.first?.dueAt) >= clock.now() + .seconds(1))
        }
    }

    @Test(.timeLimit(.minutes(5))) func `what has ended is recorded while a slow one is still under way`() async throws
    {
        let latch = Latch()
        let outbox = FakeOutbox(try (0..<31).map { try claim("m\($0)", channel: $0 == 0 ? "slow" : "a") }) {
            if $0.count == 30 { latch.open() }
        }
        let channels = [
            "slow": FakeChannel(.delivered(receipt: nil), endpoint: "slow") { await latch.wait() },
            "a": FakeChannel(.delivered(receipt: nil)),
        ]
        #expect(try await dispatcher(outbox, channels).deliverDue().delivered == 31)
        #expect(outbox.records.last?.id == "m0")
    }

    @Test(.timeLimit(.minutes(5))) func `a stop finishes what is under way, and gives back the rest`() async throws {
        let begun = Latch()
        let latch = Latch()
        let outbox = FakeOutbox(try (0..<40).map { try claim("m\($0)") })
        let wasCut = Mutex(false)
        let channel = FakeChannel(.delivered(receipt: nil)) {
            begun.open()
            await latch.wait()
            if Task.isCancelled { wasCut.withLock { $0 = true } }
        }
        let dispatcher = try dispatcher(outbox, ["a": channel])
        let work = Task { try await dispatcher.deliverDue() }
        await begun.wait()
        work.cancel()
        latch.open()
        let tally = try await work.value
        #expect(!wasCut.withLock { $0 })
        #expect(tally.delivered == FakeChannel.places && tally.deferred == 40 - FakeChannel.places)
        #expect(outbox.records.filter { $0.event == .hold }.allSatisfy { $0.dueAt == clock.now() })
    }

    @Test func `a send that was cut off is held or repeated, by the channel`() async throws {
        let held = try await deliver(
            [claim(isAmbiguous: true)], ["a": FakeChannel(.delivered(receipt: nil), resends: false)])
        #expect(held.0.records.map(\.event) == [.ambiguous])
        let resent = try await deliver([claim(isAmbiguous: true)], ["a": FakeChannel(.delivered(receipt: nil))])
        #expect(resent.0.records.map(\.event) == [.delivered])
    }

    @Test func `what may have arrived is held for a person, also in quiet hours and when it is late`() async throws {
        let channels = ["a": FakeChannel(.delivered(receipt: nil), resends: false)]
        let quiet = SendDecision.hold(until: clock.now() + .hours(11), reason: "quiet hours")
        let held = try await deliver([claim(payload: [1], isAmbiguous: true)], channels, gate: quiet)
        #expect(held.0.records.map(\.event) == [.ambiguous])
        let late = try await deliver(
            [claim(payload: [1], isAmbiguous: true, expires: "2026-11-19T19:00:00Z")], channels)
        #expect(late.0.records.map(\.event) == [.ambiguous])
    }

    @Test func `somebody who has moved gets new bytes`() async throws {
        let (outbox, _) = try await deliver(
            [claim(payload: Array("old".utf8), sentTo: "another")], ["a": FakeChannel(.delivered(receipt: nil))])
        #expect(outbox.payloads == ["Hi Ana link-k"])
    }

    @Test func `a store that fails for a moment loses no verdict`() async throws {
        let outbox = FakeOutbox(try (0..<40).map { try claim("m\($0)") }, failing: 1)
        let dispatcher = try dispatcher(outbox, ["a": FakeChannel(.delivered(receipt: nil))])
        await #expect(throws: FakeOutbox.Busy.self) { try await dispatcher.deliverDue() }
        #expect(Set(outbox.records.map(\.id)).count == 40)
        #expect(outbox.records.contains { $0.event == .delivered })
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
        let claims = try (0..<80).map { try claim("m\($0)", channel: $0 % 2 == 0 ? "a" : "b") }
        let (outbox, tally) = try await deliver(
            claims,
            [
                "a": FakeChannel(.retry(after: nil, reason: "no connection"), endpoint: "dead"),
                "b": FakeChannel(.delivered(receipt: nil), endpoint: "good"),
            ])
        #expect(tally.delivered == 40)
        // Some were tried, the others were given back without an attempt.
        #expect(tally.retrying >= 10 && tally.retrying + tally.deferred == 40)
        let givenBack = outbox.records.filter { $0.event == .hold }
        #expect(givenBack.allSatisfy { $0.reason == "a is left alone for a while: no connection" && !$0.usesAttempt })
        #expect(!givenBack.isEmpty && givenBack.allSatisfy { $0.dueAt == clock.now() + .seconds(30) })
        #expect(outbox.standings["a"]?.trips == 1 && outbox.standings["b"] == nil)
    }
}
