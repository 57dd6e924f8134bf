import Community
import Messages
import PluginKit
import Scheduling
import TestSupport

@testable import Delivery

/// Channels and messages that the tests of channels share; everything in them is invented.
enum ChannelSamples {
    static let now = Instant(seconds: 1_795_000_000)
    static let id = "7f3a" + String(repeating: "0b", count: 14)
    static let kinds = channelTypes.map { $0.kind }

    static func type(_ kind: String) throws -> any Channel.Type {
        guard let type = channelTypes.first(where: { $0.kind == kind }) else { throw Missing(what: kind) }
        return type
    }

    struct Missing: Error { let what: String }

    /// An address that the platform takes.
    static func address(_ kind: String) -> String {
        switch kind {
        case "email": "ana@riverside.example"
        case "matrix": "!room:riverside.example"
        case "mattermost": "counselors"
        case "slack": "C0000"
        case "telegram": "-1001"
        default: "ana"
        }
    }

    static func envelope(_ kind: String, style: Envelope.Style = .rich) -> Envelope {
        Envelope(
            id: id, address: address(kind), message: MessageID("check-in.evening"), createdAt: now, style: style)
    }

    static let program = ProgramIdentity(label: "Riverside")

    /// The channel of the kind's own example, with further lines in its block.
    static func channel(_ kind: String, adding lines: String...) throws -> any Channel {
        var yaml = try type(kind).example
        for line in lines { yaml += "\n  " + line }
        return try channel(yaml: yaml)
    }

    static func channel(yaml: String) throws -> any Channel {
        guard let channel = try makeChannels(ChannelBlocks.named(yaml), program: program).values.first else {
            throw Missing(what: yaml)
        }
        return channel
    }

    /// A message whose body is the given words, as people wrote them.
    static func message(
        _ body: RichText, subject: String = "A question for today", link: String? = nil,
        traits: MessageTraits = MessageTraits()
    ) -> RenderedMessage {
        RenderedMessage(
            subject: subject, text: body.plainText, body: body,
            html: "<p>\(TelegramDialect.escaped(body.plainText))</p>\n", link: link, language: "en",
            isFallback: false, traits: traits)
    }

    /// All that a message can hold.
    static let rich = message(
        RichText([
            .heading(level: 2, [.text("Today & tomorrow")]),
            .paragraph([
                .text("Hi *Ana* <ana@here>, "), .strong([.text("bold")]), .text(", "), .emphasis([.text("lean")]),
                .text(", "), .strike([.text("gone")]), .text(", "), .code("a<b"), .text("."), .lineBreak,
                .link([.text("the plan")], to: "https://milieu.example.org/plan?a=1&b=2"),
            ]),
            .list(isOrdered: true, [[.paragraph([.text("one")])], [.paragraph([.text("two")])]]),
            .list(isOrdered: false, [[.paragraph([.text("red")])]]),
            .quote([.paragraph([.text("said")])]), .code("x = 1\ny = 2"),
        ]), subject: "A question for today", link: "https://milieu.example.org/a/x_y",
        traits: MessageTraits(
            urgency: .low, actions: [MessageAction(label: "Answer", url: "https://milieu.example.org/a/x_y")],
            thread: "goal-42", replaces: "check-in-7"))

    /// What would be sent.
    static func requests(
        _ channel: any Channel, _ message: RenderedMessage, for envelope: Envelope, at now: Instant = now
    ) throws -> [HTTPRequest] {
        try channel.compose(message, for: envelope).enumerated().compactMap { index, part in
            guard case .request(let request) = try channel.outgoing(part, index: index, for: envelope, at: now) else {
                return nil
            }
            return request
        }
    }

    /// All bytes that would leave, of a request, a mail or the screen.
    static func leaving(
        _ channel: any Channel, _ message: RenderedMessage, for envelope: Envelope
    ) throws -> [String] {
        try channel.compose(message, for: envelope).enumerated().map { index, part in
            switch try channel.outgoing(part, index: index, for: envelope, at: now) {
            case .request(let request): String(decoding: request.body, as: UTF8.self)
            case .mail(let mail): String(decoding: mail.bytes, as: UTF8.self)
            case .show(let text): text
            }
        }
    }

    /// The texts of settings that are secret in a kind's example, and the last part of those that are addresses.
    static func secrets(_ kind: String) throws -> [String] {
        let type = try type(kind)
        guard let found = channelKinds.first(where: { $0.id == kind }),
            let node = try ChannelBlocks.named(type.example).entries.first?.value.node
        else { throw Missing(what: kind) }
        return found.settings.flatMap { spec -> [String] in
            guard case .secret = spec.type, let text = node[spec.name]?.text else { return [] }
            return [text] + text.split(separator: "/").suffix(1).map(String.init).filter { $0.count > 8 }
        }
    }
}
