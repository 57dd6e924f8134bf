import PluginKit

/// Telegram: a bot's token, which holds a colon, and chats.
enum TelegramAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["tgram"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["telegram"], read: shoutrrr),
    ]

    /// `[name@][bot]123456:ABC…[/chat[:topic]…]`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        if address.user != nil { query.note("the bot's name is not taken over") }
        var path = address.path
        var token = address.network
        // The colon may also be written as a slash.
        if token.isDigits, let second = path.first {
            path.removeFirst()
            token = AddressPiece(raw: token.raw, text: "\(token.text):\(second.text)", column: token.column)
        }
        let chats = path + query.takeList("to")
        let topic = query.take("topic", "thread")
        let notes = try query.finish(
            ornaments: AddressQuery.apprise + [
                "image", "detect", "silent", "preview", "content", "mdv", "album", "template",
            ], signs: ":")
        return try bot(token, chats: chats, topic: topic, api: nil, notes)
    }

    /// `123456:ABC…@telegram?chats=@channel,123[:topic]`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        let chats = query.takeList("chats", "channels")
        let notes = try query.finish(ornaments: ["notification", "parsemode", "preview", "title"])
        guard address.network.text.lowercased() == "telegram", let user = address.user, let rest = address.password
        else {
            throw address.network.fault(
                "expected a bot's token and '@telegram'",
                hint: "write it like telegram://123456:ABC…@telegram?chats=@channel")
        }
        if let extra = address.path.first {
            throw extra.fault("expected nothing after '@telegram'", hint: "chats are named by ?chats=")
        }
        let token = AddressPiece(raw: "\(user.raw):\(rest.raw)", text: "\(user.text):\(rest.text)", column: user.column)
        return try bot(token, chats: chats, topic: nil, api: nil, notes)
    }

    static func bot(
        _ token: AddressPiece, chats: [AddressPiece], topic: AddressPiece?, api: String?, _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        let bare = token.text.lowercased().hasPrefix("bot") ? token.text.dropFirst(3) : token.text[...]
        let parts = bare.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            !parts[1].isEmpty,
            parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) })
        else { throw token.fault("expected a bot's token, such as 123456789:ABC…, as BotFather gives it") }
        var settings: [ChannelAddress.Field] = [.init("token", secret: String(bare))]
        var topics: Set<String> = []
        var destinations: [String] = []
        for chat in chats {
            let pieces = chat.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            destinations.append(try name(pieces[0], in: chat))
            if pieces.count == 2 {
                guard !pieces[1].isEmpty, pieces[1].utf8.allSatisfy({ (48...57).contains($0) }) else {
                    throw chat.fault("expected a topic's number after ':'")
                }
                topics.insert(String(pieces[1]))
            } else {
                topics.insert(topic?.text ?? "")
            }
        }
        if chats.isEmpty, let topic { topics.insert(topic.text) }
        guard topics.count <= 1 else {
            throw chats[0].fault("a topic belongs to one chat", hint: "write a URL for each chat")
        }
        if let topic = topics.first, !topic.isEmpty {
            guard topic.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw token.fault("expected a topic's number")
            }
            settings.append(.init("topic", topic))
        }
        if let api { settings.append(.init("api", api)) }
        return ChannelAddress(kind: "telegram", settings: settings, destinations: destinations, notes: notes)
    }

    /// A chat's number, or `@name`.
    private static func name(_ text: Substring, in chat: AddressPiece) throws(ChannelAddressError) -> String {
        let digits = text.first == "-" ? text.dropFirst() : text
        if !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) { return String(text) }
        let bare = text.first == "@" ? text.dropFirst() : text
        guard !bare.isEmpty, bare.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }) else {
            throw chat.fault("expected a chat's number, such as -1001234567890, or @channel")
        }
        return "@\(bare)"
    }
}
