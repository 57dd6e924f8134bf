public import Messages

extension Channel {
    /// No limit is known.
    public var paces: [Pace] { [] }
    /// What a small server answers side by side.
    public static var places: Int { 16 }
    /// By what the message is.
    public static var retries: DeliveryClass? { nil }

    /// How many messages a dispatcher may hold of it, those under way among them.
    ///
    /// What is held when a process is killed counts as ambiguous. Where that means that a person has to decide, no more is
    /// held than goes out at once. The gates are asked again about what was held for long.
    var capacity: Int { resendsWhenAmbiguous ? max(2_048, Self.places) : Self.places }
}

extension EmailChannel {
    /// A relay's connections are few, and each takes many mails.
    public static var places: Int { 8 }
    public static var retries: DeliveryClass? { .email }
}

extension WebhookChannel {
    /// A gateway is made for many at once; as many as have a connection.
    public static var places: Int { CurlLimits.defaultPlacesPerEndpoint }
}

// How many messages platforms take (reference/delivery.md, section 9.5), from where they say so. What a bot that writes to a
// group may send in a minute is not among them: Telegram answers 429 there, which is waited for.

extension SlackChannel {
    /// One a second for each Slack channel (api.slack.com/apis/rate-limits): a webhook has one, a token one for each person
    /// unless all go to the same.
    public var paces: [Pace] { limits ?? [Pace(hasOneDestination ? .channel : .recipient, 1, per: .seconds(1))] }
}

extension DiscordChannel {
    /// Five in two seconds for each webhook: seen, as Discord documents none (discord.com/developers/docs/topics/rate-limits).
    public var paces: [Pace] { limits ?? [Pace(.channel, 5, per: .seconds(2))] }
}

extension TeamsChannel {
    /// Four requests a second (learn.microsoft.com, "Rate limiting for connectors").
    public var paces: [Pace] { limits ?? [Pace(.channel, 4, per: .seconds(1))] }
}

extension TelegramChannel {
    /// One a second to each chat, thirty a second in all (core.telegram.org/bots/faq).
    public var paces: [Pace] {
        (limits ?? [Pace(.channel, 30, per: .seconds(1))]) + [Pace(.recipient, 1, per: .seconds(1))]
    }
}

extension NtfyChannel {
    /// Sixty at once and one more each five seconds for each visitor (docs.ntfy.sh/config, "Rate limiting").
    public var paces: [Pace] { limits ?? [Pace(.channel, 60, per: .seconds(300))] }
}
