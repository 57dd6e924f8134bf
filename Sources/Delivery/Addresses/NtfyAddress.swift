import PluginKit

/// ntfy: a server, topics, and a token or a name with a password.
///
/// `ntfy://host/topic` goes by http in Apprise and by https in shoutrrr, so it is asked about.
enum NtfyAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["ntfy", "ntfys"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["ntfy"], read: shoutrrr),
    ]

    private static let cloud = "https://ntfy.sh"

    /// `topic` at ntfy.sh, or `[user[:password]|token@]host[:port]/topic…`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        // Before the query, as a password that was cut in two would be taken for keys.
        _ = try address.host()
        var query = AddressQuery(address)
        let auth = query.take("auth")
        let given = query.take("token")
        let mode = query.take("mode")
        var topics = address.path + query.takeList("to")
        let notes = try query.finish(
            ornaments: AddressQuery.apprise + [
                "priority", "tags", "xtags", "actions", "delay", "click", "email", "attach", "filename", "avatar_url",
                "image",
            ])
        var isCloud = topics.isEmpty || address.network.text.lowercased() == "ntfy.sh"
        switch mode?.text.lowercased() {
        case nil, "": break
        case "cloud": isCloud = true
        case "private": isCloud = false
        default: throw mode?.fault("expected cloud or private") ?? query.missing("mode")
        }
        var server = cloud
        if isCloud {
            // The host is the first topic, unless it is the cloud's own name.
            if address.network.text.lowercased() != "ntfy.sh" { topics.insert(address.network, at: 0) }
        } else {
            server = "\(address.scheme.text == "ntfys" ? "https" : "http")://\(try address.host().text)"
        }
        var settings: [ChannelAddress.Field] = [.init("server", server)]
        let isToken: Bool
        switch auth?.text.lowercased() {
        case nil, "":
            isToken =
                given != nil || (address.password == nil && address.user?.text.lowercased().hasPrefix("tk_") == true)
        case "token": isToken = true
        case "basic", "login": isToken = false
        default: throw auth?.fault("expected basic or token") ?? query.missing("auth")
        }
        if isToken {
            guard let token = given ?? address.password ?? address.user, !token.isEmpty else {
                throw address.network.fault("expected a token")
            }
            settings.append(.init("token", secret: token.text))
        } else {
            settings += try signIn(address)
        }
        return try topicAddress(address, settings, topics, notes)
    }

    /// `[user:password@|:token@]host[:port]/topic`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        // Before the query, as a password that was cut in two would be taken for keys.
        _ = try address.host()
        var query = AddressQuery(address)
        let scheme = query.take("scheme")
        let isOpen = try query.takeFlag("disabletls") ?? (scheme?.text.lowercased() == "http")
        let given = query.take("token")
        let notes = try query.finish(
            ornaments: [
                "title", "tags", "priority", "actions", "click", "attach", "filename", "delay", "at", "in", "email",
                "icon", "cache", "firebase", "template", "message", "disabletlsverification",
            ])
        guard let topic = address.path.first else {
            throw address.network.fault("expected a topic after the host", hint: "write it like ntfy://ntfy.sh/topic")
        }
        if address.path.count > 1 { throw address.path[1].fault("expected one topic") }
        var settings: [ChannelAddress.Field] = [
            .init("server", "\(isOpen ? "http" : "https")://\(try address.host().text)")
        ]
        if let token = given ?? (address.user?.isEmpty == true ? address.password : nil) {
            guard !token.isEmpty else { throw token.fault("expected a token") }
            settings.append(.init("token", secret: token.text))
        } else {
            settings += try signIn(address)
        }
        return try topicAddress(address, settings, [topic], notes)
    }

    private static func signIn(_ address: AddressText) throws(ChannelAddressError) -> [ChannelAddress.Field] {
        guard let user = address.user else { return [] }
        guard let password = address.password, !password.isEmpty, !user.isEmpty else {
            throw user.fault("expected a name and a password, or a token that starts with tk_")
        }
        return [.init("username", user.text), .init("password", secret: password.text)]
    }

    /// A topic is 1 to 64 letters, digits, '-' and '_' (ntfy's server checks the same).
    static func topicAddress(
        _ address: AddressText, _ settings: [ChannelAddress.Field], _ topics: [AddressPiece], _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        for topic in topics where !topic.isWord("_-") || topic.text.count > 64 {
            throw topic.fault("expected a topic of letters, digits, '-' and '_', at most 64")
        }
        return ChannelAddress(kind: "ntfy", settings: settings, destinations: topics.map(\.text), notes: notes)
    }
}
