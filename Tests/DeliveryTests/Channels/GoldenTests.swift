import Community
import Foundation
import Messages
import PluginKit
import TestSupport
import Testing

@testable import Delivery

/// The exact bytes that one message with everything in it becomes on each platform.
@Suite struct GoldenTests {
    private func sent(_ kind: String, style: Envelope.Style = .rich, adding lines: String...) throws -> String {
        var yaml = try ChannelSamples.type(kind).example
        for line in lines { yaml += "\n  " + line }
        yaml = yaml.replacing("\n  for: staff", with: "")
        let requests = try ChannelSamples.requests(
            ChannelSamples.channel(yaml: yaml), ChannelSamples.rich,
            for: ChannelSamples.envelope(kind, style: style))
        return requests.map { request in
            "\(request.method) \(request.url)\n\(request.headers.map { "\($0.name): \($0.value)\n" }.joined())"
                + String(decoding: request.body, as: UTF8.self)
        }.joined(separator: "\n")
    }

    @Test(arguments: [
        "discord", "slack", "teams", "mattermost", "telegram", "telegram.plain", "matrix", "ntfy", "healthchecks",
        "webhook",
    ])
    func `a message with everything in it becomes what the fixture shows`(name: String) throws {
        let path = Repository.root + "/Tests/DeliveryTests/Fixtures/channels/\(name).txt"
        let expected = try String(contentsOfFile: path, encoding: .utf8)
        let kind = String(name.prefix { $0 != "." })
        #expect(try sent(kind, style: name.hasSuffix(".plain") ? .plain : .rich) + "\n" == expected)
    }

    @Test func `a thread, a topic and an app's channel go where the platform wants them`() throws {
        #expect(try sent("discord", adding: "thread: \"77\"").contains("?wait=true&thread_id=77\n"))
        #expect(try sent("telegram", adding: "topic: 9").contains("\"message_thread_id\":9"))
        let app = "team:\n  kind: slack\n  token: xoxb-example\n  to: C9"
        let request = try ChannelSamples.requests(
            ChannelSamples.channel(yaml: app), ChannelSamples.rich,
            for: Envelope(id: ChannelSamples.id, address: "", message: MessageID("m"), createdAt: ChannelSamples.now)
        ).first
        #expect(request?.url == "https://slack.com/api/chat.postMessage")
        #expect(request?.headers.contains(HTTPHeader("authorization", "Bearer xoxb-example")) == true)
        #expect(request.map { String(decoding: $0.body, as: UTF8.self).hasPrefix(#"{"channel":"C9","text""#) } == true)
    }

    @Test func `a workflow of Slack gets its one variable`() throws {
        let flow = "team:\n  kind: slack\n  webhook: https://hooks.slack.com/triggers/T0/1/example"
        let body = try ChannelSamples.leaving(
            ChannelSamples.channel(yaml: flow), ChannelSamples.message(RichText(plain: "<!here> x")),
            for: ChannelSamples.envelope("slack"))
        #expect(body == [#"{"text":"A question for today\n\n&lt;!here&gt; x"}"#])
    }

    @Test(arguments: [
        (MessageTraits.Urgency.low, "2", "/00000000-0000-0000-0000-000000000000?", "{}"),
        (.normal, "3", "000?", "{}"), (.high, "4", "000/fail?", #"{"priority":"important"}"#),
        (.critical, "5", "000/fail?", #"{"priority":"urgent"}"#),
    ])
    func `urgency is each platform's own`(
        urgency: MessageTraits.Urgency, ntfy: String, ping: String, mattermost: String
    ) throws {
        let message = ChannelSamples.message(RichText(plain: "x"), traits: MessageTraits(urgency: urgency))
        func request(_ kind: String) throws -> HTTPRequest {
            try #require(
                try ChannelSamples.requests(
                    ChannelSamples.channel(
                        yaml: ChannelSamples.type(kind).example.replacing("\n  for: staff", with: "")),
                    message, for: ChannelSamples.envelope(kind)
                ).first)
        }
        func body(_ kind: String) throws -> JSONTree { try #require(JSONTree(request(kind).body)) }
        #expect(try body("ntfy")["priority"]?.json == ntfy)
        #expect(try request("healthchecks").url.contains(ping))
        #expect((try body("mattermost")["priority"] ?? .object([])).json == mattermost)
        #expect(try body("telegram")["disable_notification"]?.bool == (urgency == .low ? true : nil))
        #expect(try body("matrix")["msgtype"] == (urgency == .low ? "m.notice" : "m.text"))
        #expect(try body("discord")["flags"]?.json == (urgency == .low ? "4100" : "4"))
    }
}
