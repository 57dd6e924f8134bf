import PluginKit

/// Addresses as platforms give them out: `https://…`, told apart by host and path.
///
/// What could be a platform on a server of its own or any webhook is asked about; a kind before the scheme decides, such
/// as `mattermost+https://…` or `webhook+https://…`.
enum NativeAddress {
    static let grammar = AddressGrammar(family: .native, schemes: ["https", "http"]) {
        address throws(ChannelAddressError) in
        try readings(address)[0]
    }

    /// The kinds that have such addresses, in alphabetical order.
    static let prefixes = [
        "discord", "healthchecks", "mattermost", "ntfy", "slack", "teams", "telegram", "webhook",
    ]

    /// All kinds that an address may be of; one where host and path say which.
    static func readings(_ address: AddressText) throws(ChannelAddressError) -> [ChannelAddress] {
        if let prefix = address.prefix, prefixes.contains(prefix.text) { return [try read(address, as: prefix.text)] }
        let host = try address.host().name
        let path = address.path.map(\.text)
        if host.hasSuffix(".webhook.office.com") || host == "outlook.office.com" {
            throw address.network.fault(TeamsAddress.connectorsEnded, hint: TeamsAddress.makeAFlow)
        }
        if host == "webhooks.t2bot.io" {
            throw address.network.fault(
                "bridges that take webhooks are not used here", hint: "use matrixs://TOKEN@host/!room:server")
        }
        let known: [(kind: String, isMeant: Bool)] = [
            ("slack", host == "hooks.slack.com" || host == "hooks.slack-gov.com"),
            ("discord", isDiscord(host) && path.contains("webhooks")),
            ("telegram", host == "api.telegram.org"),
            ("ntfy", host == "ntfy.sh"),
            ("healthchecks", host == "hc-ping.com"),
            ("teams", isFlow(address)),
            ("mattermost", host.hasPrefix("mattermost.") && path.suffix(2).first == "hooks"),
        ]
        if let found = known.first(where: \.isMeant) { return [try read(address, as: found.kind)] }
        var kinds = ["webhook"]
        // 26 lower-case letters and digits are an id of Mattermost's; others have webhooks under the same word.
        if path.suffix(2).first == "hooks", let token = path.last, token.count == 26,
            token.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber) })
        {
            kinds.insert("mattermost", at: 0)
        }
        if path.first == "ping", path.count >= 2, path[1].count == 36, path[1].count(where: { $0 == "-" }) == 4 {
            kinds.insert("healthchecks", at: 0)
        }
        var readings: [ChannelAddress] = []
        for kind in kinds { readings.append(try read(address, as: kind)) }
        return readings
    }

    /// Whether it has the path of a Workflows flow and a signature.
    static func isFlow(_ address: AddressText) -> Bool {
        let path = address.path.map(\.text)
        return path.contains("workflows") && path.suffix(4) == ["triggers", "manual", "paths", "invoke"]
            && address.query.contains { $0.name == "sig" && !$0.value.isEmpty }
    }

    private static func isDiscord(_ host: String) -> Bool {
        ["discord.com", "discordapp.com"].contains { host == $0 || host == "canary.\($0)" || host == "ptb.\($0)" }
    }

    private static func read(_ address: AddressText, as kind: String) throws(ChannelAddressError) -> ChannelAddress {
        let url = address.bare.raw
        let host = try address.host()
        let path = address.path
        if url.contains("#") {
            throw address.bare.fault("'#' and what follows is never sent", hint: "leave it out, or write '#' as %23")
        }
        switch kind {
        case "slack":
            let kinds = ["services", "workflows", "triggers"]
            guard path.count >= 4, kinds.contains(path[0].text), path.dropFirst().allSatisfy({ $0.isWord("_-") }) else {
                throw address.network.fault(
                    "expected a webhook of Slack's", hint: "it looks like https://hooks.slack.com/services/T…/B…/…")
            }
            return ChannelAddress(kind: "slack", settings: [.init("webhook", secret: withoutQuery(url))])
        case "discord":
            guard let index = path.firstIndex(where: { $0.text == "webhooks" }), path.count == index + 3,
                path[index + 1].isDigits
            else {
                throw address.network.fault(
                    "expected a webhook of Discord's", hint: "it looks like https://discord.com/api/webhooks/ID/TOKEN")
            }
            let thread = address.query.first { $0.name == "thread_id" }?.value
            return try DiscordAddress.webhook(id: path[index + 1], token: path[index + 2], thread: thread, [])
        case "teams":
            return TeamsAddress.flowAddress(url, host: host.name, [])
        case "mattermost":
            guard path.count >= 2, path[path.count - 2].text == "hooks", path[path.count - 1].isWord("_-") else {
                throw address.network.fault(
                    "expected a webhook of Mattermost's", hint: "it looks like https://host/hooks/TOKEN")
            }
            return ChannelAddress(kind: "mattermost", settings: [.init("webhook", secret: withoutQuery(url))])
        case "telegram": return try telegram(address, host)
        case "ntfy":
            let topics = path.flatMap { piece in
                piece.text.split(separator: ",").map {
                    AddressPiece(raw: String($0), text: String($0), column: piece.column)
                }
            }
            return try NtfyAddress.topicAddress(
                address, [.init("server", "\(address.scheme.text)://\(host.text)")], topics, [])
        case "healthchecks":
            guard !path.isEmpty else { throw address.network.fault("expected a check's id after the host") }
            return ChannelAddress(
                kind: "healthchecks", settings: [.init("url", secret: url)], hasDestinationSetting: false)
        default: return WebhookAddress.webhook(url, [])
        }
    }

    /// `https://host/bot123456:ABC…[/sendMessage][?chat_id=…&message_thread_id=…]`.
    private static func telegram(
        _ address: AddressText, _ host: AddressHost
    ) throws(ChannelAddressError) -> ChannelAddress {
        guard let bot = address.path.first, bot.text.hasPrefix("bot") else {
            throw address.network.fault(
                "expected a bot's address", hint: "it looks like https://api.telegram.org/bot123456:ABC…/sendMessage")
        }
        var query = AddressQuery(address)
        let chats = query.takeList("chat_id")
        let topic = query.take("message_thread_id")
        let notes = try query.finish(ornaments: ["text", "parse_mode", "disable_notification", "reply_markup"])
        let api = host.name == "api.telegram.org" ? nil : "\(address.scheme.text)://\(host.text)"
        return try TelegramAddress.bot(bot, chats: chats, topic: topic, api: api, notes)
    }

    private static func withoutQuery(_ url: String) -> String { String(url.prefix { $0 != "?" }) }
}
