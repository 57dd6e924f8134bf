import Foundation
public import Messages
public import PluginKit
public import Scheduling

/// Publishes to a topic of ntfy, which shows it as a notification on phones.
public struct NtfyChannel: Channel {
    public static let kind = "ntfy"
    public static let summary = "Publishes each message to an ntfy topic, as a notification on phones."
    public static let guide = """
        The topic is the person's address, or `to` for staff without one. On ntfy.sh whoever guesses a topic's name can read it:
        use long random names, or a server of your own with `token`, or `username` and `password`. A message is at most
        4,096 bytes, in up to 3 parts, with at most 3 link buttons; it is marked as Markdown only when it has markup.
        Urgency is the priority: low 2, normal 3, high 4, critical 5. Each message has a `sequence_id`, so that a repeated
        one, or one that replaces another, takes the place of the notification before (ntfy 2.16 and later). A daily quota
        that is used up is waited for until the next day begins (UTC).
        """
    public static let example = """
        phones-ntfy:
          kind: ntfy
          server: https://ntfy.example.org
          token: tk_example
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("The server.")
        public var server: String = "https://ntfy.sh"

        @Setting("The topic for staff without an address of their own.")
        public var to: String? = nil

        @Setting("An access token; better given as MILIEU_CHANNELS_<NAME>_TOKEN_FILE.")
        public var token: Secret? = nil

        @Setting("The user name, with a password in place of a token.")
        public var username: String? = nil

        @Setting("The password; better given as MILIEU_CHANNELS_<NAME>_PASSWORD_FILE.")
        public var password: Secret? = nil

        @Setting("How long the server may take.")
        public var timeout: Duration = .seconds(20)

        @Setting("How many messages ntfy takes, where it is not what is known of it.")
        public var pace: PaceSetting? = nil

        @Setting("What is done when nobody knows whether a message arrived.")
        public var onAmbiguous: AmbiguityChoice = .resend

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case ntfy }

        public func validate() throws(BrokenRule) {
            try ChannelRules.address(server, "server")
            try ChannelRules.timeout(timeout)
            if let token { try ChannelRules.token(token, "token") }
            guard (username == nil) == (password == nil) else {
                throw BrokenRule("username", "a user name and a password are given together or not at all")
            }
            guard token == nil || username == nil else {
                throw BrokenRule("token", "expected either a token or a user name with a password")
            }
            if let to, !NtfyChannel.isTopic(to) {
                throw BrokenRule("to", "expected a topic of letters, digits, '-' and '_', at most 64, found '\(to)'")
            }
        }
    }

    static let parts = 3
    /// Bytes; what is longer becomes an attachment.
    static let longest = 4_096
    static let buttons = 3
    static let longestTitle = 250
    private static let quota = 42_908

    private let settings: Settings
    private let rich = MarkdownDialect(flavour: .commonMark)

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    /// The limit that the settings name, for everybody together.
    var limits: [Pace]? { settings.pace.map { [$0.pace] } }
    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var ownDestination: String? { settings.to }
    public var endpoint: String {
        guard let secret = settings.token ?? settings.password else { return CurlDriver.host(of: settings.server) }
        return ChannelRules.endpoint(settings.server, secret)
    }

    /// `{"topic", "sequence_id", "title", "message", "markdown"?, "priority", "click"?, "actions"?}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let topic = try ChannelRules.destination(envelope, or: settings.to, called: "ntfy topic")
        guard Self.isTopic(topic) else {
            throw ChannelError("the person's address is not an ntfy topic: expected letters, digits, '-' and '_'")
        }
        let layout = ChatLayout(message, buttons: Self.buttons, showsSubject: false)
        let isRich = envelope.style == .rich && layout.body.hasMarkup
        func words(_ part: RichText) -> String { isRich ? rich.write(part) : part.plainText }
        let priority =
            switch message.traits.urgency {
            case .low: 2
            case .normal: 3
            case .high: 4
            case .critical: 5
            }
        let parts = Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            TextUnit.bytes.count(words($0)) <= Self.longest
        }
        let sequence = message.traits.replaces.map { Digest.hex(of: $0) } ?? envelope.id
        return parts.enumerated().map { index, part in
            JSONTree.of([
                ("topic", .string(topic)), ("sequence_id", .string("\(sequence)-\(index)")),
                ("title", .string(TextUnit.bytes.cut(layout.subject, to: Self.longestTitle))),
                ("message", .string(words(part))), ("markdown", isRich ? true : nil),
                ("priority", .number(Double(priority))),
                ("click", message.link.flatMap(WebAddress.safe).map { .string($0) }),
                ("actions", layout.buttons.isEmpty ? nil : .array(layout.buttons.map(Self.view))),
            ]).bytes
        }
    }

    private static func view(_ button: MessageAction) -> JSONTree {
        ["action": "view", "label": .string(TextUnit.bytes.cut(button.label, to: 100)), "url": .string(button.url)]
    }

    static func isTopic(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || ($0 >= 48 && $0 <= 57)
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    /// The document goes to the server's root, not to the topic.
    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        var headers = [HTTPHeader("content-type", "application/json")]
        if let token = settings.token {
            headers.append(HTTPHeader("authorization", "Bearer \(token.reveal())"))
        } else if let username = settings.username, let password = settings.password {
            let pair = Data("\(username):\(password.reveal())".utf8).base64EncodedString()
            headers.append(HTTPHeader("authorization", "Basic \(pair)"))
        }
        return .request(
            HTTPRequest(
                url: settings.server.withoutTrailingSlash + "/", headers: headers, body: part,
                timeout: settings.timeout))
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "ntfy", at: now) { response in
            let answer = JSONTree(response.body)
            if response.status == 200, answer?["event"]?.text == "message", let id = answer?["id"]?.text {
                return .delivered(receipt: HTTPResponse.receipt(id))
            }
            guard let code = answer?["code"]?.number.flatMap({ Int(exactly: $0) }) else { return nil }
            let said = "ntfy answered \(response.status) with code \(code)"
            switch code {
            case Self.quota:
                let day = 86_400 * Int64(1_000)
                let untilTomorrow = day - now.milliseconds.quotientAndRemainder(dividingBy: day).remainder
                return .throttled(
                    for: .milliseconds(untilTomorrow), reason: "\(said): the daily quota is used up until tomorrow")
            case 42_900..<43_000:
                let asked = RetryAfter.delay(response[header: "retry-after"], at: now)
                return .throttled(for: asked ?? .seconds(60), reason: said)
            case 40_009, 40_010: return .recipientGone(reason: "\(said): the topic's name is not taken")
            case 40_300..<40_400: return .channelBroken(reason: "\(said): it does not accept who we are")
            case 40_000..<40_100, 41_300..<41_400: return .refused(reason: said)
            default: return nil
            }
        }
    }
}

extension RichText {
    /// Whether there is anything but paragraphs of words and bare addresses.
    fileprivate var hasMarkup: Bool {
        blocks.contains { block in
            guard case .paragraph(let inlines) = block else { return true }
            return inlines.contains { inline in
                switch inline {
                case .text, .lineBreak: false
                case .link(let label, let url): label != [.text(url)]
                case .strong, .emphasis, .strike, .code: true
                }
            }
        }
    }
}
