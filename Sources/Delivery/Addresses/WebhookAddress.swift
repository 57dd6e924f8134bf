import PluginKit

/// Webhooks to anything else: the receiver's own address in another scheme.
///
/// What is posted there is Milieu's own JSON, signed by Standard Webhooks; so what says how the JSON should look is named
/// and left, and what the receiver would miss (headers, another method) is refused.
enum WebhookAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["json", "jsons"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["generic"], read: shoutrrr),
        AddressGrammar(family: .shoutrrr, schemes: ["generic+https", "generic+http"], read: shortcut),
    ]

    static let body = "the body has Milieu's own shape"

    /// `[user[:password]@]host[:port]/path`, `-key=value` for the receiver's query.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        _ = try address.host()
        var query = AddressQuery(address)
        try refuseMethod(query.take("method"))
        if let header = query.first(startingWith: "+") { throw noHeaders(header) }
        if !query.take(startingWith: ":").isEmpty { query.note("\(body), so fields (':…') are not taken over") }
        let parameters = query.take(startingWith: "-").map { "\($0.key.raw.dropFirst())=\($0.value.raw)" }
        let notes = try query.finish(ornaments: AddressQuery.apprise)
        return try webhook(address, isSecure: address.scheme.text == "jsons", parameters, notes)
    }

    /// `host[:port]/path`, where unknown keys are the receiver's.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        let ours = [
            "template", "titlekey", "messagekey", "contenttype", "title", "disabletls", "method", "requestmethod",
        ]
        var query = AddressQuery(address)
        let isOpen = try query.takeFlag("disabletls") ?? false
        try refuseMethod(query.take("method", "requestmethod"))
        if let header = query.first(startingWith: "@") { throw noHeaders(header) }
        if !query.take(startingWith: "$").isEmpty { query.note("\(body), so fields ('$…') are not taken over") }
        let shape = address.query.filter {
            ["template", "titlekey", "messagekey", "contenttype", "title"].contains($0.name)
        }
        if !shape.isEmpty {
            query.note("\(body), so \(shape.map { "'\($0.name)'" }.joined(separator: ", ")) is not taken over")
        }
        let parameters = address.query.filter { !ours.contains($0.name) && !["@", "$"].contains($0.name.first) }.map {
            // An underscore keeps a key that would be shoutrrr's own.
            let name =
                ours.contains(String($0.name.dropFirst())) && $0.name.first == "_"
                ? $0.key.raw.dropFirst() : $0.key.raw[...]
            return "\(name)=\($0.value.raw)"
        }
        return try webhook(address, isSecure: !isOpen, parameters, query.notes)
    }

    /// The receiver's address with `generic+` before it; what is shoutrrr's own in its query is no more of it than above.
    private static func shortcut(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        _ = try address.host()
        if let header = address.query.first(where: { $0.name.first == "@" }) { throw noHeaders(header) }
        let fields = address.query.filter { $0.name.first == "$" }
        let url = String(address.bare.raw.dropFirst("generic+".count))
        guard !fields.isEmpty else { return webhook(url, []) }
        let others = address.query.filter { $0.name.first != "$" }.map(\.raw)
        return webhook(
            url.prefix { $0 != "?" } + (others.isEmpty ? "" : "?" + others.joined(separator: "&")),
            ["\(body), so fields ('$…') are not taken over"])
    }

    static func webhook(_ url: String, _ notes: [String]) -> ChannelAddress {
        ChannelAddress(
            kind: "webhook", settings: [.init("url", secret: url)], hasDestinationSetting: false, notes: notes)
    }

    private static func webhook(
        _ address: AddressText, isSecure: Bool, _ parameters: [String], _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        let query = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
        let user = address.user.map { user in "\(user.raw)\(address.password.map { ":\($0.raw)" } ?? "")@" } ?? ""
        let host = try address.host()
        return webhook("\(isSecure ? "https" : "http")://\(user)\(host.text)\(address.rawPath)\(query)", notes)
    }

    private static func refuseMethod(_ method: AddressPiece?) throws(ChannelAddressError) {
        guard let method, !method.isEmpty, method.text.uppercased() != "POST" else { return }
        throw method.fault("expected POST: messages are not sent by any other method")
    }

    private static func noHeaders(_ header: AddressParameter) -> ChannelAddressError {
        header.key.fault(
            "a webhook carries no headers of your own; it is signed (Standard Webhooks)",
            hint: "check the signature at the receiver, or write a user and password before '@'")
    }
}
