import Community
import Messages
import PluginKit
import Scheduling
import Testing

@testable import Delivery

@Suite struct SendWindowTests {
    private let now = Instant(seconds: 1_795_000_000)

    private func sending(_ id: String, to address: String) throws -> Sending {
        let channel = try WebhookChannel(
            settings: WebhookChannel.Settings(
                settingNode: SettingNode(
                    .mapping([entry("kind", "webhook"), entry("url", "https://\(address)/x"), entry("secret", secret)]),
                    place: place, path: "")), program: ProgramIdentity(label: "Riverside"))
        let message = OutboxMessage(
            id: id, run: "r", job: "j", step: "s", member: MemberID("ana"), channel: "a", message: MessageID("m"),
            values: [:], ask: nil, purpose: nil, dueAt: now, expiresAt: now, createdAt: now)
        return Sending(
            claim: ClaimedMessage(message: message, member: nil, epoch: 1, isAmbiguous: false), channel: channel,
            envelope: Envelope(id: id, address: "ana", message: MessageID("m"), createdAt: now), parts: [])
    }

    private struct Silent: Screen { func show(_ text: String) -> Bool { true } }
    private let place = SourcePlace(file: "milieu.yaml", line: 1, column: 1)
    private let secret = "whsec_" + String(repeating: "A", count: 32)
    private func entry(_ key: String, _ text: String) -> SettingNode.Entry {
        SettingNode.Entry(
            key: key, keyPlace: place, value: SettingNode(.scalar(text: text, isQuoted: true), place: place, path: key))
    }

    @Test func `endpoints take turns, and none has more than its places`() throws {
        var window = SendWindow(places: 5, placesPerEndpoint: 2, failuresBeforeRest: 3, rest: .seconds(60))
        for number in 0..<4 {
            for name in ["a", "b"] {
                let isTaken = window.add(try sending("\(name)\(number)", to: "\(name).example"), now: now)
                #expect(isTaken)
            }
        }
        var order: [String] = []
        while let next = window.next() { order.append(next.claim.message.id) }
        #expect(order == ["a0", "b0", "a1", "b1"])
        #expect(window.underWay == 4 && window.waiting == 4 && window.room == 0)
        let answer1 = try window.end(sending("a0", to: "a.example"), reached: true, now: now)
        #expect(answer1.isEmpty)
        let answer2 = window.next()
        #expect(answer2?.claim.message.id == "a2")
    }

    @Test func `an endpoint that fails three times in a row rests, and is tried again later`() throws {
        var window = SendWindow(places: 5, placesPerEndpoint: 5, failuresBeforeRest: 3, rest: .seconds(60))
        let all = try (0..<4).map { try sending("a\($0)", to: "a.example") }
        for sending in all { _ = window.add(sending, now: now) }
        #expect(window.waiting == 4)
        for _ in 0..<3 { _ = window.next() }
        let answer3 = window.end(all[0], reached: false, now: now)
        #expect(answer3.isEmpty)
        let answer4 = window.end(all[1], reached: true, now: now)
        #expect(answer4.isEmpty)
        let answer5 = window.end(all[2], reached: false, now: now)
        #expect(answer5.isEmpty)
        _ = window.next()
        let answer6 = window.end(all[3], reached: false, now: now)
        #expect(answer6.isEmpty)
        for sending in all { _ = window.add(sending, now: now) }
        #expect(window.waiting == 4)
        _ = window.next()
        let answer7 = window.end(all[0], reached: false, now: now)
        #expect(answer7.map(\.claim.message.id) == ["a1", "a2", "a3"])
        let answer8 = window.add(all[0], now: now + .seconds(59))
        #expect(!answer8)
        let answer9 = window.add(all[0], now: now + .seconds(60))
        #expect(answer9)
        let answer10 = window.drain()
        #expect(answer10.map(\.claim.message.id) == ["a0"])
    }
}
