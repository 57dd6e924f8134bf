import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// What holds for every registered channel.
@Suite struct ChannelConformanceTests {
    private static let kinds = ChannelSamples.kinds
    private let now = ChannelSamples.now

    // MARK: - Settings

    @Test(arguments: kinds) func `its example can be read, and it has a place in the reference`(kind: String) throws {
        let type = try ChannelSamples.type(kind)
        #expect(type.summary.hasSuffix("."))
        #expect(try ChannelSamples.channel(kind).endpoint.isEmpty == false)
        let found = try #require(channelKinds.first { $0.id == kind })
        #expect(found.example == type.example && !found.example.isEmpty)
        #expect(found.settings.contains { $0.name == "for" } && found.settings.contains { $0.name == "agreement" })
    }

    @Test(arguments: kinds) func `settings written out mean what they mean when left out`(kind: String) throws {
        let example = try ChannelSamples.type(kind).example
        let given = try #require(ChannelBlocks.named(example).entries.first?.value.node)
        let found = try #require(channelKinds.first { $0.id == kind })
        let defaults = found.settings.filter { $0.defaultText?.isEmpty == false && given[$0.name] == nil }
        let written = defaults.reduce(example) { "\($0)\n  \($1.name): \"\($1.defaultText ?? "")\"" }
        let envelope = ChannelSamples.envelope(kind)
        #expect(!defaults.isEmpty)
        #expect(
            try ChannelSamples.leaving(ChannelSamples.channel(yaml: written), ChannelSamples.rich, for: envelope)
                == ChannelSamples.leaving(ChannelSamples.channel(kind), ChannelSamples.rich, for: envelope))
    }

    @Test(arguments: kinds) func `a misspelt setting is reported where it stands`(kind: String) throws {
        let example = try ChannelSamples.type(kind).example
        let found = try #require(channelKinds.first { $0.id == kind })
        let lines = example.split(separator: "\n").map(String.init)
        for (index, line) in lines.enumerated().dropFirst() {
            let name = String(line.drop { $0 == " " }.prefix { $0 != ":" })
            var misspelt = lines
            misspelt[index] = line.replacing("\(name):", with: "\(name)\(name.suffix(1)):")
            let node = try #require(ChannelBlocks.named(misspelt.joined(separator: "\n")).entries.first?.value.node)
            let fault = try #require(found.faults(in: node).first { $0.rule == "unknown-key" }, "\(kind).\(name)")
            #expect(fault.place.line == index + 1)
            #expect(fault.message.contains("\(name)\(name.suffix(1))"))
        }
    }

    @Test(arguments: kinds) func `a secret that cannot be one is refused and not repeated`(kind: String) throws {
        let found = try #require(channelKinds.first { $0.id == kind })
        for secret in try ChannelSamples.secrets(kind) {
            let broken = try ChannelSamples.type(kind).example.replacing("\"\(secret)\"", with: secret)
                .replacing(secret, with: "\"hush hush\\u0007\"")
            guard let node = try ChannelBlocks.named(broken).entries.first?.value.node else { continue }
            let faults = found.faults(in: node)
            #expect(!faults.isEmpty || kind == "email")
            #expect(!faults.contains { "\($0)".contains("hush") })
        }
    }

    // MARK: - Verdicts

    /// All that any platform says when it takes a message, and some that none says.
    private static let bodies = [
        "", "ok", "OK", "1", "<html>Sign in to the network</html>", #"{"ok":true}"#,
        #"{"ok":false,"error":"fatal_error"}"#,
        #"{"id":"1000"}"#, #"{"ok":true,"result":{"message_id":7}}"#, #"{"event_id":"$abc"}"#,
        #"{"id":"abc","event":"message"}"#, #"{"ok":"true"}"#, "[]", "null", "{", "OK (not found)",
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x",
    ]

    /// What the platform itself calls success.
    private static func isSuccess(_ kind: String, _ status: Int, _ body: String) -> Bool {
        switch kind {
        case "discord": status == 200 && [#"{"id":"1000"}"#, #"{"id":"abc","event":"message"}"#].contains(body)
        case "healthchecks": status == 200 && ["ok", "OK"].contains(body)
        case "matrix": status == 200 && body == #"{"event_id":"$abc"}"#
        case "mattermost": status == 200 && body == "ok"
        case "ntfy": status == 200 && body == #"{"id":"abc","event":"message"}"#
        case "slack": status == 200 && (body == "ok" || body.hasPrefix(#"{"ok":true"#))
        case "teams": (status == 202 && !body.contains("HTTP error")) || (status == 200 && ["", "1"].contains(body))
        case "telegram": status == 200 && body.hasPrefix(#"{"ok":true"#)
        case "webhook": (200..<300).contains(status)
        default: false
        }
    }

    @Test(arguments: kinds)
    func `every status has a verdict, and success is what the platform calls success`(kind: String) throws {
        let channel = try ChannelSamples.channel(kind)
        var wrong: [String] = []
        for status in 100...599 {
            for body in Self.bodies {
                let answer = TransportOutcome.answered(HTTPResponse(status: status, body: Array(body.utf8)))
                var isDelivered = false
                if case .delivered = channel.classify(answer, at: now) { isDelivered = true }
                if isDelivered != Self.isSuccess(kind, status, body) { wrong.append("\(status) \(body)") }
            }
        }
        #expect(wrong.isEmpty)
    }

    private static let errors: [TransportError] = [
        .invalid("a header cannot be sent"), .cannotResolve(host: "a.example"), .cannotConnect(host: "a.example"),
        .refusedAddress(host: "a.example", address: "10.0.0.1"), .tls(host: "a.example", reason: "late"),
        .untrusted(host: "a.example", reason: "expired"),
        .signIn(host: "a.example", said: nil), .noUTF8(host: "a.example"), .interrupted(host: "a.example"),
        .ambiguous(host: "a.example"),
        .answerTooLarge(host: "a.example"), .relay(SMTPResult(replies: [SMTPReply(code: 451, text: "4.7.1 later")])),
        .cancelled, .stopped,
    ]

    @Test(arguments: kinds) func `a transfer without an answer delivered nothing`(kind: String) throws {
        let channel = try ChannelSamples.channel(kind)
        for error in Self.errors {
            let verdict = channel.classify(.failed(error), at: now)
            #expect(!verdict.isDelivered && verdict.reason?.isEmpty == false)
        }
        if kind != "screen" { #expect(!channel.classify(.shown(true), at: now).isDelivered) }
        if kind != "email" { #expect(!channel.classify(.relayed(SMTPResult(replies: [])), at: now).isDelivered) }
    }

    // MARK: - Secrets

    @Test(arguments: kinds) func `no text holds a secret`(kind: String) throws {
        let channel = try ChannelSamples.channel(kind)
        var texts = ["\(channel)", channel.endpoint]
        dump(channel, to: &texts[0])
        let envelope = ChannelSamples.envelope(kind)
        texts += try ChannelSamples.leaving(channel, ChannelSamples.rich, for: envelope)
        texts += Self.errors.compactMap { channel.classify(.failed($0), at: now).reason }
        for secret in try ChannelSamples.secrets(kind) {
            for key in ["error", "description", "errcode", "id", "code", "ts", "event_id", "message"] {
                for status in [200, 400, 401, 403, 404, 429, 500] {
                    let body = #"{"\#(key)":\#(JSONString.quoted(secret)),"ok":false,"event":"message"}"#
                    let verdict = channel.classify(
                        .answered(HTTPResponse(status: status, body: Array(body.utf8))), at: now)
                    if let reason = verdict.reason { texts.append(reason) }
                }
            }
            #expect(!texts.contains { $0.contains(secret) })
        }
    }

    // MARK: - Repeating

    @Test(arguments: kinds) func `a repeated attempt carries the same token and the same bytes`(kind: String) throws {
        let channel = try ChannelSamples.channel(kind)
        let envelope = ChannelSamples.envelope(kind)
        for (index, part) in try channel.compose(ChannelSamples.rich, for: envelope).enumerated() {
            let first = try channel.outgoing(part, index: index, for: envelope, at: now)
            let second = try channel.outgoing(part, index: index, for: envelope, at: now + .hours(5))
            switch (first, second) {
            case (.request(let first), .request(let second)):
                #expect(first.url == second.url && first.method == second.method && first.body == second.body)
                let changing = ["webhook-timestamp", "webhook-signature"]
                #expect(
                    first.headers.filter { !changing.contains($0.name) }
                        == second.headers.filter { !changing.contains($0.name) })
            case (.mail(let first), .mail(let second)): #expect(first.bytes == second.bytes)
            case (.show(let first), .show(let second)): #expect(first == second)
            default: Issue.record("two attempts of different kinds")
            }
        }
        let token = try ChannelSamples.requests(channel, ChannelSamples.rich, for: envelope).first.map { request in
            "\(request.url) \(request.headers.map(\.value)) \(String(decoding: request.body, as: UTF8.self))"
        }
        let uuid = "7f3a0b0b-0b0b-0b0b-0b0b-0b0b0b0b0b0b"
        switch kind {
        case "matrix", "webhook": #expect(token?.contains(ChannelSamples.id) == true)
        case "healthchecks": #expect(token?.contains(uuid) == true)
        case "ntfy": #expect(token?.contains("sequence_id") == true)
        // The others cannot tell a repeated message, so it is held.
        case "screen": #expect(channel.resendsWhenAmbiguous)
        default: #expect(!channel.resendsWhenAmbiguous)
        }
    }

    // MARK: - Changing and taking back

    /// What a platform calls a message, and what it says when it has changed and deleted it.
    private static let revisions: [String: (receipt: String, changed: String, gone: (status: Int, body: String))] = [
        "discord": ("1000", #"{"id":"1000"}"#, (204, "")),
        "matrix": ("$abc", #"{"event_id":"$def"}"#, (200, #"{"event_id":"$def"}"#)),
        "slack": ("C0000/1795000000.000100", #"{"ok":true,"channel":"C0000","ts":"1.2"}"#, (200, #"{"ok":true}"#)),
        "telegram": ("7", #"{"ok":true,"result":{"message_id":7}}"#, (200, #"{"ok":true,"result":true}"#)),
    ]

    private func revising(_ kind: String) throws -> any Channel {
        guard kind == "slack" else { return try ChannelSamples.channel(kind) }
        let example = try ChannelSamples.type(kind).example
        let lines = example.split(separator: "\n").map { $0.contains("webhook:") ? "  token: xoxb-example" : $0 }
        return try ChannelSamples.channel(yaml: lines.joined(separator: "\n"))
    }

    @Test(arguments: kinds)
    func `what has arrived is changed and taken back by its name, or it is told that it cannot be`(kind: String) throws
    {
        let channel = try revising(kind)
        let envelope = ChannelSamples.envelope(kind)
        guard let known = Self.revisions[kind] else {
            #expect(!channel.canRevise)
            #expect(throws: ChannelError.self) {
                try channel.outgoing(.takeBack, of: "7", index: 0, for: envelope)
            }
            return
        }
        #expect(channel.canRevise)
        let part = try #require(try channel.compose(ChannelSamples.rich, for: envelope).first)
        for revision in [Revision.replace(part), .takeBack] {
            guard
                case .request(let request) = try channel.outgoing(
                    revision, of: known.receipt, index: 0, for: envelope),
                case .request(let again) = try channel.outgoing(revision, of: known.receipt, index: 0, for: envelope)
            else {
                Issue.record("no request")
                return
            }
            #expect(request.url == again.url && request.body == again.body && request.method == again.method)
            let text = request.url + String(decoding: request.body, as: UTF8.self)
            for name in known.receipt.split(separator: "/") {
                #expect(text.contains(name) || text.contains("%24abc"), "\(revision)")
            }
            #expect((text.contains("Today") || text.contains("attention")) != revision.isTakingBack)
            #expect(throws: ChannelError.self) {
                try channel.outgoing(revision, of: "no name of theirs", index: 0, for: envelope)
            }
            let (status, body) = revision.isTakingBack ? known.gone : (200, known.changed)
            let taken = HTTPResponse(status: status, body: Array(body.utf8))
            #expect(channel.classify(.answered(taken), of: revision, at: now).isDelivered)
            for status in 100...599 where !(200..<300).contains(status) {
                let verdict = channel.classify(.answered(HTTPResponse(status: status)), of: revision, at: now)
                #expect(!verdict.isDelivered && verdict.reason?.isEmpty == false, "\(status)")
            }
            for error in Self.errors {
                #expect(!channel.classify(.failed(error), of: revision, at: now).isDelivered)
            }
        }
    }

    @Test(arguments: [
        ("discord", 404, #"{"code":10008,"message":"Unknown Message"}"#),
        ("slack", 200, #"{"ok":false,"error":"message_not_found"}"#),
        (
            "telegram", 400,
            #"{"ok":false,"error_code":400,"description":"Bad Request: message to delete not found"}"#
        ),
    ])
    func `what is gone is taken back already, and cannot be changed`(kind: String, status: Int, body: String) throws {
        let channel = try revising(kind)
        let answer = TransportOutcome.answered(HTTPResponse(status: status, body: Array(body.utf8)))
        #expect(channel.classify(answer, of: .takeBack, at: now).isDelivered)
        let edited = TransportOutcome.answered(
            HTTPResponse(status: status, body: Array(body.replacing("to delete", with: "to edit").utf8)))
        #expect(channel.classify(edited, of: .replace([]), at: now).isNo)
    }

    @Test(arguments: [
        ("slack", 200, #"{"ok":false,"error":"edit_window_closed"}"#, false),
        ("slack", 200, #"{"ok":false,"error":"cant_delete_message"}"#, true),
        (
            "telegram", 400,
            #"{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted for everyone"}"#, true
        ),
        (
            "telegram", 400, #"{"ok":false,"error_code":400,"description":"Bad Request: message can't be edited"}"#,
            false
        ),
    ])
    func `what can be changed no more is told apart from what failed`(
        kind: String, status: Int, body: String, isTakingBack: Bool
    ) throws {
        let answer = TransportOutcome.answered(HTTPResponse(status: status, body: Array(body.utf8)))
        let found = try revising(kind).classify(answer, of: isTakingBack ? .takeBack : .replace([]), at: now)
        #expect(found.isNo && found.reason?.hasSuffix("changes and deletes this message no more") == true)
    }

    @Test func `words that are the same already are a change that was made`() throws {
        let body = #"{"ok":false,"error_code":400,"description":"Bad Request: message is not modified: …"}"#
        let answer = TransportOutcome.answered(HTTPResponse(status: 400, body: Array(body.utf8)))
        #expect(try revising("telegram").classify(answer, of: .replace([]), at: now).isDelivered)
    }

    // MARK: - Limits

    @Test(arguments: kinds) func `limits hold whatever is written`(kind: String) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = RandomText(seed: seed)
        let channel = try ChannelSamples.channel(kind)
        for round in 0..<25 {
            let message = random.message()
            for style in [Envelope.Style.rich, .plain] {
                let envelope = ChannelSamples.envelope(kind, style: style)
                do throws(ChannelError) {
                    let faults = ChannelLimits.faults(kind, try channel.compose(message, for: envelope))
                    #expect(faults.isEmpty, "seed \(seed), round \(round), \(style)")
                } catch {
                    // A mail's header may refuse what cannot stand in it.
                    #expect(kind == "email" && !error.description.isEmpty, "seed \(seed), round \(round)")
                }
            }
        }
    }

    // MARK: - Staff

    @Test(arguments: kinds) func `a channel for staff is told a reference and nothing else`(kind: String) throws {
        let example = try ChannelSamples.type(kind).example.replacing("\n  for: staff", with: "")
        let channel = try ChannelSamples.channel(yaml: example + "\n  for: staff")
        let message = ChannelSamples.message(
            RichText(plain: "Ana Silva answered: I did not sleep at all.\n\nhttps://milieu.example.org/a/x"),
            subject: "Ana Silva answered", link: "https://milieu.example.org/a/x",
            traits: MessageTraits(
                urgency: .high, actions: [MessageAction(label: "Call Ana", url: "https://milieu.example.org/call")],
                thread: "goal-ana", replaces: "check-in-ana"))
        #expect(channel.isForStaff)
        let reference = ChannelSamples.program.references.reference(of: ChannelSamples.id)
        #expect(reference.count == 6)
        var own = ChannelSamples.envelope(kind)
        own.reference = "7F3A"
        for text in try ChannelSamples.leaving(channel, message, for: own) {
            #expect(text.contains("A check-in needs your attention, ref 7F3A") && !text.contains(reference))
        }
        for text in try ChannelSamples.leaving(channel, message, for: ChannelSamples.envelope(kind)) {
            #expect(text.contains("A check-in needs your attention, ref \(reference)"))
            for word in ["Ana", "Silva", "sleep", "answered", "milieu.example.org", "goal-ana", "Call"] {
                #expect(!text.replacing("ana@riverside.example", with: "").contains(word), "\(word)")
            }
        }
        #expect(try !ChannelSamples.channel(yaml: example).isForStaff)
    }
}

extension Verdict {
    var isDelivered: Bool { if case .delivered = self { true } else { false } }

    var reason: String? {
        switch self {
        case .delivered(let receipt): receipt
        case .retry(_, let reason), .throttled(_, let reason, _), .degrade(let reason), .refused(let reason),
            .full(let reason), .moved(_, let reason), .unwelcome(let reason),
            .recipientGone(let reason), .channelBroken(let reason), .ambiguous(let reason):
            reason
        }
    }
}
