import PluginKit

/// Slack: an incoming webhook's three tokens, a workflow's path, or a bot's token and channels.
enum SlackAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["slack"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["slack"], read: shoutrrr),
    ]

    private static let ornaments = AddressQuery.apprise + ["blocks", "image", "footer", "timestamp", "template"]

    /// `[bot@]T…/B…/…[/#channel]`, `xoxb-…[/#channel/@user/+C…]`, `T…/…?mode=workflow`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        guard address.password == nil else {
            throw (address.user ?? address.network).fault(
                "expected three tokens, or a bot's token that starts with xoxb-")
        }
        if address.user != nil { query.note("the bot's name is not taken over") }
        let mode = query.take("mode")
        var pieces = [address.network] + address.path
        if let token = query.take("token") {
            let given = token.text.split { "/, ".contains($0) }.map {
                AddressPiece(raw: String($0), text: String($0), column: token.column)
            }
            pieces = given + (isBotToken(pieces[0].text) ? Array(pieces.dropFirst()) : pieces.filter { !$0.isEmpty })
        }
        let more = query.takeList("to")
        let notes = try query.finish(ornaments: ornaments, signs: ":")
        switch mode?.text.lowercased() {
        case nil, "": break
        case "hook", "gov-hook", "bot": break
        case "workflow", "trigger":
            guard pieces.count >= 3, pieces.allSatisfy({ $0.isWord("_-") }) else {
                throw pieces[0].fault("expected a workflow's path such as T…/A…/…/…")
            }
            let folder = mode?.text.lowercased() == "trigger" ? "triggers" : "workflows"
            return webhook("https://hooks.slack.com/\(folder)/\(pieces.map(\.text).joined(separator: "/"))", [], notes)
        default: throw mode?.fault("expected one of hook, gov-hook, bot, workflow, trigger") ?? query.missing("mode")
        }
        if isBotToken(pieces[0].text) {
            return try bot(pieces[0].text, Array(pieces.dropFirst()) + more, notes)
        }
        guard pieces.count >= 3 else {
            let last = pieces[pieces.count - 1]
            throw last.fault(
                "expected three tokens with '/' between them, or a bot's token that starts with xoxb-",
                hint: "they are the last three parts of https://hooks.slack.com/services/T…/B…/…")
        }
        let host = mode?.text.lowercased() == "gov-hook" ? "hooks.slack-gov.com" : "hooks.slack.com"
        return webhook(try services(host, Array(pieces[..<3])), Array(pieces[3...]) + more, notes)
    }

    /// `hook:A-B-C@webhook`, `xoxb:A-B-C@channel`, and the older `[bot@]A/B/C`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        if query.take("thread_ts", "threadts") != nil { query.note("messages do not go into a thread") }
        let notes = try query.finish(
            ornaments: ["botname", "username", "icon", "icon_emoji", "icon_url", "color", "title"])
        let channel = address.network
        guard let user = address.user, user.text.lowercased() == "hook" || user.text.hasPrefix("xox") else {
            let pieces = [address.network] + address.path
            guard pieces.count == 3, address.password == nil else {
                throw (address.user ?? address.network).fault(
                    "expected hook:A-B-C@webhook, or a bot's token such as xoxb:A-B-C@channel")
            }
            return webhook(try services("hooks.slack.com", pieces), [], notes)
        }
        if let extra = address.path.first { throw extra.fault("expected nothing after the channel") }
        guard let password = address.password else {
            guard isBotToken(user.text) else { throw user.fault("expected a token such as xoxb-…") }
            return try bot(user.text, [channel], notes)
        }
        if user.text.lowercased() == "hook" {
            let parts = password.text.split { "-/".contains($0) }
            guard parts.count == 3 else { throw password.fault("expected three tokens with '-' between them") }
            let pieces = parts.map { AddressPiece(raw: String($0), text: String($0), column: password.column) }
            return webhook(
                try services("hooks.slack.com", pieces), channel.text == "webhook" ? [] : [channel], notes)
        }
        let token = "\(user.text)-\(password.text)"
        guard isBotToken(token) else { throw password.fault("expected a token's parts with '-' between them") }
        return try bot(token, [channel], notes)
    }

    private static func services(_ host: String, _ tokens: [AddressPiece]) throws(ChannelAddressError) -> String {
        for token in tokens where !token.isWord() {
            throw token.fault(
                "expected a token of letters and digits",
                hint: "the three tokens are the last parts of https://hooks.slack.com/services/T…/B…/…")
        }
        return "https://\(host)/services/\(tokens.map(\.text).joined(separator: "/"))"
    }

    private static func webhook(_ url: String, _ channels: [AddressPiece], _ notes: [String]) -> ChannelAddress {
        let note = "a webhook posts where it was made for; a channel beside it is not taken over"
        return ChannelAddress(
            kind: "slack", settings: [.init("webhook", secret: url)], notes: notes + (channels.isEmpty ? [] : [note]))
    }

    private static func bot(
        _ token: String, _ channels: [AddressPiece], _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        var notes = notes
        var destinations: [String] = []
        for channel in channels {
            var text = Substring(channel.text)
            if text.first == "+" { text = text.dropFirst() }
            if let colon = text.firstIndex(of: ":") {
                text = text[..<colon]
                notes.append("messages do not go into a thread")
            }
            let name = text.first == "#" || text.first == "@" ? text.dropFirst() : text
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "._-@".contains($0) }) else {
                throw channel.fault("expected a channel such as #general, or an id such as C0123456789")
            }
            destinations.append(String(text))
        }
        return ChannelAddress(
            kind: "slack", settings: [.init("token", secret: token)], destinations: destinations, notes: notes)
    }

    /// `xoxb-…` and its like, with `xoxe.` before it when it rotates.
    static func isBotToken(_ text: String) -> Bool {
        let bare = text.hasPrefix("xoxe.") ? text.dropFirst(5) : text[...]
        return ["xoxb-", "xoxp-", "xoxa-"].contains { bare.lowercased().hasPrefix($0) } && bare.count > 8
            && bare.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
