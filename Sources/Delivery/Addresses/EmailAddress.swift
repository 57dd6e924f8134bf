import PluginKit

/// E-mail: a relay with its user and password, and the address that mails come from.
///
/// Recipients in the address are for previews only: a mail goes to each person's own address.
enum EmailAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["mailto", "mailtos"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["smtp", "smtps"], read: shoutrrr),
    ]

    /// What is put together to a relay.
    private struct Relay {
        var host: String
        var port: Int
        var tls: String
        var username: String?
        var password: String?
        var from: String
    }

    /// `user:password@domain[:port][/to…]`, where the domain of a known provider names its relay.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        let host = address.network.isEmpty ? nil : try address.host()
        var query = AddressQuery(address)
        let mode = query.take("mode")
        let relayHost = query.take("smtp")
        let from = query.take("from")
        let userKey = query.take("user")
        let passwordKey = query.take("pass")
        let recipients = address.path + query.takeList("to")
        if query.take("cc", "bcc") != nil {
            query.note("a mail goes to one person, so 'cc' and 'bcc' are not taken over")
        }
        if query.take("reply") != nil { query.note("replies are not taken over: they go to 'from'") }
        if query.take("name") != nil { query.note("the sender's name is the program's label") }
        for pgp in ["pgp", "pgppub", "pgpprv", "wkd"] {
            if let value = query.take(pgp), !["", "no", "none", "false"].contains(value.text.lowercased()) {
                throw value.fault("mails are not encrypted by PGP here")
            }
        }
        var notes = try query.finish(ornaments: AddressQuery.apprise + ["inline"], signs: "+")

        guard let domain = host?.name ?? relayHost?.text else {
            throw address.network.fault("expected a domain after '://'")
        }
        let user = userKey ?? (address.user?.isEmpty == true ? nil : address.user)
        let password = passwordKey ?? address.password
        let provider = MailProvider.of(domain)
        var tls = provider?.tls ?? "starttls"
        var port = host?.port ?? provider?.port
        switch mode?.text.lowercased() {
        case nil, "":
            if provider == nil, address.scheme.text == "mailto" {
                if AddressHost.isLocal(relayHost?.text ?? domain) {
                    tls = "none"
                } else {
                    notes.append("Apprise would send without encryption; here the connection is encrypted (starttls)")
                }
            }
        case "ssl":
            tls = "implicit"
            if host?.port == nil, relayHost != nil || provider?.tls != "implicit" { port = 465 }
        case "starttls":
            tls = "starttls"
            if host?.port == nil, provider?.tls != "starttls" { port = 587 }
        case "insecure":
            tls = "none"
            if host?.port == nil { port = 25 }
        default: throw mode?.fault("expected one of starttls, ssl, insecure") ?? query.missing("mode")
        }
        var username = user?.text
        if let name = username, let provider, provider.takesWholeAddress, !name.contains("@") {
            username = "\(name)@\(domain)"
        }
        let sender = from?.text ?? user.map { $0.text.contains("@") ? $0.text : "\($0.text)@\(domain)" }
        guard let sender else {
            throw query.missing("the address says nobody that mails come from", hint: "add ?from=hello@example.org")
        }
        let relay = Relay(
            host: relayHost?.text.lowercased() ?? provider?.host ?? domain,
            port: port ?? (tls == "implicit" ? 465 : tls == "none" ? 25 : 587), tls: tls,
            username: password == nil ? nil : username, password: password?.text, from: bare(sender))
        if password == nil, user != nil, from != nil {
            notes.append("a user without a password signs in nowhere, and is not taken over")
        }
        return try email(relay, at: from ?? user ?? address.network, recipients, notes)
    }

    /// `[user:password@]host[:port]/?fromaddress=…&toaddresses=…`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        let host = try address.host()
        var query = AddressQuery(address)
        let from = query.take("fromaddress", "from")
        let recipients = query.takeList("toaddresses", "to")
        let encryption = query.take("encryption")
        let usesStartTLS = try query.takeFlag("usestarttls", "starttls") ?? true
        if let auth = query.take("auth"), auth.text.lowercased() == "oauth2" {
            throw auth.fault(
                "an OAuth2 token is given as a setting, not in a URL", hint: "see 'email' in Config/REFERENCE.md")
        }
        if try query.takeFlag("skiptlsverify") == true { query.note("certificates are always checked") }
        if query.take("fromname") != nil { query.note("the sender's name is the program's label") }
        let notes = try query.finish(
            ornaments: ["subject", "title", "usehtml", "clienthost", "requirestarttls", "timeout"])
        let isImplicit = address.scheme.text == "smtps"
        let port = host.port ?? (isImplicit ? 465 : 25)
        let tls: String
        switch encryption?.text.lowercased() {
        case nil, "auto", "": tls = isImplicit || port == 465 ? "implicit" : usesStartTLS ? "starttls" : "none"
        case "implicittls": tls = "implicit"
        case "explicittls", "none": tls = usesStartTLS ? "starttls" : "none"
        default:
            throw encryption?.fault("expected one of Auto, ExplicitTLS, ImplicitTLS, None")
                ?? query.missing("encryption")
        }
        guard let from else {
            throw query.missing(
                "the address says nobody that mails come from", hint: "add ?fromaddress=hello@example.org")
        }
        if let extra = address.path.first { throw extra.fault("expected nothing after the host") }
        let user = address.user.flatMap { $0.isEmpty ? nil : $0 }
        if let user, address.password == nil { throw user.fault("expected a password after the user's name and ':'") }
        return try email(
            Relay(
                host: host.name, port: port, tls: tls, username: user?.text,
                password: user == nil ? nil : address.password?.text, from: bare(from.text)),
            at: from, recipients, notes)
    }

    /// `ana@example.org` of `Ana <ana@example.org>`.
    private static func bare(_ address: String) -> String {
        guard let open = address.lastIndex(of: "<"), address.hasSuffix(">") else { return address }
        return String(address[address.index(after: open)...].dropLast())
    }

    private static func email(
        _ relay: Relay, at piece: AddressPiece, _ recipients: [AddressPiece], _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        do {
            _ = try MailAddress(relay.from)
        } catch {
            throw piece.fault("the address that mails come from is none: \(error.description)")
        }
        for recipient in recipients {
            do {
                _ = try MailAddress(bare(recipient.text))
            } catch {
                throw recipient.fault("a recipient is no e-mail address: \(error.description)")
            }
        }
        var settings: [ChannelAddress.Field] = [
            .init("host", relay.host), .init("port", String(relay.port)), .init("tls", relay.tls),
        ]
        if let username = relay.username { settings.append(.init("username", username)) }
        if let password = relay.password, relay.username != nil { settings.append(.init("password", secret: password)) }
        settings.append(.init("from", relay.from))
        return ChannelAddress(
            kind: "email", settings: settings, destinations: recipients.map { bare($0.text) },
            hasDestinationSetting: false, notes: notes)
    }
}
