public import Messages
public import PluginKit
public import Scheduling

/// Sends to a Matrix room, with a transaction id that makes a repeated request the same message.
public struct MatrixChannel: Channel {
    public static let kind = "matrix"
    public static let summary = "Sends each message to a Matrix room."
    public static let guide = """
        Give the homeserver's own address and the access token of an account that has joined the rooms. The room id (`!…`)
        is the person's address, or `to` for staff without one. A message is plain words and HTML, of at most 60,000 bytes, in
        up to 2 parts; what is of low urgency is an `m.notice`, which makes no sound. `m.mentions` is empty, so nobody is
        mentioned. The transaction id is the message's id and the part's number, and the homeserver gives a repeated one
        the event that it made before: an attempt of which nobody knows whether it arrived is simply repeated. What has
        arrived can be changed and taken back.
        """
    public static let example = """
        rooms:
          kind: matrix
          agreement: our own server
          homeserver: https://matrix.example.org
          token: syt_example
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("The homeserver's address.")
        public var homeserver: String

        @Setting("The account's access token; better given as MILIEU_CHANNELS_<NAME>_TOKEN_FILE.")
        public var token: Secret

        @Setting("The room id for staff without an address of their own.")
        public var to: String? = nil

        @Setting("How long the homeserver may take.")
        public var timeout: Duration = .seconds(30)

        @Setting("What is done when nobody knows whether a message arrived.")
        public var onAmbiguous: AmbiguityChoice = .resend

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case matrix }

        public func validate() throws(BrokenRule) {
            try ChannelRules.address(homeserver, "homeserver")
            try ChannelRules.token(token, "token")
            try ChannelRules.timeout(timeout)
        }
    }

    static let parts = 2
    /// An event has at most 65,536 bytes with what servers add.
    static let longest = 60_000
    private static let longestFallback = 1_000

    private let settings: Settings
    private let plain = PlainDialect()

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var ownDestination: String? { settings.to }
    public var canRevise: Bool { true }
    public var endpoint: String { ChannelRules.endpoint(settings.homeserver, settings.token) }

    /// `{"msgtype", "body", "format", "formatted_body", "m.mentions"}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        _ = try room(of: envelope)
        let layout = ChatLayout(message, buttons: 0, showsSubject: true)
        func content(_ part: RichText) -> [UInt8] {
            let isRich = envelope.style == .rich
            return JSONTree.of([
                ("msgtype", message.traits.urgency == .low ? "m.notice" : "m.text"),
                ("body", .string(plain.write(part))), ("format", isRich ? "org.matrix.custom.html" : nil),
                ("formatted_body", isRich ? .string(part.htmlElements { Mentions.disarmed($0) }) : nil),
                ("m.mentions", .object([])),
            ]).bytes
        }
        return Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            content($0).count <= Self.longest
        }.map(content)
    }

    private func room(of envelope: Envelope) throws(ChannelError) -> String {
        let room = try ChannelRules.destination(envelope, or: settings.to, called: "Matrix room")
        guard room.hasPrefix("!") else {
            throw ChannelError("the person's address is not a Matrix room id: expected one that starts with '!'")
        }
        return room
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        .request(try put("send/m.room.message", "\(envelope.id).\(index)", part, for: envelope))
    }

    /// An `m.replace` of the event that was sent first, and its redaction.
    public func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing {
        guard receipt.hasPrefix("$") else { throw ChannelError("the event's id is not known") }
        switch revision {
        case .takeBack:
            let event = WebAddress.encoded(receipt)
            return .request(try put("redact/\(event)", "\(envelope.id).\(index).back", Array("{}".utf8), for: envelope))
        case .replace(let part):
            guard let content = JSONTree(part), let kind = content["msgtype"], let words = content["body"]?.text else {
                throw ChannelError("the message is not what the homeserver was told")
            }
            // For clients that know no changes; short, as both stand in one event.
            let fallback = TextUnit.bytes.cut("* " + words, to: Self.longestFallback)
            let body = JSONTree.of([
                ("msgtype", kind), ("body", .string(fallback)), ("m.mentions", .object([])),
                ("m.new_content", content),
                ("m.relates_to", ["rel_type": "m.replace", "event_id": .string(receipt)]),
            ])
            return .request(
                try put("send/m.room.message", "\(envelope.id).\(index).edit", body.bytes, for: envelope))
        }
    }

    private func put(
        _ what: String, _ transaction: String, _ body: [UInt8], for envelope: Envelope
    ) throws(ChannelError) -> HTTPRequest {
        let room = WebAddress.encoded(try room(of: envelope))
        return HTTPRequest(
            method: "PUT",
            url: settings.homeserver.withoutTrailingSlash
                + "/_matrix/client/v3/rooms/\(room)/\(what)/\(WebAddress.encoded(transaction))",
            headers: [
                HTTPHeader("content-type", "application/json"),
                HTTPHeader("authorization", "Bearer \(settings.token.reveal())"),
            ], body: body, timeout: settings.timeout)
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "the homeserver", at: now) { response in
            let answer = JSONTree(response.body)
            if response.status == 200, let event = answer?["event_id"]?.text, event.hasPrefix("$") {
                return .delivered(receipt: HTTPResponse.receipt(event, signs: "$-_:.+/"))
            }
            guard response.status >= 400, let name = HTTPResponse.errorName(answer?["errcode"]?.text) else {
                return nil
            }
            let said = "the homeserver answered \(response.status): \(name)"
            switch name {
            case "M_LIMIT_EXCEEDED":
                let asked = RetryAfter.delay(seconds: answer?["retry_after_ms"]?.number.map { $0 / 1_000 })
                return .throttled(
                    for: RetryAfter.delay(response[header: "retry-after"], at: now) ?? asked ?? .seconds(60),
                    reason: said)
            case "M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_SUSPENDED", "M_USER_LOCKED",
                "M_CONSENT_NOT_GIVEN", "M_UNRECOGNIZED":
                return .channelBroken(reason: said)
            case "M_FORBIDDEN", "M_NOT_FOUND", "M_INVALID_PARAM", "M_UNKNOWN_ROOM": return .recipientGone(reason: said)
            case "M_TOO_LARGE", "M_BAD_JSON", "M_NOT_JSON", "M_INVALID_ARGUMENT_VALUE": return .refused(reason: said)
            case "M_RESOURCE_LIMIT_EXCEEDED": return .retry(after: nil, reason: said)
            default: return nil
            }
        }
    }
}
