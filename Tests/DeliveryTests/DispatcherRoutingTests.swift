import Community
import Messages
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// Where messages go when they cannot go as planned, and what goes together.
@Suite struct DispatcherRoutingTests {
    private let clock = TestClock("2026-11-19T20:00:00Z")

    private func claim(
        _ id: String = "m1", person: String = "ana", contacts: [String] = ["a"], tried: [String] = [],
        roles: Set<Role> = [.member], purpose: Purpose? = .checkIn, deliveryClass: DeliveryClass = .reminder,
        thread: String = "", quiet: Bool = false, attempts: Int = 1, payload: [String]? = nil, partsSent: Int = 0,
        digest: String? = nil, message: String = "m", gone: [String] = [], expiresIn: Duration = .hours(16)
    ) -> ClaimedMessage {
        let points = contacts.map { ContactPoint(channel: $0, address: person) }
        var row = OutboxMessage(
            id: id, run: "r", job: "j", step: "s", member: MemberID(person), channel: contacts.first ?? "a",
            message: MessageID(message), values: [:], ask: "k-\(id)", purpose: purpose, deliveryClass: deliveryClass,
            thread: thread, dueAt: clock.now(), attempts: attempts, expiresAt: clock.now() + expiresIn,
            createdAt: clock.now(), quietUntil: quiet ? clock.now() : nil,
            payload: payload.map { PayloadParts.joined($0.map { Array($0.utf8) }) },
            sentTo: payload.map { _ in points[0] })
        row.tried = tried.map { ContactPoint(channel: $0, address: person) }
        row.via = contacts.first { !tried.contains($0) && !gone.contains($0) } ?? "a"
        row.partsSent = partsSent
        row.digest = digest
        let member = Member(
            id: MemberID(person), languages: ["en"], roles: roles, contact: points.first,
            fallbacks: Array(points.dropFirst()),
            health: gone.map {
                ContactHealth(
                    contact: ContactPoint(channel: $0, address: person), state: .bounced, since: clock.now(),
                    reason: "blocked us")
            })
        return ClaimedMessage(message: row, member: member, epoch: 3, isAmbiguous: false)
    }

    private func deliver(
        _ claims: [ClaimedMessage], _ channels: [String: FakeChannel], standings: [ChannelStanding] = [],
        sensitivity: MessageTraits.Sensitivity = .members, lost: Set<String> = [],
        stopReason: @Sendable @escaping () -> String? = { nil },
        others: @Sendable @escaping (ClaimedMessage) -> SendDecision? = { _ in nil }
    ) async throws -> (outbox: FakeOutbox, sent: [String]) {
        let outbox = FakeOutbox(claims, standings: standings, lost: lost)
        // An endpoint each, unless the test says otherwise.
        let channels = Dictionary(
            uniqueKeysWithValues: channels.map { name, channel in
                var own = channel
                if own.endpoint == "fake" { own.endpoint = name }
                return (name, own)
            })
        let transport = FakeTransport(channels: channels)
        let templates = try ["m", "no"].map { id in
            try MessageTemplate.plain(MessageID(id), subject: id, text: "Hi {{name}} {{link}}")
        }
        let dispatcher = Dispatcher(
            outbox: outbox, gate: FakeGate(decision: .send(values: ["name": "Ana"]), others: others),
            transport: transport,
            screen: NoScreen(), clock: clock, link: { ask, _ in "https://example.org/\(ask)" }, stopReason: stopReason
        ) {
            DispatchMaterial(
                channels: channels, templates: Dictionary(uniqueKeysWithValues: templates.map { ($0.id, $0) }),
                languages: ["en"])
        }
        try await dispatcher.deliverDue()
        return (outbox, transport.sent)
    }

    // MARK: another way

    @Test(arguments: [
        Verdict.refused(reason: "no"), .recipientGone(reason: "no"), .channelBroken(reason: "no"),
    ])
    func `what cannot go one way goes by the person's next one`(verdict: Verdict) async throws {
        let (outbox, _) = try await deliver(
            [claim(contacts: ["a", "b"])], ["a": FakeChannel(verdict), "b": FakeChannel()])
        let record = try #require(outbox.records.first)
        #expect(record.event == .reroute && record.via == "b" && record.dueAt == clock.now())
        #expect(record.tried == [ContactPoint(channel: "a", address: "ana")])
        #expect(record.reason == "no; it goes by b")
        #expect((record.gone != nil) == (verdict == .recipientGone(reason: "no")))
    }

    @Test func `what a platform cannot carry goes by the person's next one`() async throws {
        let channels = ["a": FakeChannel(), "b": FakeChannel()]
        let (outbox, sent) = try await deliver([claim(contacts: ["a", "b"], message: "no")], channels)
        #expect(sent.isEmpty && outbox.records.map(\.event) == [.reroute])
        #expect(outbox.records.first?.reason == "the platform cannot carry it; it goes by b")
        #expect(outbox.records.first?.usesAttempt == false)
    }

    @Test func `after the last way it is dead, with the reason`() async throws {
        let (outbox, _) = try await deliver(
            [claim(contacts: ["a", "b"], tried: ["a"])], ["a": FakeChannel(), "b": FakeChannel(.refused(reason: "no"))])
        #expect(outbox.records.map(\.event) == [.refused])
        #expect(outbox.records.first?.reason == "no")
    }

    @Test func `attempts that have run out by one channel begin anew by the next`() async throws {
        let verdict = Verdict.retry(after: nil, reason: "no answer")
        let spent = claim(contacts: ["a", "b"], deliveryClass: .interactive, attempts: 6)
        let (outbox, _) = try await deliver([spent], ["a": FakeChannel(verdict), "b": FakeChannel()])
        #expect(outbox.records.map(\.event) == [.reroute])
        #expect(outbox.records.first?.reason == "no answer, after 6 attempts; it goes by b")
        let alone = claim(deliveryClass: .interactive, attempts: 6)
        let (dead, _) = try await deliver([alone], ["a": FakeChannel(verdict)])
        #expect(dead.records.map(\.event) == [.refused])
    }

    @Test func `a retry that would come too late goes another way now`() async throws {
        let verdict = Verdict.retry(after: .hours(2), reason: "busy")
        let (outbox, _) = try await deliver(
            [claim(contacts: ["a", "b"], expiresIn: .hours(1))], ["a": FakeChannel(verdict), "b": FakeChannel()])
        #expect(outbox.records.map(\.event) == [.reroute])
    }

    @Test func `a contact point that is gone is passed over`() async throws {
        let (outbox, sent) = try await deliver(
            [claim(contacts: ["a", "b"], gone: ["a"])], ["a": FakeChannel(.refused(reason: "no")), "b": FakeChannel()])
        #expect(outbox.records.map(\.event) == [.delivered])
        #expect(outbox.fresh.map(\.to.channel) == ["b"])
        #expect(sent == ["Hi Ana https://example.org/k-m1"])
    }

    @Test func `nobody who is a member is written to by a channel for staff`() async throws {
        let channels = ["a": FakeChannel(isForStaff: true), "b": FakeChannel()]
        let (member, _) = try await deliver([claim(contacts: ["a"])], channels)
        #expect(member.records.map(\.event) == [.cancel])
        #expect(member.records.first?.reason == "the channel 'a' is for staff, and this person is a member")
        let (staff, _) = try await deliver([claim(contacts: ["a"], roles: [.counselor])], channels)
        #expect(staff.records.map(\.event) == [.delivered])
    }

    // MARK: channels that do not work

    private var disabled: ChannelStanding {
        var standing = ChannelStanding(channel: "a")
        standing.disabledAt = clock.now()
        standing.reason = "the platform answered 410"
        return standing
    }

    @Test func `a disabled channel keeps what has no other way, and staff are told`() async throws {
        let (outbox, sent) = try await deliver(
            [claim(), claim("m2", person: "bo", contacts: ["a", "b"])], ["a": FakeChannel(), "b": FakeChannel()],
            standings: [disabled])
        #expect(sent.isEmpty)
        #expect(outbox.records.map(\.event) == [.block, .reroute])
        #expect(outbox.records.first?.heldFor == "a")
        #expect(outbox.records.allSatisfy { !$0.usesAttempt })
        #expect(
            outbox.records.first?.reason
                == "the channel 'a' is disabled: the platform answered 410; mend it, then: milieu deliveries release "
                + "--channel a")
        #expect(outbox.told.contains("a"))
    }

    @Test func `a channel that says that it is gone is disabled at once, and the rest is given back`() async throws {
        let claims = (0..<40).map { claim("m\($0)", person: "p\($0)") }
        let (outbox, sent) = try await deliver(claims, ["a": FakeChannel(.channelBroken(reason: "401"))])
        #expect(outbox.standings["a"]?.isDisabled == true)
        #expect(sent.count <= FakeChannel.places)
        #expect(Set(outbox.records.map(\.id)).count == 40)
        #expect(outbox.records.allSatisfy { [.block, .hold].contains($0.event) && !$0.usesAttempt })
    }

    @Test func `a throttle pauses the channel, or the one person, and burns nothing`() async throws {
        let claims = (0..<40).map { claim("m\($0)", person: "p\($0)") }
        let all = try await deliver(claims, ["a": FakeChannel(.throttled(for: .seconds(9), reason: "429"))])
        #expect(all.outbox.standings["a"]?.pausedUntil == clock.now() + .seconds(9))
        #expect(all.sent.count <= FakeChannel.places)
        #expect(all.outbox.records.allSatisfy { $0.event == .hold && !$0.usesAttempt })
        #expect(all.outbox.records.allSatisfy { $0.dueAt == clock.now() + .seconds(9) })
        let one = try await deliver(
            claims,
            ["a": FakeChannel(.throttled(for: .seconds(9), reason: "429", scope: .recipient), .delivered(receipt: nil))]
        )
        #expect(one.outbox.records.filter { $0.event == .delivered }.count == 39)
        #expect(one.outbox.pauses.map(\.until) == [clock.now() + .seconds(9)])
        #expect(one.outbox.standings["a"] == nil)
    }

    // MARK: parts

    @Test func `a retry goes on at the first part that has not arrived`() async throws {
        let channel = FakeChannel(.delivered(receipt: nil), .retry(after: nil, reason: "reset"), parts: 3)
        let (outbox, sent) = try await deliver([claim()], ["a": channel])
        #expect(sent == ["Hi Ana https://example.org/k-m1 1", "Hi Ana https://example.org/k-m1 2"])
        #expect(outbox.progress == [1])
        #expect(outbox.records.map(\.event) == [.failedForNow] && outbox.records.first?.partsSent == 1)
        let (later, rest) = try await deliver(
            [claim(payload: ["one", "two", "three"], partsSent: 1)], ["a": FakeChannel(parts: 3)])
        #expect(rest == ["two", "three"])
        #expect(later.progress == [2])
        #expect(later.records.map(\.event) == [.delivered])
    }

    @Test func `a platform that cannot read it gets the words alone, once`() async throws {
        let channel = FakeChannel(.degrade(reason: "cannot parse"), .delivered(receipt: "7"))
        let (outbox, sent) = try await deliver([claim()], ["a": channel])
        #expect(sent == ["Hi Ana https://example.org/k-m1", "plain Hi Ana https://example.org/k-m1"])
        #expect(outbox.records.map(\.event) == [.delivered] && outbox.records.first?.receipt == "7")
        let (still, _) = try await deliver([claim()], ["a": FakeChannel(.degrade(reason: "cannot parse"))])
        #expect(still.records.map(\.event) == [.refused])
    }

    @Test func `what others have taken over meanwhile is not sent`() async throws {
        let (outbox, sent) = try await deliver(
            [claim(), claim("m2", person: "bo")], ["a": FakeChannel()], lost: ["m1"])
        #expect(sent == ["Hi Ana https://example.org/k-m2"])
        #expect(outbox.records.map(\.id) == ["m2"])
    }

    // MARK: together

    @Test func `what quiet hours held back to the same moment goes as one`() async throws {
        let claims = [
            claim("m1", quiet: true), claim("m2", quiet: true), claim("m3", person: "bo", quiet: true),
            claim("m4", quiet: true),
        ]
        let (outbox, sent) = try await deliver(claims, ["a": FakeChannel()])
        #expect(
            Set(sent) == [
                "m\nhttps://example.org/k-m1\n\nm\nhttps://example.org/k-m2\n\nm\nhttps://example.org/k-m4",
                "Hi Ana https://example.org/k-m3",
            ])
        let digest = try #require(outbox.fresh.first { $0.id == "m1" })
        #expect(digest.bundled == [MessageHold(id: "m2", epoch: 3), MessageHold(id: "m4", epoch: 3)])
        #expect(Set(outbox.records.map(\.id)) == ["m1", "m3"])
        #expect(outbox.records.first { $0.id == "m1" }?.isDigest == true)
    }

    @Test func `a message that is unwelcome is let go, and kept once the channel is known to be at fault`() async throws
    {
        let claims = (1...8).map { claim("m\($0)", person: "p\($0)") }
        let channel = FakeChannel(.unwelcome(reason: "relaying denied"))
        let (outbox, _) = try await deliver(claims, ["a": channel])
        let ends = Dictionary(grouping: outbox.records, by: \.event).mapValues(\.count)
        #expect(ends[.refused] == 4 && outbox.records.allSatisfy { [.refused, .block, .hold].contains($0.event) })
        #expect(outbox.standings["a"]?.isDisabled == true)
        #expect(outbox.records.filter { $0.event == .block }.allSatisfy { $0.heldFor == "a" })
    }

    @Test(arguments: [("fr en", "en", nil), ("fr", "en", "en"), ("pt-BR en", "pt", nil), ("", "en", "en")])
    func `several as one are in a language of the reader's where there is one`(
        languages: String, tag: String, fallback: String?
    ) {
        let words = OutboxWords.digest(
            of: [], languages: languages.split(separator: " ").map(String.init), fallbacks: ["en"])
        #expect(
            words.language == tag && (words.isFallback ? words.language : nil) == (languages == "" ? nil : fallback))
    }

    @Test func `what somebody asked for just now goes alone`() async throws {
        let claims = [claim("m1", quiet: true), claim("m2", deliveryClass: .interactive, thread: "fresh", quiet: true)]
        let (outbox, sent) = try await deliver(claims, ["a": FakeChannel()])
        #expect(sent.count == 2)
        #expect(outbox.fresh.allSatisfy { $0.bundled.isEmpty })
    }

    @Test func `of what goes alone to one person, one goes at a time`() async throws {
        let (outbox, sent) = try await deliver([claim("m1"), claim("m2")], ["a": FakeChannel()])
        #expect(sent == ["Hi Ana https://example.org/k-m1"])
        #expect(outbox.records.first { $0.id == "m2" }?.event == .hold)
    }

    @Test func `a digest whose reader has moved is taken apart`() async throws {
        let moved = claim("m1", contacts: ["a"], payload: ["old"], digest: "m1")
        let member = Member(id: MemberID("ana"), contact: ContactPoint(channel: "a", address: "new"))
        let (outbox, sent) = try await deliver(
            [ClaimedMessage(message: moved.message, member: member, epoch: 3, isAmbiguous: false)],
            ["a": FakeChannel()])
        #expect(sent.isEmpty)
        #expect(outbox.records.map(\.event) == [.hold] && outbox.records.first?.isDigest == true)
    }

    // MARK: stopped

    @Test func `the file stops members' messages, before and between, and no word to staff`() async throws {
        let (outbox, sent) = try await deliver(
            [
                claim("m1"), claim("m2", person: "maria", roles: [.counselor], purpose: nil),
                claim("m3", person: "bo", purpose: nil),
            ], ["a": FakeChannel()], stopReason: { "stopped" })
        #expect(sent == ["Hi Ana https://example.org/k-m2"])
        #expect(outbox.records.first { $0.id == "m1" }?.event == .hold)
        #expect(outbox.records.first { $0.id == "m3" }?.reason == "stopped")
        #expect(outbox.requests.allSatisfy { $0.onlyStaff })
        // It appears while a message is under way: the part that was begun is the last.
        let isStopped = Mutex(false)
        let channel = FakeChannel(parts: 3) { isStopped.withLock { $0 = true } }
        let (between, parts) = try await deliver(
            [claim()], ["a": channel], stopReason: { isStopped.withLock { $0 } ? "stopped" : nil })
        #expect(parts == ["Hi Ana https://example.org/k-m1 1"])
        #expect(between.records.map(\.event) == [.hold] && between.records.first?.partsSent == 1)
        #expect(between.records.first?.usesAttempt == false)
    }

    // MARK: bad input

    @Test func `a message that the platform cannot carry is dead, with the reason`() async throws {
        let (outbox, sent) = try await deliver([claim(message: "no")], ["a": FakeChannel()])
        #expect(sent.isEmpty)
        #expect(outbox.records.map(\.event) == [.refused])
        #expect(outbox.records.first?.reason == "the platform cannot carry it")
        #expect(outbox.records.first?.usesAttempt == false)
    }

    @Test func `staff read of a disabled channel in words of the program's own`() async throws {
        let notice = claim(person: "otto", roles: [.operator], purpose: nil, message: "outbox.channel-disabled")
        let (_, sent) = try await deliver([notice], ["a": FakeChannel()])
        #expect(sent.count == 1 && sent[0].contains("milieu deliveries release --channel"))
    }
}

extension MessageTemplate {
    /// A message in English.
    static func plain(_ id: MessageID, subject: String, text: String) throws -> MessageTemplate {
        MessageTemplate(
            id: id, description: "", fields: [],
            locales: [
                "en": LocaleText(subject: try TemplateText(parsing: subject), text: try MessageBody(parsing: text))
            ])
    }
}
