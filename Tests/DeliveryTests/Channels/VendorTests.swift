import Community
import Foundation
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// What the vendors' own packages, and a homeserver, say about what we make.
@Suite struct VendorTests {
    private static let fixtures = Repository.root + "/Tests/DeliveryTests/Fixtures"

    private func body(_ bytes: [UInt8]) throws -> JSONTree { try #require(JSONTree(bytes)) }

    @Test func `the vendors' packages read what we make, whatever is written`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = RandomText(seed: seed)
        var slack: [JSONTree] = []
        var matrix: [JSONTree] = []
        for message in [ChannelSamples.rich] + (0..<40).map({ _ in random.message() }) {
            slack += try ChannelSamples.channel("slack").compose(message, for: ChannelSamples.envelope("slack")).map(
                body)
            matrix += try ChannelSamples.channel("matrix").compose(message, for: ChannelSamples.envelope("matrix"))
                .map(body)
        }
        let (webhook, key) = try signed()
        let folder = try TemporaryFolder()
        let document = JSONTree.of([
            ("slack", .array(slack)), ("matrix", .array(matrix)), ("webhook", [webhook]), ("key", [key]),
        ])
        try folder.write(bytes: document.bytes, to: "made.json")
        let said = try await TestsEnvironment.run(Self.fixtures + "/vendors.py", [folder.path + "/made.json"])
        #expect(said == ["checked \(slack.count + matrix.count + 2)"], "seed \(seed)")
    }

    private func secret(_ byte: UInt8) -> String {
        "whsec_" + Data(repeating: byte, count: 24).base64EncodedString()
    }

    /// A webhook under two secrets and a key, as its receivers see it.
    private func signed() throws -> (JSONTree, JSONTree) {
        let seed = Data((0..<32).map { UInt8($0) }).base64EncodedString()
        let rotating = """
            phones:
              kind: webhook
              url: https://messages.example.org/milieu
              secret: \(secret(1))
              secret_previous: \(secret(2))
            """
        func received(_ yaml: String) throws -> [(String, JSONTree?)] {
            let request = try #require(
                try ChannelSamples.requests(
                    ChannelSamples.channel(yaml: yaml), ChannelSamples.rich, for: ChannelSamples.envelope("webhook"),
                    at: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
                ).first)
            return [
                ("body", .string(String(decoding: request.body, as: UTF8.self))),
                ("headers", .of(request.headers.map { ($0.name, .string($0.value)) })),
            ]
        }
        let webhook = try received(rotating)
        let key = try received(rotating.replacing(secret(1), with: "whsk_" + seed))
        return (
            .of(
                webhook + [
                    ("secrets", .array([.string(secret(1)), .string(secret(2))])), ("stranger", .string(secret(3))),
                ]), .of(key + [("key", .string(seed))])
        )
    }

    private struct Account: Decodable {
        let token: String
        let room: String
    }

    @Test(.timeLimit(.minutes(5))) func `a homeserver takes a message once, however often it is sent`() async throws {
        let folder = try TemporaryFolder()
        let server = try ScriptedServer(
            script: Self.fixtures + "/homeserver.py", arguments: [folder.path], python: TestsEnvironment.python())
        let account = try JSONDecoder().decode(Account.self, from: Data(try #require(server.line()).utf8))
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
        let channel = try ChannelSamples.channel(
            yaml: """
                rooms:
                  kind: matrix
                  homeserver: http://127.0.0.1:\(server.port)
                  token: \(account.token)
                """)
        let envelope = Envelope(
            id: ChannelSamples.id, address: account.room, message: MessageID("check-in.evening"),
            createdAt: ChannelSamples.now)
        let long = ChannelSamples.message(RichText(plain: String(repeating: "Words <b>and</b> @room. ", count: 2_000)))
        var receipts: [[String?]] = []
        for _ in 0..<2 {
            var round: [String?] = []
            for (index, part) in try channel.compose(long, for: envelope).enumerated() {
                let outgoing = try channel.outgoing(part, index: index, for: envelope, at: ChannelSamples.now)
                let verdict = channel.classify(await driver.carry(outgoing, screen: Silent()), at: ChannelSamples.now)
                #expect(verdict.isDelivered, "\(verdict)")
                round.append(verdict.reason)
            }
            receipts.append(round)
        }
        #expect(receipts[0].count == 2 && receipts[0] == receipts[1] && receipts[0][0] != receipts[0][1])
        let stranger = Envelope(
            id: ChannelSamples.id, address: "!nowhere:riverside.test", message: envelope.message,
            createdAt: envelope.createdAt)
        let outgoing = try channel.outgoing(Array("{}".utf8), index: 0, for: stranger, at: ChannelSamples.now)
        let refused = channel.classify(await driver.carry(outgoing, screen: Silent()), at: ChannelSamples.now)
        #expect(refused == .recipientGone(reason: "the homeserver answered 403: M_FORBIDDEN"))
    }

    private struct Silent: Screen { func show(_ text: String) -> Bool { true } }
}
