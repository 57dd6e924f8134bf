import Delivery
import Foundation
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Who may pass on what people write back, and how it is read.
@Suite struct AnswerDoorTests {
    private static let now = Instant(seconds: 1_800_000_000)
    private static let secret = "whsec_" + Data(Array(repeating: 7, count: 32)).base64EncodedString()
    private static let older = "whsec_" + Data(Array(repeating: 8, count: 32)).base64EncodedString()
    private static let slackSecret = "0123456789abcdef" + "0123456789abcdef"
    private static let telegramSecret = "an-invented_secret-token-1"

    private static func doors() throws -> AnswerDoors {
        AnswerDoors(
            try ChannelBlocks.named(
                """
                phones: { kind: webhook, answers_secret: "\(secret)", answers_secret_previous: "\(older)" }
                team: { kind: slack, answers_secret: "\(slackSecret)" }
                chats: { kind: telegram, answers_secret: \(telegramSecret) }
                shut: { kind: webhook }
                """))
    }

    private static func verdict(_ channel: String, _ headers: [String: String], _ body: String) throws
        -> ReceivedVerdict
    {
        try doors().verdict(at: channel, header: { headers[$0] }, body: Array(body.utf8), now: now)
    }

    private static func signed(_ body: String, by secret: String = secret, id: String = "m-1", at: Int64 = 0) throws
        -> [String: String]
    {
        let time = now.seconds + at
        let signature = try StandardWebhooks(secrets: [Secret(secret)])
            .signature(id: id, timestamp: time, body: Array(body.utf8))
        return ["webhook-id": id, "webhook-timestamp": String(time), "webhook-signature": signature]
    }

    private static let seven = #"{"from":"+351 900","text":"7","answers":"abc","time":"2026-11-19T20:05:00Z"}"#

    @Test(arguments: [secret, older])
    func `a reply under either secret is read, with all that it says`(secret: String) throws {
        let verdict = try Self.verdict("phones", Self.signed(Self.seven, by: secret), Self.seven)
        #expect(
            verdict
                == .reply(
                    ReceivedReply(
                        channel: "phones", id: "m-1", senders: ["+351 900"], text: "7", target: .named("abc"),
                        writtenAt: Instant(iso8601: "2026-11-19T20:05:00Z"))))
    }

    @Test(arguments: [-301, 301, -86_400] as [Int64])
    func `what is older or newer than five minutes is refused`(seconds: Int64) throws {
        #expect(try Self.verdict("phones", Self.signed(Self.seven, at: seconds), Self.seven) == .refused)
    }

    @Test(arguments: [Int64.min, .min + 1, -1, 0, .max - 1, .max])
    func `a time that no clock shows is refused like any other, and ends nothing`(seconds: Int64) throws {
        let standard = [
            "webhook-id": "x", "webhook-timestamp": String(seconds), "webhook-signature": "v1,AA==",
        ]
        #expect(try Self.verdict("phones", standard, "{}") == .refused)
        let slack = [
            "x-slack-request-timestamp": String(seconds),
            "x-slack-signature": "v0=" + String(repeating: "0", count: 64),
        ]
        #expect(try Self.verdict("team", slack, "{}") == .refused)
    }

    @Test func `anything changed, left out or signed by another is refused, and nothing of it is read`() throws {
        let genuine = try Self.signed(Self.seven)
        #expect(try Self.verdict("phones", genuine, Self.seven + " ") == .refused)
        #expect(try Self.verdict("phones", genuine, "") == .refused)
        for name in genuine.keys {
            var headers = genuine
            headers[name] = nil
            #expect(try Self.verdict("phones", headers, Self.seven) == .refused)
            headers[name] = "x"
            #expect(try Self.verdict("phones", headers, Self.seven) == .refused)
            headers[name] = ""
            #expect(try Self.verdict("phones", headers, Self.seven) == .refused)
        }
        let other = "whsec_" + Data(Array(repeating: 9, count: 32)).base64EncodedString()
        #expect(try Self.verdict("phones", Self.signed(Self.seven, by: other), Self.seven) == .refused)
        // No channel, one that takes no answers, and one of another kind look alike.
        for channel in ["", "nobody", "shut", "chats", "team"] {
            #expect(try Self.verdict(channel, genuine, Self.seven) == .refused)
        }
        // Rubbish that nobody signed says no more than the rest.
        #expect(try Self.verdict("phones", ["webhook-id": "m"], "{") == .refused)
    }

    @Test(arguments: [
        ("{", "expected a JSON object"), ("[]", "from: "), (#"{"text":"7"}"#, "from: "),
        (#"{"from":"","text":"7"}"#, "from: "), (#"{"from":7,"text":"7"}"#, "from: "),
        ("{\"from\":\"a\\u0000b\",\"text\":\"7\"}", "from: "), (#"{"from":"a"}"#, "text: "),
        (#"{"from":"a","text":7}"#, "text: "), (#"{"from":"a","text":"7","answers":""}"#, "answers: "),
        (#"{"from":"a","text":"7","time":"noon"}"#, "time: "),
    ])
    func `what a genuine platform gets wrong is named, without a word of it`(body: String, reason: String) throws {
        guard case .unreadable(let text) = try Self.verdict("phones", Self.signed(body), body) else {
            Issue.record("it was read")
            return
        }
        #expect(text.hasPrefix(reason))
    }

    @Test func `a message without words is a reply, and a long one is cut`() throws {
        let long = #"{"from":"a","text":"\#(String(repeating: "é", count: 9_000))"}"#
        guard case .reply(let reply) = try Self.verdict("phones", Self.signed(long), long) else {
            Issue.record("it was not read")
            return
        }
        #expect(reply.text.count == 8_000)
        let empty = #"{"from":"a","text":"","answers":null}"#
        #expect(
            try Self.verdict("phones", Self.signed(empty), empty)
                == .reply(ReceivedReply(channel: "phones", id: "m-1", senders: ["a"], text: "")))
    }

    /// The headers of Slack's own library for each body.
    private static func slack(
        _ bodies: [String], at: Int64 = 0, secret: String = slackSecret
    ) async throws -> [[String: String]] {
        let time = String(now.seconds + at)
        let lines = try await TestsEnvironment.run(
            Repository.root + "/Tests/DeliveryTests/Fixtures/slack_signature.py",
            [secret] + bodies.flatMap { [time, $0] })
        return lines.map { ["x-slack-request-timestamp": time, "x-slack-signature": $0] }
    }

    @Test(.timeLimit(.minutes(5)))
    func `Slack is known by its signing secret, and only direct messages of people are replies`() async throws {
        let body =
            #"{"type":"event_callback","event_id":"Ev1","event":{"type":"message","channel_type":"im","user":"U1","channel":"D1","text":"a &lt;b&gt; &amp;amp;","ts":"1700000000.000100","thread_ts":"1699999999.5"}}"#
        let hello = #"{"type":"url_verification","challenge":"c-1"}"#
        let others = [
            (#""channel_type":"im""#, #""channel_type":"channel""#), (#""user":"U1""#, #""user":"U1","bot_id":"B1""#),
            (#""user":"U1""#, #""user":"U1","subtype":"message_changed""#),
        ].map { body.replacing($0.0, with: $0.1) }
        let signed = try await Self.slack([body, hello] + others)
        try #require(signed.count == 5)
        #expect(
            try Self.verdict("team", signed[0], body)
                == .reply(
                    ReceivedReply(
                        channel: "team", id: "Ev1", senders: ["U1", "D1"], text: "a <b> &amp;",
                        target: .receipt("D1/1699999999.5"), writtenAt: Instant(seconds: 1_700_000_000))))
        #expect(try Self.verdict("team", signed[1], hello) == .greeting("c-1"))
        for (headers, other) in zip(signed.dropFirst(2), others) {
            #expect(try Self.verdict("team", headers, other) == .nothing)
        }
        #expect(try Self.verdict("team", signed[0], hello) == .refused)
        let old = try #require(try await Self.slack([body], at: -301).first)
        #expect(try Self.verdict("team", old, body) == .refused)
        let foreign = try #require(try await Self.slack([body], secret: "another-signing-secret").first)
        #expect(try Self.verdict("team", foreign, body) == .refused)
    }

    /// The request that Slack's own page works through (docs.slack.dev/authentication/verifying-requests-from-slack).
    @Test func `Slack's published example is genuine at its time`() throws {
        let secret = "8f742231b10e" + "8888abcd99yyyzzz85a5"
        let doors = AnswerDoors(try ChannelBlocks.named("team: { kind: slack, answers_secret: \(secret) }"))
        let body =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
        let headers = [
            "x-slack-request-timestamp": "1531420618",
            "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ]
        let verdict = doors.verdict(
            at: "team", header: { headers[$0] }, body: Array(body.utf8), now: Instant(seconds: 1_531_420_618))
        #expect(verdict == .unreadable("expected a JSON object"))
    }

    @Test func `Telegram is known by its secret token, and only private chats are replies`() throws {
        let headers = ["x-telegram-bot-api-secret-token": Self.telegramSecret]
        let body =
            #"{"update_id":42,"message":{"message_id":9,"date":1700000000,"chat":{"id":-7,"type":"private"},"text":"STOP","reply_to_message":{"message_id":5}}}"#
        #expect(
            try Self.verdict("chats", headers, body)
                == .reply(
                    ReceivedReply(
                        channel: "chats", id: "42", senders: ["-7"], text: "STOP", target: .receipt("5"),
                        writtenAt: Instant(seconds: 1_700_000_000))))
        for token in [
            "", "an-invented_secret-token-2", Self.telegramSecret + "x", String(Self.telegramSecret.dropLast()),
        ] {
            #expect(try Self.verdict("chats", ["x-telegram-bot-api-secret-token": token], body) == .refused)
        }
        #expect(try Self.verdict("chats", [:], body) == .refused)
        let group = body.replacing("private", with: "group")
        #expect(try Self.verdict("chats", headers, group) == .nothing)
        #expect(try Self.verdict("chats", headers, #"{"update_id":43,"poll":{}}"#) == .nothing)
        #expect(try Self.verdict("chats", headers, "{}") == .unreadable("update_id: expected Telegram's Update"))
    }

    @Test(arguments: [
        ("webhook", "hush", "expected a secret of the form whsec_"), ("slack", "short", "expected the signing secret"),
        ("telegram", "with blanks in it, and long", "expected a secret_token"),
        ("telegram", "too-short", "expected a secret_token"),
        ("matrix", "hush", "expected a secret of the form whsec_"),
    ])
    func `a secret that no platform of its kind has is an error, and is not repeated`(
        kind: String, secret: String, message: String
    ) throws {
        let known = try #require(channelKinds.first { $0.id == kind })
        let example = known.example.replacing("  for: staff\n", with: "")
        let blocks = try ChannelBlocks.named(example + "\n  answers_secret: \"\(secret)\"\n")
        let block = try #require(blocks.entries.first?.value.node)
        let faults = known.faults(in: block)
        #expect(faults.contains { $0.message.contains(message) })
        #expect(!faults.contains { $0.message.contains(secret) })
    }

    @Test func `a channel for staff has no door, as what staff write in a chat is nobody's answer`() throws {
        let known = try #require(channelKinds.first { $0.id == "slack" })
        let blocks = try ChannelBlocks.named(known.example + "\n  answers_secret: \(Self.slackSecret)\n")
        let faults = known.faults(in: try #require(blocks.entries.first?.value.node))
        #expect(faults.map(\.message).contains { $0.contains("answers_secret: what staff write") })
    }
}
