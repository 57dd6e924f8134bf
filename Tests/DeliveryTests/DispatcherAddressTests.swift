import Community
import Messages
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// People without an address, addresses that have another name, and mailboxes without room.
@Suite struct DispatcherAddressTests {
    private let clock = TestClock("2026-11-19T20:00:00Z")

    private func claim(
        _ contacts: [(channel: String, address: String)], roles: Set<Role> = [.member], fullSince: Instant? = nil,
        attempts: Int = 1, payload: String? = nil, sentTo: ContactPoint? = nil, expiresIn: Duration = .days(9)
    ) -> ClaimedMessage {
        let points = contacts.map { ContactPoint(channel: $0.channel, address: $0.address) }
        var row = OutboxMessage(
            id: "m1", run: "r", job: "j", step: "s", member: MemberID("ana"), channel: points[0].channel,
            message: MessageID("m"), values: [:], ask: nil, purpose: .reminders, dueAt: clock.now(),
            attempts: attempts, expiresAt: clock.now() + expiresIn, createdAt: clock.now() - .days(3),
            payload: payload.map { PayloadParts.joined([Array($0.utf8)]) }, sentTo: sentTo)
        row.fullSince = fullSince
        row.via = points.first { !$0.address.isEmpty || roles == [.staff] }?.channel ?? points[0].channel
        let member = Member(
            id: MemberID("ana"), languages: ["en"], roles: roles, contact: points[0],
            fallbacks: Array(points.dropFirst()))
        return ClaimedMessage(message: row, member: member, epoch: 3, isAmbiguous: false)
    }

    private func deliver(
        _ claim: ClaimedMessage, _ channels: [String: any Channel], moves: [ContactPoint: String] = [:]
    ) async throws -> FakeOutbox {
        let outbox = FakeOutbox([claim], moves: moves)
        let template = try MessageTemplate.plain(MessageID("m"), subject: "m", text: "Hi")
        let dispatcher = Dispatcher(
            outbox: outbox, gate: FakeGate(decision: .send(values: [:])), transport: FakeTransport(channels: [:]),
            screen: NoScreen(), clock: clock, link: { ask, _ in ask }
        ) { DispatchMaterial(channels: channels, templates: [template.id: template], languages: ["en"]) }
        try await dispatcher.deliverDue()
        return outbox
    }

    @Test func `a member without an address is not written to where everybody reads it, but by their next way`()
        async throws
    {
        let channels = ["a": FakeChannel(ownDestination: "all"), "b": FakeChannel()]
        let next = try await deliver(claim([("a", ""), ("b", "ana")]), channels)
        #expect(next.records.map(\.event) == [.delivered])
        #expect(next.fresh.map(\.to) == [ContactPoint(channel: "b", address: "ana")])
        let none = try await deliver(claim([("a", "")]), channels)
        #expect(none.records.map(\.event) == [.cancel])
        #expect(none.records.first?.reason == "has no address for the channel 'a'")
    }

    @Test func `staff without an address are written to where their channel leads`() async throws {
        let channels = ["a": FakeChannel(isForStaff: true, ownDestination: "team"), "b": FakeChannel()]
        let outbox = try await deliver(claim([("a", ""), ("b", "ana")], roles: [.staff]), channels)
        #expect(outbox.records.map(\.event) == [.delivered])
        #expect(outbox.fresh.map(\.to) == [ContactPoint(channel: "a", address: "")])
    }

    @Test func `an address that has another name is followed, once for each name, and its bytes are made anew`()
        async throws
    {
        let old = ContactPoint(channel: "a", address: "1")
        let verdict = Verdict.moved(to: "2", reason: "it is 2 from now on")
        let first = try await deliver(claim([("a", "1")]), ["a": FakeChannel(verdict)])
        let record = try #require(first.records.first)
        #expect(record.event == .failedForNow && record.dueAt == clock.now())
        #expect(record.moved == MovedAddress(from: old, to: "2"))
        #expect(record.reason == "it is 2 from now on; it goes there")
        let kept = claim([("a", "1")], payload: "for 1", sentTo: old)
        let later = try await deliver(kept, ["a": FakeChannel()], moves: [old: "2"])
        #expect(later.records.map(\.event) == [.delivered])
        #expect(later.fresh.map(\.to) == [ContactPoint(channel: "a", address: "2")])
        // A platform that calls it what it is called already gets no second chance.
        let circle = try await deliver(claim([("a", "1")]), ["a": FakeChannel(verdict)], moves: [old: "2"])
        #expect(circle.records.map(\.event) == [.refused])
        // The name of a channel's own destination.
        let staff = try await deliver(
            claim([("a", "")], roles: [.staff]), ["a": FakeChannel(verdict, isForStaff: true, ownDestination: "1")])
        #expect(staff.records.first?.moved == MovedAddress(from: old, to: "2"))
        let again = try await deliver(
            claim([("a", "")], roles: [.staff]), ["a": FakeChannel(isForStaff: true, ownDestination: "1")],
            moves: [old: "2", ContactPoint(channel: "a", address: "2"): "1"])
        #expect(again.records.map(\.event) == [.delivered])
    }

    @Test func `a full mailbox is asked every six hours, however old the message is and however often`() async throws {
        let full = Verdict.full(reason: "the mailbox is full")
        let outbox = try await deliver(claim([("a", "1")], attempts: 40), ["a": FakeChannel(full)])
        let record = try #require(outbox.records.first)
        #expect(record.event == .failedForNow && !record.usesAttempt)
        #expect(record.fullSince == clock.now())
        let wait = try #require(record.dueAt) - clock.now()
        #expect(wait >= .hours(6) * 0.8 && wait <= .hours(6) * 1.2)
        // There is another way, and this one would be too late.
        let late = try await deliver(
            claim([("a", "1"), ("b", "ana")], expiresIn: .hours(2)), ["a": FakeChannel(full), "b": FakeChannel()])
        #expect(late.records.map(\.event) == [.reroute])
    }

    @Test func `the three days of a full mailbox begin with its first such answer`() async throws {
        let channel = try MailFixture.channel()
        var envelope = MailFixture.envelope(createdAt: MailFixture.now - .days(30))
        let bytes = try #require(try channel.compose(MailFixture.message(), for: envelope).first)
        func waited() throws -> Duration? {
            guard case .mail(let mail) = try channel.outgoing(bytes, index: 0, for: envelope, at: MailFixture.now)
            else { return nil }
            return mail.waited
        }
        #expect(try waited() == .zero)
        envelope.fullSince = MailFixture.now - .hours(71)
        #expect(try waited() == .hours(71))
    }
}
