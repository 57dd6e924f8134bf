public import Messages
public import PluginKit
public import Scheduling

/// Posts to Slack: through an incoming webhook, a workflow's webhook, or `chat.postMessage`.
public struct SlackChannel: Channel {
    public static let kind = "slack"
    public static let summary = "Posts each message to Slack, by an incoming webhook or as an app."
    public static let guide = """
        Give either `webhook`, an incoming webhook's URL (*Your app, Incoming Webhooks*), which posts to one channel; or
        `token`, a bot token (`xoxb-`) with the scope `chat:write`, and the channel or user id as the person's address or as
        `to`. A message is a header, sections of at most 3,000 characters and link buttons, in up to 4 parts of 12,000.
        `& < >` in people's words are escaped and markers among them made harmless, so nothing mentions anybody. A webhook
        under `/workflows/` or `/triggers/` gets one variable, `text`. Slack answers 200 also when it refuses; only `ok`
        counts. What an app has posted can be changed and taken back. Slack cannot tell a repeated message, so one of which nobody knows whether it arrived is held for a person
        unless `on_ambiguous` says otherwise.
        """
    public static let example = """
        team-slack:
          kind: slack
          for: staff
          agreement: BAA of 2026-02-01
          webhook: https://hooks.slack.com/services/T0000/B0000/example
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("The incoming webhook's URL; better given as MILIEU_CHANNELS_<NAME>_WEBHOOK_FILE.")
        public var webhook: Secret? = nil

        @Setting("The app's bot token; better given as MILIEU_CHANNELS_<NAME>_TOKEN_FILE.")
        public var token: Secret? = nil

        @Setting("The channel or user id for staff without an address of their own; with a token only.")
        public var to: String? = nil

        @Setting("How long Slack may take.")
        public var timeout: Duration = .seconds(20)

        @Setting("How many messages Slack takes, where it is not what is known of it.")
        public var pace: PaceSetting? = nil

        @Setting("What is done when nobody knows whether a message arrived.")
        public var onAmbiguous: AmbiguityChoice = .hold

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case slack }

        public func validate() throws(BrokenRule) {
            try ChannelRules.timeout(timeout)
            switch (webhook, token) {
            case (let webhook?, nil):
                try ChannelRules.address(webhook, "webhook")
                guard to == nil else {
                    throw BrokenRule("to", "a webhook posts to the channel that it was made for; use a token to choose")
                }
            case (nil, let token?): try ChannelRules.token(token, "token")
            default: throw BrokenRule("webhook", "expected either 'webhook' or 'token'")
            }
        }
    }

    static let parts = 4
    /// Slack refuses about 13,200 characters over all blocks, and documents no limit.
    static let longestPart = 12_000
    static let longestSection = 3_000
    static let longestHeader = 150
    static let longestButton = 75
    private static let mostSections = 40
    /// Below the blocks only notifications and screen readers use it.
    private static let longestFallback = 1_000

    private let settings: Settings
    private let dialect = SlackDialect()

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    /// The limit that the settings name, for everybody together.
    var limits: [Pace]? { settings.pace.map { [$0.pace] } }
    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var ownDestination: String? { settings.to }
    /// A webhook does not tell what its message is called.
    public var canRevise: Bool { settings.token != nil }

    /// Whether all messages go to one channel in Slack.
    var hasOneDestination: Bool { settings.token == nil || settings.to != nil }

    public var endpoint: String {
        if let webhook = settings.webhook { return ChannelRules.endpoint(webhook.reveal(), webhook) }
        return settings.token.map { ChannelRules.endpoint(Self.api, $0) } ?? Self.api
    }

    private static let api = "https://slack.com/api/"

    /// Whether the address starts a workflow, which takes variables and no blocks.
    private var startsWorkflow: Bool {
        let address = settings.webhook?.reveal() ?? ""
        return address.contains("/workflows/") || address.contains("/triggers/")
    }

    /// `{"channel"?, "text", "blocks", "unfurl_links", "unfurl_media"}`; for a workflow `{"text"}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        if startsWorkflow { return workflow(message) }
        var channel: String?
        if settings.token != nil {
            channel = try ChannelRules.destination(envelope, or: settings.to, called: "Slack channel")
        }
        let layout = ChatLayout(message, buttons: envelope.style == .rich ? 5 : 0, showsSubject: false)
        let header = TextUnit.utf16.cut(layout.subject, to: Self.longestHeader)
        let parts = Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) { part in
            let sections = self.sections(part)
            let length = sections.reduce(0) { $0 + TextUnit.utf16.count($1) }
            return sections.count <= Self.mostSections && length <= Self.longestPart - Self.longestHeader
        }
        return parts.enumerated().map { index, part in
            var blocks: [JSONTree] = []
            if index == 0, !header.isEmpty {
                blocks.append(["type": "header", "text": plainText(header)])
            }
            blocks += sections(part).map {
                ["type": "section", "text": ["type": "mrkdwn", "text": .string($0), "verbatim": true]]
            }
            if index == parts.count - 1, !layout.buttons.isEmpty {
                let buttons = layout.buttons.map { button -> JSONTree in
                    let label = TextUnit.utf16.cut(button.label, to: Self.longestButton)
                    return ["type": "button", "text": plainText(label), "url": .string(button.url)]
                }
                blocks.append(["type": "actions", "elements": .array(buttons)])
            }
            let words = [index == 0 ? layout.subject : "", part.plainText].filter { !$0.isEmpty }
            let fallback = TextUnit.utf16.cut(words.joined(separator: "\n"), to: Self.longestFallback)
            return JSONTree.of([
                ("channel", channel.map { .string($0) }), ("text", .string(written(fallback))),
                ("blocks", .array(blocks)), ("unfurl_links", false), ("unfurl_media", false),
            ]).bytes
        }
    }

    private func plainText(_ text: String) -> JSONTree {
        ["type": "plain_text", "text": .string(text), "emoji": false]
    }

    private func written(_ text: String) -> String { dialect.write(RichText([.paragraph([.text(text)])])) }

    private func workflow(_ message: RenderedMessage) -> [[UInt8]] {
        let layout = ChatLayout(message, buttons: 0, showsSubject: true)
        func words(_ part: RichText) -> String { written(part.plainText) }
        return Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            TextUnit.utf16.count(words($0)) <= Self.longestSection
        }.map { JSONTree.of([("text", .string(words($0)))]).bytes }
    }

    /// The words as sections: as many blocks in each as fit.
    private func sections(_ part: RichText) -> [String] {
        var sections: [String] = []
        for block in part.blocks {
            let pieces = Splitter.pieces(of: RichText([block])) {
                TextUnit.utf16.count(dialect.write($0)) <= Self.longestSection
            }
            for piece in pieces {
                let text = dialect.write(piece)
                guard text.contains(where: { !$0.isWhitespace }) else { continue }
                let joined = sections.last.map { $0 + dialect.blockBreak + text } ?? text
                if !sections.isEmpty, TextUnit.utf16.count(joined) <= Self.longestSection {
                    sections[sections.count - 1] = joined
                } else {
                    sections.append(text)
                }
            }
        }
        return sections
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        post(part, to: settings.webhook?.reveal() ?? Self.api + "chat.postMessage")
    }

    /// `chat.update` with what `chat.postMessage` would be told, and `chat.delete`; both name the channel that took it.
    public func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing {
        let parts = receipt.split(separator: "/").map(String.init)
        guard parts.count == 2 else { throw ChannelError("Slack's name of the message is not known") }
        let place: [(String, JSONTree?)] = [("channel", .string(parts[0])), ("ts", .string(parts[1]))]
        switch revision {
        case .takeBack: return post(JSONTree.of(place).bytes, to: Self.api + "chat.delete")
        case .replace(let part):
            guard let answer = JSONTree(part), let text = answer["text"], let blocks = answer["blocks"] else {
                throw ChannelError("the message is not what Slack was told")
            }
            return post(
                JSONTree.of(place + [("text", text), ("blocks", blocks)]).bytes, to: Self.api + "chat.update")
        }
    }

    private func post(_ body: [UInt8], to url: String) -> Outgoing {
        var headers = [HTTPHeader("content-type", "application/json; charset=utf-8")]
        if let token = settings.token { headers.append(HTTPHeader("authorization", "Bearer \(token.reveal())")) }
        return .request(HTTPRequest(url: url, headers: headers, body: body, timeout: settings.timeout))
    }

    public func classify(_ outcome: TransportOutcome, of revision: Revision, at now: Instant) -> Verdict {
        if case .answered(let response) = outcome, let name = JSONTree(response.body)?["error"]?.text {
            switch name {
            case "message_not_found":
                return revision.isTakingBack
                    ? .delivered(receipt: nil) : .refused(reason: "Slack has this message no more")
            case "cant_update_message", "cant_delete_message", "edit_window_closed", "as_user_not_supported":
                return .refused(reason: "Slack changes and deletes this message no more")
            default: break
            }
        }
        return classify(outcome, at: now)
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "Slack", at: now) { response in
            let answer = JSONTree(response.body)
            if response.status == 200 {
                if answer?["ok"]?.bool == true {
                    let names = [answer?["channel"]?.text, answer?["ts"]?.text].compactMap {
                        HTTPResponse.receipt($0, signs: ".")
                    }
                    return .delivered(receipt: names.count == 2 ? names.joined(separator: "/") : nil)
                }
                if settings.webhook != nil, response.trimmedText == "ok" { return .delivered(receipt: nil) }
            }
            let wait =
                RetryAfter.delay(response[header: "retry-after"], at: now)
                ?? RetryAfter.delay(seconds: answer?["retry_after"]?.number)
            // Where everybody is in one channel of theirs, its limit is everybody's.
            let scope = settings.token == nil || settings.to != nil ? ThrottleScope.endpoint : .recipient
            if response.status == 429 {
                return .throttled(for: wait ?? .seconds(60), reason: "Slack answered 429", scope: scope)
            }
            guard let name = HTTPResponse.errorName(answer == nil ? response.trimmedText : answer?["error"]?.text)
            else {
                return nil
            }
            let said = "Slack answered \(response.status): \(name)"
            let known = SlackErrors.verdict(
                name, said: said, wait: wait, scope: scope, isWebhook: settings.webhook != nil)
            // An error without a known name is a no all the same.
            return known ?? (answer?["ok"]?.bool == false && response.status == 200 ? .refused(reason: said) : nil)
        }
    }
}

/// What the names of Slack's errors mean, whatever the status that they came with.
private enum SlackErrors {
    static func verdict(
        _ name: String, said: String, wait: Duration?, scope: ThrottleScope, isWebhook: Bool
    ) -> Verdict? {
        switch name {
        case "ratelimited", "rate_limited", "message_limit_exceeded":
            .throttled(for: wait ?? .seconds(60), reason: said, scope: scope)
        case "internal_error", "service_unavailable", "fatal_error", "request_timeout", "rollup_error",
            "team_added_to_org":
            .retry(after: wait, reason: said)
        case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
            "not_allowed_token_type", "org_login_required", "ekm_access_denied", "access_denied", "no_permission",
            "team_access_not_granted", "invalid_token", "action_prohibited", "no_service", "no_service_id", "no_team",
            "no_active_hooks", "accesslimited":
            .channelBroken(reason: said)
        case "channel_not_found", "channel_is_archived", "is_archived", "not_in_channel", "user_not_found",
            "restricted_action", "cannot_dm_bot", "messages_tab_disabled", "user_disabled":
            // A webhook has one channel, so without it nobody is reached.
            isWebhook ? .channelBroken(reason: said) : .recipientGone(reason: said)
        case "invalid_blocks", "invalid_blocks_format": .degrade(reason: said)
        case "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_payload", "too_many_attachments",
            "invalid_arguments", "invalid_post_type", "duplicate_message_not_found":
            .refused(reason: said)
        default: nil
        }
    }
}
