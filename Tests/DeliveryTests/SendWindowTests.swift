import Community
import Messages
import PluginKit
import Scheduling
import Testing

@testable import Delivery

@Suite struct SendWindowTests {
    private let now = Instant(seconds: 1_795_000_000)

    private struct Narrow: Channel {
        struct Settings: SettingsGroup {}
        static let kind = "narrow"
        static let summary = "Stands in."
        static let places = 2
        var resendsWhenAmbiguous: Bool { true }
        var endpoint = "narrow"
        var paces: [Pace] = []
        init() {}
        init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {}
        func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] { [] }
        func outgoing(_ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant) throws(ChannelError)
            -> Outgoing
        {
            .show("")
        }
        func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict { .delivered(receipt: nil) }
    }

    private func sending(
        _ id: String, by channel: String, to member: String? = nil, unit: String? = nil, endpoint: String = "narrow",
        paces: [Pace] = []
    ) -> Sending {
        var narrow = Narrow()
        narrow.endpoint = endpoint
        narrow.paces = paces
        let message = OutboxMessage(
            id: id, run: "r", job: "j", step: "s", member: MemberID(member ?? id), channel: channel,
            message: MessageID("m"), values: [:], ask: nil, purpose: nil, dueAt: now, expiresAt: now, createdAt: now)
        return Sending(
            claim: ClaimedMessage(message: message, member: nil, epoch: 1, isAmbiguous: false),
            contact: ContactPoint(channel: channel, address: "a"), channel: narrow,
            envelope: Envelope(id: id, address: "a", message: MessageID("m"), createdAt: now), parts: [],
            decidedAt: now, unit: unit)
    }

    @Test func `channels take turns, and none has more than its places`() {
        var window = SendWindow(places: 5)
        for number in 0..<4 {
            for name in ["a", "b"] {
                let wait = window.add(sending("\(name)\(number)", by: name), now: now)
                #expect(wait == nil)
            }
        }
        var order: [String] = []
        while let next = window.next() { order.append(next.claim.message.id) }
        #expect(order == ["a0", "b0", "a1", "b1"])
        #expect(window.underWay == 4 && window.waiting == 4 && window.held(of: "a") == 4)
        window.end(sending("a0", by: "a"))
        let next = window.next()
        #expect(next?.claim.message.id == "a2")
        #expect(window.held(of: "a") == 3)
    }

    @Test func `what waits for one channel is given back, and nothing else`() {
        var window = SendWindow(places: 1)
        for name in ["a", "b"] {
            for number in 0..<3 { _ = window.add(sending("\(name)\(number)", by: name), now: now) }
        }
        _ = window.next()
        let drained = window.drain("a").map(\.claim.message.id)
        #expect(drained == ["a1", "a2"])
        #expect(window.waiting == 3 && window.underWay == 1 && !window.isEmpty)
        let rest = window.drain().map(\.claim.message.id)
        #expect(rest == ["b0", "b1", "b2"])
        window.end(sending("a0", by: "a"))
        #expect(window.isEmpty)
    }

    @Test func `channels of one endpoint share its places, and those of one host its connections`() {
        var window = SendWindow(places: 9, placesPerHost: 3)
        for (name, endpoint) in [("a", "h one"), ("b", "h one"), ("c", "h two"), ("d", "h three")] {
            for number in 0..<2 {
                let unit = name == "b" ? "a" : name
                _ = window.add(sending("\(name)\(number)", by: name, unit: unit, endpoint: endpoint), now: now)
            }
        }
        var order: [String] = []
        while let next = window.next() { order.append(next.claim.message.id) }
        #expect(order == ["a0", "b0", "c0"])
        window.end(sending("b0", by: "b"))
        let next = window.next()?.claim.message.id
        #expect(next == "d0")
        let drained = window.drain("a").map(\.claim.message.id)
        #expect(drained == ["a1", "b1"])
    }

    @Test func `one person's messages keep the pace of the platform`() {
        var window = SendWindow(places: 5)
        let paces = [Pace(.recipient, 1, per: .seconds(3))]
        let first = window.add(sending("1", by: "a", to: "ana", paces: paces), now: now)
        let second = window.add(sending("2", by: "a", to: "ana", paces: paces), now: now)
        let other = window.add(sending("3", by: "a", to: "bo", paces: paces), now: now)
        let later = window.add(sending("4", by: "a", to: "ana", paces: paces), now: now + .seconds(3))
        #expect(first == nil && second == now + .seconds(3) && other == nil && later == nil)
        #expect(window.waiting == 3)
    }
}
