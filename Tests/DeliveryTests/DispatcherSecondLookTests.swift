import Community
import Foundation
import Messages
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// What changes in the world while messages wait for a place, or between their parts.
@Suite(.timeLimit(.minutes(5))) struct DispatcherSecondLookTests {
    private let clock = TestClock("2026-11-19T20:00:00Z")

    private func claim(
        _ id: String, contacts: [String] = ["a"], person: String? = nil, roles: Set<Role> = [.member],
        purpose: Purpose? = .checkIn, quiet: Bool = false, payload: String? = nil, digest: String? = nil,
        isAmbiguous: Bool = false, bundled: [ClaimedMessage] = [], expiresIn: Duration = .hours(16)
    ) -> ClaimedMessage {
        let points = contacts.map { ContactPoint(channel: $0, address: person ?? id) }
        var row = OutboxMessage(
            id: id, run: "r", job: "j", step: "s", member: MemberID(person ?? id), channel: contacts.first ?? "a",
            message: MessageID("m"), values: [:], ask: "k-\(id)", purpose: purpose, dueAt: clock.now(), attempts: 1,
            expiresAt: clock.now() + expiresIn, createdAt: clock.now(), quietUntil: quiet ? clock.now() : nil,
            payload: payload.map { PayloadParts.joined([Array($0.utf8)]) }, sentTo: payload.map { _ in points[0] })
        row.digest = digest
        let member = Member(
            id: MemberID(person ?? id), languages: ["en"], roles: roles, contact: points.first,
            fallbacks: Array(points.dropFirst()))
        return ClaimedMessage(message: row, member: member, epoch: 3, isAmbiguous: isAmbiguous, bundled: bundled)
    }

    private func dispatcher(
        _ outbox: FakeOutbox, _ channels: [String: FakeChannel], transport: FakeTransport? = nil,
        stopReason: @Sendable @escaping () -> String? = { nil },
        heartbeat: @Sendable @escaping () async -> Void = Dispatcher.untilRenewal,
        others: @Sendable @escaping (ClaimedMessage) -> SendDecision? = { _ in nil }
    ) throws -> Dispatcher {
        let template = try MessageTemplate.plain(MessageID("m"), subject: "m", text: "Hi {{name}} {{link}}")
        return Dispatcher(
            outbox: outbox, gate: FakeGate(decision: .send(values: ["name": "Ana"]), others: others),
            transport: transport ?? FakeTransport(channels: channels), screen: NoScreen(), clock: clock,
            link: { ask, _ in "https://example.org/\(ask)" }, stopReason: stopReason, heartbeat: heartbeat
        ) { DispatchMaterial(channels: channels, templates: [template.id: template], languages: ["en"]) }
    }

    @Test func `who stops while their message waits for a place is not written to`() async throws {
        let hasStopped = Mutex(false)
        let channel = FakeChannel { [clock] in
            // The first of them takes five seconds, and meanwhile everybody stops.
            let isFirst = hasStopped.withLock { stopped in
                defer { stopped = true }
                return !stopped
            }
            if isFirst { clock.advance(by: .seconds(5)) }
        }
        let outbox = FakeOutbox((0..<60).map { claim("m\($0)") })
        let transport = FakeTransport(channels: ["a": channel])
        let tally = try await dispatcher(
            outbox, ["a": channel], transport: transport,
            others: { _ in hasStopped.withLock { $0 } ? .cancel(reason: "asked to hear nothing more") : nil }
        ).deliverDue()
        #expect(transport.sent.count == FakeChannel.places)
        #expect(tally.delivered == FakeChannel.places && tally.cancelled == 60 - FakeChannel.places)
        #expect(outbox.looks > 0)
    }

    @Test func `what waited goes when nothing has changed, and not what others took over or whose reader is gone`()
        async throws
    {
        let channel = FakeChannel { [clock] in clock.advance(by: .seconds(5)) }
        let outbox = FakeOutbox(
            (0..<20).map { claim("m\($0)") },
            onLook: { claims in
                claims.compactMap { claim in
                    switch claim.message.id {
                    case "m17": nil
                    case "m18": claim.with(Member(id: claim.message.member))
                    default: claim
                    }
                }
            })
        let tally = try await dispatcher(outbox, ["a": channel]).deliverDue()
        #expect(tally.delivered == 18)
        #expect(outbox.records.filter { $0.event == .hold }.map(\.id).sorted() == ["m17", "m18"])
    }

    @Test func `quiet hours, a late hour and the stop file are seen by what waited`() async throws {
        let isStopped = Mutex(false)
        let channel = FakeChannel { [clock] in
            clock.advance(by: .seconds(5))
            isStopped.withLock { $0 = true }
        }
        let until = clock.now() + .hours(11)
        let all = (0..<16).map { claim("m\($0)") }
        let outbox = FakeOutbox(all + [claim("late", expiresIn: .seconds(3)), claim("quiet"), claim("stopped")])
        let begun = clock.now()
        _ = try await dispatcher(
            outbox, ["a": channel],
            stopReason: { isStopped.withLock { $0 } ? "stopped" : nil },
            others: { [clock] in
                $0.message.id == "quiet" && clock.now() > begun ? .hold(until: until, reason: "quiet hours") : nil
            }
        ).deliverDue()
        let records = Dictionary(outbox.records.map { ($0.id, $0) }) { first, _ in first }
        #expect(records["late"]?.event == .expire)
        #expect(records["stopped"]?.event == .hold && records["stopped"]?.reason == "stopped")
        #expect(["stopped", "quiet hours"].contains(records["quiet"]?.reason))
    }

    @Test func `no channel hands over more than the driver has places for one host`() throws {
        for channel in channelTypes { #expect(channel.places <= CurlLimits().placesPerEndpoint, "\(channel.kind)") }
    }

    @Test func `the stop file counts as there when nobody can tell`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        try folder.write("", to: "Config/milieu.yaml")
        #expect(!KillSwitch(root: path).isOn)
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/Config/STOP", withDestinationPath: "\(path)/nowhere")
        #expect(KillSwitch(root: path).reason == "no message goes to members while Config/STOP is there")
        // Not a folder, so that the question itself fails.
        #expect(
            KillSwitch(root: "\(path)/Config/milieu.yaml").reason
                == "no message goes to members, as nobody can tell whether Config/STOP is there: Not a directory")
    }

    @Test func `once others have taken it over no more of its parts go`() async throws {
        let channel = FakeChannel(parts: 3)
        let outbox = FakeOutbox([claim("m1")], isLostMidway: true)
        let transport = FakeTransport(channels: ["a": channel])
        try await dispatcher(outbox, ["a": channel], transport: transport).deliverDue()
        #expect(transport.sent.count == 1)
        #expect(outbox.records.map(\.event) == [.hold])
    }

    @Test func `claims are renewed while nothing else happens`() async throws {
        let renewed = Latch()
        let channel = FakeChannel { await renewed.wait() }
        let outbox = FakeOutbox([claim("m1")], onRenew: { if $0 == 2 { renewed.open() } })
        try await dispatcher(
            outbox, ["a": channel],
            heartbeat: { [clock] in
                clock.advance(by: Dispatcher.renewal)
                await Task.yield()
            }
        ).deliverDue()
        #expect(outbox.renewals >= 2)
        #expect(outbox.records.map(\.event) == [.delivered])
    }

    @Test func `staff get a reference to each message, however many waited`() async throws {
        let claims = ["m1", "m2", "m3"].map {
            claim($0, person: "maria", roles: [.counselor], purpose: nil, quiet: true)
        }
        let outbox = FakeOutbox(claims)
        try await dispatcher(outbox, ["a": FakeChannel(isForStaff: true)]).deliverDue()
        #expect(outbox.fresh.allSatisfy { $0.bundled.isEmpty })
        #expect(outbox.records.filter { $0.event == .delivered }.map(\.id) == ["m1"])
        #expect(outbox.records.filter { $0.event == .hold }.map(\.id).sorted() == ["m2", "m3"])
    }

    @Test func `what would come too late after a pause goes another way`() async throws {
        let channels = ["a": FakeChannel(.throttled(for: .hours(2), reason: "429")), "b": FakeChannel(endpoint: "b")]
        let throttled = FakeOutbox([claim("m1", contacts: ["a", "b"], expiresIn: .hours(1))])
        try await dispatcher(throttled, channels).deliverDue()
        #expect(throttled.records.map(\.event) == [.reroute] && throttled.records.first?.via == "b")
        #expect(throttled.records.first?.usesAttempt == false)
        var paused = ChannelStanding(channel: "a")
        paused.pausedUntil = clock.now() + .hours(2)
        let early = FakeOutbox([claim("m1", contacts: ["a", "b"], expiresIn: .hours(1))], standings: [paused])
        try await dispatcher(early, channels).deliverDue()
        #expect(early.records.map(\.event) == [.reroute])
        let alone = FakeOutbox([claim("m1", expiresIn: .hours(1))], standings: [paused])
        try await dispatcher(alone, channels).deliverDue()
        #expect(alone.records.map(\.event) == [.hold] && alone.records.first?.dueAt == clock.now() + .minutes(1))
    }

    @Test func `channels of one endpoint are paused together`() async throws {
        let channels = [
            "a": FakeChannel(.throttled(for: .seconds(9), reason: "429")),
            "b": FakeChannel(.throttled(for: .seconds(9), reason: "429")), "c": FakeChannel(endpoint: "other"),
        ]
        let outbox = FakeOutbox(["a", "b", "c"].map { claim("m-\($0)", contacts: [$0]) })
        try await dispatcher(outbox, channels).deliverDue()
        #expect(outbox.standings.keys.sorted() == ["a"])
        #expect(outbox.requests.first?.units == ["a": "a", "b": "a", "c": "c"])
        #expect(outbox.records.filter { $0.event == .delivered }.map(\.id) == ["m-c"])
    }

    // MARK: digests of which nobody knows whether they arrived

    private func digest(expiresIn: Duration = .hours(16)) -> ClaimedMessage {
        claim(
            "m1", person: "ana", payload: "old", digest: "m1", isAmbiguous: true,
            bundled: [
                claim("m2", person: "ana", expiresIn: expiresIn), claim("m3", person: "ana"),
            ])
    }

    @Test func `a part that is not wanted any more goes no more, under the same id`() async throws {
        let outbox = FakeOutbox([digest()])
        let transport = FakeTransport(channels: ["a": FakeChannel()])
        try await dispatcher(
            outbox, ["a": FakeChannel()], transport: transport,
            others: { $0.message.id == "m2" ? .cancel(reason: "it was answered already") : nil }
        ).deliverDue()
        #expect(transport.sent == ["m\nhttps://example.org/k-m1\n\nm\nhttps://example.org/k-m3"])
        let fresh = try #require(outbox.fresh.first)
        #expect(fresh.id == "m1" && fresh.isRemade && fresh.mayHaveArrived && fresh.bundled.isEmpty)
        #expect(
            fresh.dropped == [
                DroppedPart(id: "m2", reason: "it was answered already", isExpired: false, at: clock.now())
            ])
        #expect(outbox.records.map(\.event) == [.delivered] && outbox.records.first?.isDigest == true)
    }

    @Test func `a part whose time is over goes no more, and a whole one goes as it was made`() async throws {
        let late = FakeOutbox([digest(expiresIn: .zero)])
        try await dispatcher(late, ["a": FakeChannel()]).deliverDue()
        #expect(late.fresh.first?.dropped.map(\.isExpired) == [true])
        let whole = FakeOutbox([digest()])
        let transport = FakeTransport(channels: ["a": FakeChannel()])
        try await dispatcher(whole, ["a": FakeChannel()], transport: transport).deliverDue()
        #expect(transport.sent == ["old"] && whole.fresh.isEmpty)
    }

    @Test func `a digest that waits again is marked as one that may have arrived`() async throws {
        let outbox = FakeOutbox([digest()])
        try await dispatcher(outbox, ["a": FakeChannel()], stopReason: { "stopped" }).deliverDue()
        #expect(outbox.records.map(\.event) == [.hold])
        #expect(outbox.records.first?.isDigest == true && outbox.records.first?.mayHaveArrived == true)
        let held = FakeOutbox([digest()])
        let until = clock.now() + .hours(9)
        try await dispatcher(
            held, ["a": FakeChannel()],
            others: { $0.message.id == "m3" ? .hold(until: until, reason: "quiet hours") : nil }
        ).deliverDue()
        #expect(held.records.map(\.event) == [.hold] && held.records.first?.dueAt == until)
    }
}
