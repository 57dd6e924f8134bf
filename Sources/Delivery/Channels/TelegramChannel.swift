public import Messages
public import PluginKit
public import Scheduling

/// Sends through a Telegram bot.
public struct TelegramChannel: Channel {
    public static let kind = "telegram"
    public static let summary = "Sends each message through a Telegram bot."
    public static let guide = """
        Make a bot with @BotFather and give its token. The chat id is the person's address, or `to` for staff without one; a
        person must have written to the bot once before it may write to them. A message is HTML of at most 4,096 UTF-16
        units as it is read, with link buttons, in up to 5 parts; when Telegram cannot read it, the words go out alone. `@`
        in people's words mentions nobody, addresses get no preview, and what is of low urgency makes no sound. Who blocked
        the bot is not written to again; a group that has become a supergroup is written to under its new id, and staff are
        told. What has arrived can be changed, and for two days be taken back. Telegram cannot tell a repeated message, so one of which nobody knows whether it
        arrived is held for a person unless `on_ambiguous` says otherwise.
        """
    public static let example = """
        chats:
          kind: telegram
          agreement: members chose it after being told what Telegram sees
          token: "1000:example"
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("The bot's token; better given as MILIEU_CHANNELS_<NAME>_TOKEN_FILE.")
        public var token: Secret

        @Setting("The chat id for staff without an address of their own.")
        public var to: String? = nil

        @Setting("The id of the topic to write in, in a group that has topics.")
        public var topic: Int? = nil

        @Setting("The Bot API, for those who run their own.")
        public var api: String = "https://api.telegram.org"

        @Setting("How long Telegram may take.")
        public var timeout: Duration = .seconds(20)

        @Setting("How many messages Telegram takes, where it is not what is known of it.")
        public var pace: PaceSetting? = nil

        @Setting("What is done when nobody knows whether a message arrived.")
        public var onAmbiguous: AmbiguityChoice = .hold

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case telegram }

        public func validate() throws(BrokenRule) {
            try ChannelRules.token(token, "token")
            guard !token.reveal().contains(where: { "/?#%".contains($0) }) else {
                throw BrokenRule("token", "expected the token as @BotFather gave it, a number, ':' and letters")
            }
            try ChannelRules.address(api, "api")
            try ChannelRules.timeout(timeout)
        }
    }

    static let parts = 5
    /// UTF-16 units after the tags are read.
    static let longest = 4_096
    /// With the tags; Telegram names no limit.
    private static let longestSource = 3 * longest
    private static let longestButton = 64

    private let settings: Settings
    private let rich = TelegramDialect()
    private let plain = PlainDialect()

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    /// The limit that the settings name, for everybody together.
    var limits: [Pace]? { settings.pace.map { [$0.pace] } }
    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var ownDestination: String? { settings.to }
    public var canRevise: Bool { true }
    public var endpoint: String { ChannelRules.endpoint(settings.api, settings.token) }

    /// `{"chat_id", "message_thread_id"?, "text", "parse_mode"?, "link_preview_options", "disable_notification"?,
    /// "reply_markup"?}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let chat = try self.chat(of: envelope)
        let isRich = envelope.style == .rich
        let layout = ChatLayout(message, buttons: isRich ? 5 : 0, showsSubject: true)
        // Plain words are never fewer than what remains of the rich ones, so both styles are divided alike.
        let parts = Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            TextUnit.utf16.count(plain.write($0)) <= Self.longest
                && TextUnit.utf16.count(rich.write($0)) <= Self.longestSource
        }
        return parts.enumerated().map { index, part in
            JSONTree.of([
                ("chat_id", chat), ("message_thread_id", settings.topic.map { .number(Double($0)) }),
                ("text", .string(isRich ? rich.write(part) : plain.write(part))),
                ("parse_mode", isRich ? "HTML" : nil), ("link_preview_options", ["is_disabled": true]),
                ("disable_notification", message.traits.urgency == .low ? true : nil),
                ("reply_markup", index == parts.count - 1 ? keyboard(layout.buttons) : nil),
            ]).bytes
        }
    }

    private func keyboard(_ buttons: [MessageAction]) -> JSONTree? {
        if buttons.isEmpty { return nil }
        let rows = buttons.map { button -> JSONTree in
            let label = TextUnit.utf16.cut(button.label, to: Self.longestButton)
            return [["text": .string(label), "url": .string(button.url)]]
        }
        return ["inline_keyboard": .array(rows)]
    }

    /// A number, or a public channel's `@name`.
    private func chat(of envelope: Envelope) throws(ChannelError) -> JSONTree {
        let chat = try ChannelRules.destination(envelope, or: settings.to, called: "Telegram chat id")
        if let number = Int64(chat), abs(number) < 1 << 52 { return .number(Double(number)) }
        guard chat.hasPrefix("@"), chat.count > 1 else {
            throw ChannelError("the person's address is not a Telegram chat id: expected a number")
        }
        return .string(chat)
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing { call("sendMessage", part) }

    /// `editMessageText` with what `sendMessage` would be told, and `deleteMessage`.
    public func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing {
        guard let number = Int64(receipt) else { throw ChannelError("Telegram's number of the message is not known") }
        let message = JSONTree.number(Double(number))
        switch revision {
        case .takeBack:
            return call(
                "deleteMessage", JSONTree.of([("chat_id", try chat(of: envelope)), ("message_id", message)]).bytes)
        case .replace(let part):
            guard case .object(let fields) = JSONTree(part) else {
                throw ChannelError("the message is not what Telegram was told")
            }
            // What only a new message has.
            let kept = fields.filter { !["message_thread_id", "disable_notification"].contains($0.key) }
            return call("editMessageText", JSONTree.object(kept + [.init(key: "message_id", value: message)]).bytes)
        }
    }

    private func call(_ method: String, _ body: [UInt8]) -> Outgoing {
        .request(
            HTTPRequest(
                url: "\(settings.api.withoutTrailingSlash)/bot\(settings.token.reveal())/\(method)",
                headers: [HTTPHeader("content-type", "application/json")], body: body, timeout: settings.timeout))
    }

    public func classify(_ outcome: TransportOutcome, of revision: Revision, at now: Instant) -> Verdict {
        if case .answered(let response) = outcome, let answer = JSONTree(response.body) {
            if response.status == 200, answer["ok"]?.bool == true { return .delivered(receipt: nil) }
            let words = answer["description"]?.text?.lowercased() ?? ""
            if words.contains("not modified") { return .delivered(receipt: nil) }
            if words.contains("to delete not found") { return .delivered(receipt: nil) }
            if words.contains("can't be") || words.contains("not found") {
                return .refused(reason: "Telegram changes and deletes this message no more")
            }
        }
        return classify(outcome, at: now)
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "Telegram", at: now) { response in
            let answer = JSONTree(response.body)
            if response.status == 200, answer?["ok"]?.bool == true {
                let id = answer?["result"]?["message_id"]?.number.flatMap { Int64(exactly: $0) }
                return .delivered(receipt: id.map { String($0) })
            }
            guard answer?["ok"]?.bool == false else { return nil }
            // The document's code counts, also behind a status that says otherwise.
            let code = answer?["error_code"]?.number.flatMap { Int(exactly: $0) } ?? response.status
            return Self.verdict(code, answer, retryAfter: RetryAfter.delay(response[header: "retry-after"], at: now))
        }
    }

    private static func verdict(_ code: Int, _ answer: JSONTree?, retryAfter: Duration?) -> Verdict? {
        let words = answer?["description"]?.text?.lowercased() ?? ""
        let said = "Telegram answered \(code)"
        func says(_ phrases: String...) -> Bool { phrases.contains(where: words.contains) }
        switch code {
        case 400:
            if let chat = answer?["parameters"]?["migrate_to_chat_id"]?.number.flatMap({ Int64(exactly: $0) }) {
                return .moved(
                    to: String(chat),
                    reason: "\(said): the group has become a supergroup; its chat id is \(chat) from now on")
            }
            if says("can't parse", "entit", "button_url_invalid", "button_data", "keyboard", "wrong http url") {
                return .degrade(reason: "\(said): it cannot read the message's markup")
            }
            if says("chat not found", "peer_id_invalid", "user not found", "not enough rights", "chat_write_forbidden")
            {
                return .recipientGone(reason: "\(said): there is no such chat, or the bot may not write there")
            }
            if says("thread not found", "topic") { return .refused(reason: "\(said): there is no such topic") }
            if says("too long") { return .refused(reason: "\(said): the message is too long") }
            return .refused(reason: said)
        case 401: return .channelBroken(reason: "\(said): the bot's token is wrong or was revoked")
        case 403: return .recipientGone(reason: "\(said): the bot was blocked, or never written to")
        case 404: return .channelBroken(reason: "\(said): there is no bot with this token")
        case 429:
            let asked = RetryAfter.delay(seconds: answer?["parameters"]?["retry_after"]?.number)
            return .throttled(for: asked ?? retryAfter ?? .seconds(60), reason: said)
        case 500..<600: return .retry(after: retryAfter, reason: said)
        default: return .refused(reason: said)
        }
    }
}
