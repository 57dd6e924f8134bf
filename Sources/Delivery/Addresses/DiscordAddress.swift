import PluginKit

/// Discord: a webhook's id and token, which the two families write in opposite orders.
enum DiscordAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["discord"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["discord"], read: shoutrrr),
    ]

    /// `[bot@]ID/TOKEN`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        if address.user != nil { query.note("the bot's name is not taken over") }
        let thread = query.take("thread", "thread_id")
        let notes = try query.finish(
            ornaments: AddressQuery.apprise + [
                "tts", "avatar", "avatar_url", "href", "url", "footer", "footer_logo", "fields", "flags", "image",
                "ping", "template", "batch", "botname",
            ], signs: ":")
        guard address.password == nil, address.network.isDigits else {
            throw address.network.fault("expected a webhook's id, which has digits only, and its token after '/'")
        }
        guard let token = address.path.first else {
            throw address.network.fault(
                "expected a webhook's token after '/'", hint: "write it like discord://ID/TOKEN")
        }
        if address.path.count > 1 { throw address.path[1].fault("expected nothing after the token") }
        return try webhook(id: address.network, token: token, thread: thread, notes)
    }

    /// `TOKEN@ID[/raw]`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        let thread = query.take("thread_id")
        let notes = try query.finish(
            ornaments: [
                "avatar", "avatarurl", "color", "colordebug", "colorerror", "colorinfo", "colorwarn", "json",
                "splitlines", "title", "username",
            ])
        guard let token = address.user, address.password == nil else {
            throw address.network.fault("expected a webhook's token before '@'")
        }
        guard address.network.isDigits else {
            throw address.network.fault("expected a webhook's id, which has digits only, after '@'")
        }
        guard address.path.isEmpty || (address.path.count == 1 && ["raw", "json"].contains(address.path[0].text)) else {
            throw address.path[0].fault("expected nothing after the webhook's id")
        }
        return try webhook(id: address.network, token: token, thread: thread, notes)
    }

    static func webhook(
        id: AddressPiece, token: AddressPiece, thread: AddressPiece?, _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        guard token.isWord("_-") else { throw token.fault("expected a token of letters, digits, '-' and '_'") }
        var settings: [ChannelAddress.Field] = [
            .init("webhook", secret: "https://discord.com/api/webhooks/\(id.text)/\(token.text)")
        ]
        if let thread {
            guard thread.isDigits else { throw thread.fault("expected a thread's id, which has digits only") }
            settings.append(.init("thread", thread.text))
        }
        return ChannelAddress(kind: "discord", settings: settings, hasDestinationSetting: false, notes: notes)
    }
}
