public import Messages
public import PluginKit
public import Scheduling

/// Posts to Mattermost through an incoming webhook.
public struct MattermostChannel: Channel {
    public static let kind = "mattermost"
    public static let summary = "Posts each message to Mattermost through an incoming webhook."
    public static let guide = """
        Make the webhook under *Integrations, Incoming Webhooks*, and copy its URL. It posts to its own channel, or to the
        person's address or `to`: a channel's name, or `@` and a user's name. A message is Markdown of at most 16,383
        characters, in up to 3 parts. `@`, `~` and `#` in people's words are kept from being mentions, channels and tags,
        and `& < >` are entities, as the server reads Slack's notation as well. High urgency is shown as *important*,
        critical as *urgent*. Mattermost cannot tell a repeated message, so one of which nobody knows whether it arrived is
        held for a person unless `on_ambiguous` says otherwise.
        """
    public static let example = """
        team-mattermost:
          kind: mattermost
          for: staff
          agreement: our own server
          webhook: https://chat.example.org/hooks/example
          to: counselors
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Included public var hook: ChatWebhook

        @Setting("The channel for staff without an address of their own; the webhook's own when it is not set.")
        public var to: String? = nil

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case mattermost }

        public func validate() throws(BrokenRule) {
            try hook.validate()
        }
    }

    static let parts = 3
    static let longest = 16_383

    private let settings: Settings
    private let dialect = MarkdownDialect(flavour: .mattermost)

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    public var resendsWhenAmbiguous: Bool { settings.hook.resendsWhenAmbiguous }
    public var ownDestination: String? { settings.to }
    public var endpoint: String { settings.hook.endpoint }

    /// `{"channel"?, "text", "priority"?}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        var channel: String?
        if !envelope.address.isEmpty || settings.to != nil {
            channel = try ChannelRules.destination(envelope, or: settings.to, called: "Mattermost channel")
        }
        let layout = ChatLayout(message, buttons: 0, showsSubject: true)
        let priority: JSONTree? =
            switch message.traits.urgency {
            case .low, .normal: nil
            case .high: ["priority": "important"]
            case .critical: ["priority": "urgent"]
            }
        let parts = Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            TextUnit.scalars.count(dialect.write($0)) <= Self.longest
        }
        return parts.map { part in
            JSONTree.of([
                ("channel", channel.map { .string($0) }), ("text", .string(dialect.write(part))),
                ("priority", priority),
            ]).bytes
        }
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        .request(settings.hook.post(part))
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "Mattermost", at: now) { response in
            if response.status == 200, response.trimmedText == "ok" { return .delivered(receipt: nil) }
            let answer = JSONTree(response.body)
            if response.status == 429 {
                let reset = response[header: "x-ratelimit-reset"].flatMap(Double.init)
                return .throttled(
                    for: RetryAfter.delay(response[header: "retry-after"], at: now) ?? RetryAfter.delay(seconds: reset)
                        ?? .seconds(60), reason: "Mattermost answered 429")
            }
            guard let name = HTTPResponse.errorName(answer?["id"]?.text) else { return nil }
            let said = "Mattermost answered \(response.status): \(name)"
            return switch name {
            case "web.incoming_webhook.disabled.app_error", "web.incoming_webhook.invalid.app_error",
                "web.incoming_webhook.user.app_error", "api.incoming_webhook.disabled.app_error":
                .channelBroken(reason: said)
            case "web.incoming_webhook.channel.app_error", "web.incoming_webhook.channel_locked.app_error",
                "web.incoming_webhook.permissions.app_error", "store.sql_user.missing_account.const":
                .recipientGone(reason: said)
            case "web.incoming_webhook.text.app_error", "web.incoming_webhook.parse.app_error",
                "web.incoming_webhook.split_props_length.app_error":
                .refused(reason: said)
            default: nil
            }
        }
    }
}
