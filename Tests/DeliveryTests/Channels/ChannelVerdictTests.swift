import Messages
import PluginKit
import Scheduling
import Testing

@testable import Delivery

/// The answers that need reading: each platform's own errors, and those that say one thing and mean another.
@Suite struct ChannelVerdictTests {
    private func verdict(
        _ kind: String, _ status: Int, _ body: String, _ headers: [HTTPHeader] = [], adding lines: String...
    ) throws -> String {
        var yaml = try ChannelSamples.type(kind).example
        for line in lines { yaml += "\n  " + line }
        if lines.contains(where: { $0.hasPrefix("token:") }) {
            yaml = yaml.split(separator: "\n").filter { !$0.contains("webhook:") }.joined(separator: "\n")
        }
        let channel = try ChannelSamples.channel(yaml: yaml)
        let answer = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        let found = channel.classify(.answered(answer), at: ChannelSamples.now)
        return "\(found)".split(separator: "(").first.map(String.init) ?? ""
    }

    @Test(arguments: [
        ("discord", 404, #"{"message":"Unknown Webhook","code":10015}"#, "channelBroken"),
        ("discord", 401, #"{"message":"Invalid Webhook Token","code":50027}"#, "channelBroken"),
        (
            "discord", 400, #"{"code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH"}]}}}"#,
            "refused"
        ),
        ("discord", 400, #"{"code":220001,"message":"forum"}"#, "channelBroken"),
        ("discord", 204, "", "ambiguous"),
        ("slack", 200, #"{"ok":false,"error":"channel_not_found"}"#, "channelBroken"),
        ("slack", 200, #"{"ok":false,"error":"internal_error"}"#, "retry"),
        ("slack", 200, #"{"ok":false,"error":"ratelimited"}"#, "throttled"),
        ("slack", 200, "<html>ok</html>", "ambiguous"),
        ("slack", 400, "invalid_payload", "refused"), ("slack", 403, "action_prohibited", "channelBroken"),
        ("slack", 404, "no_team", "channelBroken"), ("slack", 410, "channel_is_archived", "channelBroken"),
        ("slack", 500, "rollup_error", "retry"),
        (
            "teams", 200,
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId tcid=0",
            "throttled"
        ),
        (
            "teams", 200,
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId tcid=0",
            "refused"
        ),
        ("teams", 200, "Summary or Text is required.", "ambiguous"),
        ("teams", 400, #"{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"…"}}"#, "channelBroken"),
        ("teams", 400, #"{"error":{"code":"TriggerInputSchemaMismatch","message":"…"}}"#, "refused"),
        ("mattermost", 400, #"{"id":"web.incoming_webhook.invalid.app_error","status_code":400}"#, "channelBroken"),
        ("mattermost", 404, #"{"id":"web.incoming_webhook.channel.app_error","status_code":404}"#, "recipientGone"),
        ("mattermost", 501, #"{"id":"web.incoming_webhook.disabled.app_error","status_code":501}"#, "channelBroken"),
        ("mattermost", 200, "<html>", "ambiguous"),
        (
            "telegram", 400,
            #"{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 8"}"#,
            "degrade"
        ),
        ("telegram", 400, #"{"ok":false,"error_code":400,"description":"Bad Request: BUTTON_URL_INVALID"}"#, "degrade"),
        (
            "telegram", 400, #"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#,
            "recipientGone"
        ),
        (
            "telegram", 403, #"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#,
            "recipientGone"
        ),
        ("telegram", 401, #"{"ok":false,"error_code":401,"description":"Unauthorized"}"#, "channelBroken"),
        ("telegram", 200, #"{"ok":false,"error_code":403,"description":"Forbidden"}"#, "recipientGone"),
        (
            "telegram", 400, #"{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}"#,
            "refused"
        ),
        ("telegram", 502, "<html>", "retry"),
        ("matrix", 403, #"{"errcode":"M_FORBIDDEN","error":"User not in room"}"#, "recipientGone"),
        ("matrix", 401, #"{"errcode":"M_UNKNOWN_TOKEN","error":"…"}"#, "channelBroken"),
        ("matrix", 413, #"{"errcode":"M_TOO_LARGE"}"#, "refused"), ("matrix", 404, "<html>", "channelBroken"),
        ("matrix", 200, "{}", "ambiguous"),
        ("ntfy", 400, #"{"code":40009,"http":400,"error":"invalid request: topic invalid"}"#, "recipientGone"),
        ("ntfy", 403, #"{"code":40301,"http":403,"error":"forbidden"}"#, "channelBroken"),
        ("ntfy", 401, #"{"code":40101,"http":401,"error":"unauthorized"}"#, "channelBroken"),
        ("ntfy", 413, #"{"code":41301,"http":413}"#, "refused"), ("ntfy", 500, #"{"code":50001,"http":500}"#, "retry"),
        ("healthchecks", 200, "OK (not found)", "channelBroken"),
        ("healthchecks", 200, "OK (rate limited)", "throttled"),
        ("healthchecks", 404, "not found", "channelBroken"), ("healthchecks", 409, "ambiguous slug", "channelBroken"),
        ("webhook", 410, "", "channelBroken"), ("webhook", 429, "", "throttled"), ("webhook", 302, "", "retry"),
        ("webhook", 404, "", "retry"), ("webhook", 405, "", "retry"), ("webhook", 400, "", "refused"),
        ("webhook", 413, "", "refused"), ("webhook", 422, "", "refused"), ("webhook", 407, "", "retry"),
        ("webhook", 401, "", "channelBroken"), ("discord", 302, "", "retry"), ("slack", 407, "", "retry"),
    ])
    func `an answer means what the platform means by it`(kind: String, status: Int, body: String, expected: String)
        throws
    {
        #expect(try verdict(kind, status, body) == expected)
    }

    @Test(arguments: [
        ("not_in_channel", "recipientGone"), ("is_archived", "recipientGone"), ("token_revoked", "channelBroken"),
        ("msg_too_long", "refused"), ("invalid_blocks", "degrade"), ("some_new_error", "refused"),
    ])
    func `Slack's errors to an app come with 200`(error: String, expected: String) throws {
        #expect(
            try verdict("slack", 200, #"{"ok":false,"error":"\#(error)"}"#, adding: "token: xoxb-example") == expected)
    }

    @Test(
        arguments: [
            ("discord", #"{"message":"…","retry_after":0.376,"global":false}"#, nil, 376),
            ("discord", #"{"retry_after":64.57}"#, "999", 64_570), ("discord", "", "3", 3_000),
            ("discord", "", nil, 60_000),
            ("slack", #"{"retry_after":1,"ok":false,"error":"rate_limited"}"#, nil, 1_000), ("slack", "", "30", 30_000),
            (
                "telegram",
                #"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":35}}"#,
                nil, 35_000
            ),
            ("matrix", #"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2550}"#, nil, 2_550),
            ("matrix", #"{"errcode":"M_LIMIT_EXCEEDED"}"#, "7", 7_000), ("mattermost", "{}", "12", 12_000),
            ("ntfy", #"{"code":42901,"http":429,"error":"limit reached: too many requests"}"#, nil, 60_000),
            // 2026-11-19T15:06:40Z until midnight.
            (
                "ntfy", #"{"code":42908,"http":429,"error":"limit reached: daily message quota reached"}"#, nil,
                28_800_000
            ),
            ("teams", "", "Fri, 20 Nov 2026 00:00:00 GMT", nil),
        ] as [(String, String, String?, Int64?)])
    func `how long to wait is read in the platform's own unit`(
        kind: String, body: String, header: String?, milliseconds: Int64?
    ) throws {
        let answer = HTTPResponse(
            status: 429, headers: header.map { [HTTPHeader("Retry-After", $0)] } ?? [], body: Array(body.utf8))
        let found = try ChannelSamples.channel(kind).classify(.answered(answer), at: ChannelSamples.now)
        guard case .throttled(let wait, _, _) = found else {
            Issue.record("\(found)")
            return
        }
        if kind == "ntfy", body.contains("42908") {
            let end = ChannelSamples.now + wait
            #expect(end.iso8601.hasSuffix("T00:00:00Z") && wait > .zero && wait <= .days(1))
        } else if let milliseconds {
            #expect(wait == .milliseconds(milliseconds))
        } else {
            #expect(ChannelSamples.now + wait == Instant(iso8601: "2026-11-20T00:00:00Z") || wait == .zero)
        }
    }

    @Test func `a group that moved is told with its new id`() throws {
        let body =
            #"{"ok":false,"error_code":400,"description":"…","parameters":{"migrate_to_chat_id":-1001234567890}}"#
        let found = try ChannelSamples.channel("telegram").classify(
            .answered(HTTPResponse(status: 400, body: Array(body.utf8))), at: ChannelSamples.now)
        #expect(
            found
                == .moved(
                    to: "-1001234567890",
                    reason:
                        "Telegram answered 400: the group has become a supergroup; its chat id is -1001234567890 from now on"
                ))
    }

    @Test func `Slack's limit on one channel stops no other`() throws {
        let example = try ChannelSamples.type("slack").example
        let token = example.split(separator: "\n").map { $0.contains("webhook:") ? "  token: xoxb-example" : $0 }
        let app = try ChannelSamples.channel(yaml: token.joined(separator: "\n"))
        let answer = TransportOutcome.answered(HTTPResponse(status: 429, headers: [HTTPHeader("Retry-After", "2")]))
        #expect(
            app.classify(answer, at: ChannelSamples.now)
                == .throttled(for: .seconds(2), reason: "Slack answered 429", scope: .recipient))
        // One channel of theirs for everybody has one limit.
        let together = try ChannelSamples.channel(yaml: token.joined(separator: "\n") + "\n  to: C0000")
        #expect(
            together.classify(answer, at: ChannelSamples.now)
                == .throttled(for: .seconds(2), reason: "Slack answered 429"))
        #expect(
            try ChannelSamples.channel("slack").classify(answer, at: ChannelSamples.now)
                == .throttled(for: .seconds(2), reason: "Slack answered 429"))
    }
}
