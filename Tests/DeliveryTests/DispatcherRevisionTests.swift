import Community
import Messages
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// Messages that take the place of what has arrived, or take it back.
@Suite struct DispatcherRevisionTests {
    private let clock = TestClock("2026-11-19T20:00:00Z")
    private let contact = ContactPoint(channel: "a", address: "ana")

    private func claim(
        earlier receipt: String?, at place: ContactPoint? = nil, takesBack: Bool = false, isAmbiguous: Bool = false,
        language: String = "en", partsSent: Int = 0, kept: String? = nil
    ) -> ClaimedMessage {
        var row = OutboxMessage(
            id: "m1", run: "r", job: "j", step: "s", member: MemberID("ana"), channel: "a",
            message: takesBack ? .withdrawal : MessageID("m"), values: [:], ask: nil, purpose: nil,
            replaces: takesBack ? nil : "circle", dueAt: clock.now(), attempts: 1,
            expiresAt: clock.now() + .hours(9), createdAt: clock.now())
        row.takesBack = takesBack ? "m0" : nil
        row.receipt = kept
        if partsSent > 0 {
            row.payload = PayloadParts.joined([Array("Hi 1".utf8), Array("Hi 2".utf8)])
            row.sentTo = contact
            row.partsSent = partsSent
        }
        return ClaimedMessage(
            message: row, member: Member(id: MemberID("ana"), languages: [language], contact: contact), epoch: 3,
            isAmbiguous: isAmbiguous, earlier: SentMessage(id: "m0", contact: place ?? contact, receipt: receipt))
    }

    private func deliver(
        _ claim: ClaimedMessage, _ channel: FakeChannel
    ) async throws -> (outbox: FakeOutbox, sent: [String]) {
        let outbox = FakeOutbox([claim])
        let transport = FakeTransport(channels: ["a": channel])
        let locale = { (words: String) in
            LocaleText(
                subject: try TemplateText(parsing: words), text: try MessageBody(parsing: words))
        }
        let template = MessageTemplate(
            id: MessageID("m"), description: "", fields: [], locales: ["en": try locale("Hi"), "pt": try locale("Olá")])
        let dispatcher = Dispatcher(
            outbox: outbox, gate: FakeGate(decision: .send(values: [:])), transport: transport, screen: NoScreen(),
            clock: clock, link: { ask, _ in ask }
        ) { DispatchMaterial(channels: ["a": channel], templates: [template.id: template], languages: ["en"]) }
        try await dispatcher.deliverDue()
        return (outbox, transport.sent)
    }

    @Test func `what has arrived is changed part by part, and keeps its names`() async throws {
        let (outbox, sent) = try await deliver(
            claim(earlier: "7\n8"), FakeChannel(.delivered(receipt: "99"), parts: 2, canRevise: true))
        #expect(sent == ["7 is now: Hi 1", "8 is now: Hi 2"])
        let record = try #require(outbox.records.first)
        #expect(record.event == .delivered && record.receipt == "7\n8" && record.superseded?.id == "m0")
        #expect(record.superseded?.note.contains("it was changed to what message m1 says") == true)
    }

    @Test func `parts that are more are sent, and parts that are left over go`() async throws {
        let (more, longer) = try await deliver(
            claim(earlier: "7"), FakeChannel(.delivered(receipt: "99"), parts: 2, canRevise: true))
        #expect(longer == ["7 is now: Hi 1", "Hi 2"])
        #expect(more.records.first?.receipt == "7\n99")
        let (less, shorter) = try await deliver(
            claim(earlier: "7\n8\n9"), FakeChannel(.delivered(receipt: nil), canRevise: true))
        #expect(shorter == ["7 is now: Hi", "8 is no more", "9 is no more"])
        #expect(less.records.first?.receipt == "7" && less.records.first?.event == .delivered)
        let (left, stays) = try await deliver(
            claim(earlier: "7\n8"), FakeChannel(.delivered(receipt: nil), .refused(reason: "no"), canRevise: true))
        #expect(stays == ["7 is now: Hi", "8 is no more"])
        #expect(left.records.map(\.event) == [.delivered])
    }

    @Test(arguments: [("en", "Update: Hi"), ("pt", "Atualização: Olá")])
    func `what cannot be changed is said anew, and says so`(language: String, expected: String) async throws {
        // The fake channel's words are its text; its subject is what `shown` would be.
        var subjects: [String] = []
        let words = OutboxWords.update(
            RenderedMessage(
                subject: language == "pt" ? "Olá" : "Hi", text: "", link: nil, language: language, isFallback: false))
        subjects.append(words.subject)
        #expect(subjects == [expected])
        let (late, sent) = try await deliver(
            claim(earlier: "7", language: language),
            FakeChannel(.refused(reason: "too old"), .delivered(receipt: "99"), canRevise: true))
        let hi = language == "pt" ? "Olá" : "Hi"
        #expect(sent == ["7 is now: \(hi)", hi])
        #expect(late.records.first?.receipt == "99" && late.records.first?.event == .delivered)
    }

    @Test func `a platform that changes nothing, another place and one without names get a message of their own`()
        async throws
    {
        let other = ContactPoint(channel: "a", address: "ana-before")
        for (claim, canRevise) in [
            (claim(earlier: "7"), false), (claim(earlier: "7", at: other), true), (claim(earlier: nil), true),
        ] {
            let (outbox, sent) = try await deliver(claim, FakeChannel(canRevise: canRevise))
            #expect(sent == ["Hi"])
            #expect(outbox.records.first?.superseded == nil)
        }
    }

    @Test func `a change of which nobody heard is made again, also where a message would be held`() async throws {
        let (outbox, _) = try await deliver(
            claim(earlier: "7"), FakeChannel(.ambiguous(reason: "no answer"), resends: false, canRevise: true))
        #expect(outbox.records.map(\.event) == [.unanswered])
        let (held, _) = try await deliver(
            claim(earlier: nil), FakeChannel(.ambiguous(reason: "no answer"), resends: false, canRevise: true))
        #expect(held.records.map(\.event) == [.ambiguous])
    }

    @Test func `a message is taken back with all its parts, or the reason is told`() async throws {
        let (outbox, sent) = try await deliver(
            claim(earlier: "7\n8", takesBack: true), FakeChannel(.delivered(receipt: nil), canRevise: true))
        #expect(sent == ["7 is no more", "8 is no more"])
        #expect(outbox.records.map(\.event) == [.delivered])
        #expect(outbox.records.first?.superseded?.note.hasPrefix("it was taken back") == true)
        let (late, _) = try await deliver(
            claim(earlier: "7", takesBack: true), FakeChannel(.refused(reason: "too old"), canRevise: true))
        #expect(late.records.map(\.event) == [.refused] && late.records.first?.reason == "too old")
        let (unable, nothing) = try await deliver(claim(earlier: "7", takesBack: true), FakeChannel())
        #expect(nothing.isEmpty && unable.records.first?.reason == "there is nothing that can be taken back")
    }

    @Test func `names of parts that had arrived before a crash are kept`() async throws {
        let (outbox, sent) = try await deliver(
            claim(earlier: nil, partsSent: 1, kept: "5"), FakeChannel(.delivered(receipt: "6"), canRevise: true))
        #expect(sent == ["Hi 2"])
        #expect(outbox.records.first?.receipt == "5\n6")
    }
}
