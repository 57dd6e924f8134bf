import PluginKit

/// Mattermost: the server and the token of an incoming webhook, and the channel where the server lets one choose.
enum MattermostAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["mmost", "mmosts"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["mattermost"], read: shoutrrr),
    ]

    /// `[name@]host[:port][/folder]/TOKEN`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        // Before the query, as a password that was cut in two would be taken for keys.
        _ = try address.host()
        var query = AddressQuery(address)
        if let mode = query.take("mode"), !"webhook".hasPrefix(mode.text.lowercased()) {
            throw mode.fault(
                "expected webhook: Mattermost's API for bots is not used here", hint: "make an incoming webhook")
        }
        if let team = query.take("team") {
            throw team.fault("a team belongs to bots, which are not used here", hint: "make an incoming webhook")
        }
        if address.user != nil { query.note("the name to post under is not taken over") }
        let channels = query.takeList("channel", "channels", "to")
        let notes = try query.finish(ornaments: AddressQuery.apprise + ["image", "icon_url", "botname"])
        guard let token = address.path.last else {
            throw address.network.fault("expected a webhook's token after the host")
        }
        return try webhook(
            address, isSecure: address.scheme.text == "mmosts", folder: Array(address.path.dropLast()), token, channels,
            notes)
    }

    /// `[name@]host[:port]/TOKEN[/channel]`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        // Before the query, as a password that was cut in two would be taken for keys.
        _ = try address.host()
        var query = AddressQuery(address)
        if address.user != nil { query.note("the name to post under is not taken over") }
        let isOpen = try query.takeFlag("disabletls") ?? false
        let notes = try query.finish(ornaments: ["icon", "icon_emoji", "icon_url", "title"])
        guard let token = address.path.first else {
            throw address.network.fault("expected a webhook's token after the host")
        }
        if address.path.count > 2 { throw address.path[2].fault("expected nothing after the channel") }
        return try webhook(
            address, isSecure: !isOpen, folder: [], token, Array(address.path.dropFirst()), notes)
    }

    private static func webhook(
        _ address: AddressText, isSecure: Bool, folder: [AddressPiece], _ token: AddressPiece,
        _ channels: [AddressPiece], _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        if let password = address.password { throw password.fault("expected no password: a webhook has none") }
        for piece in folder where !piece.isWord("._~-") { throw piece.fault("expected a folder of the server") }
        guard token.isWord("_-") else { throw token.fault("expected a token of letters and digits") }
        let host = try address.host()
        let path = (folder.map(\.text) + ["hooks", token.text]).joined(separator: "/")
        return ChannelAddress(
            kind: "mattermost",
            settings: [.init("webhook", secret: "\(isSecure ? "https" : "http")://\(host.text)/\(path)")],
            destinations: try channels.map { channel throws(ChannelAddressError) in try name(channel) }, notes: notes)
    }

    /// A channel's name without '#', or `@somebody`.
    private static func name(_ channel: AddressPiece) throws(ChannelAddressError) -> String {
        let text = channel.text.first == "#" || channel.text.first == "+" ? channel.text.dropFirst() : channel.text[...]
        let bare = text.first == "@" ? text.dropFirst() : text
        guard !bare.isEmpty, bare.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
        else {
            throw channel.fault("expected a channel's name such as town-square, or @somebody")
        }
        return String(text)
    }
}
