import CCurl

/// What is known of the open connections to relays; on the driver's thread alone.
final class MailConnections {
    /// Towards two relays the same local port may be used.
    struct Key: Hashable {
        let relay: String
        let port: Int32
    }

    private var known: [Key: (mails: Int, takesUTF8: Bool)] = [:]

    /// How many mails one connection carries: relays close it, or slow it down, some time after a hundred.
    static let mailsPerConnection = 100

    /// Notes that a mail goes over the connection from `port` to `relay`, an address with its port.
    ///
    /// `greeting`: What the relay said since the connection was opened; nothing for one that was open already.
    ///
    /// Returns Whether it is the connection's last, and whether the relay takes addresses in any script.
    func mail(to relay: String, from port: Int32, greeting: [String]) -> (isLast: Bool, takesUTF8: Bool) {
        let key = Key(relay: relay, port: port)
        var connection = known[key] ?? (0, false)
        if !greeting.isEmpty {
            // A port may be used again by a later connection.
            connection = (0, greeting.contains { $0.dropFirst(4).uppercased().hasPrefix("SMTPUTF8") })
        }
        connection.mails += 1
        let isLast = connection.mails >= Self.mailsPerConnection
        known[key] = isLast ? nil : connection
        return (isLast, connection.takesUTF8)
    }
}

extension CurlTransfer {
    /// Looks at a line of the relay's: what it asks for after 354 takes it longer than any other reply.
    func relaySaid(_ line: String) {
        guard case .mail(let mail) = kind, let mailing, line.hasPrefix("354") else { return }
        let wait = max(1, Int(mail.relay.timeout.components.seconds)) * 5
        milieu_setopt_long(mailing.easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, wait)
    }

    /// Looks at the connection that the mail goes over; false when it cannot go.
    func mayMail(from port: Int32) -> Bool {
        guard case .mail(let mail) = kind, let mailing else { return true }
        let (isLast, takesUTF8) = mailing.connections.mail(
            to: CurlSetup.url(of: mail.relay), from: port, greeting: headerLines)
        if isLast { milieu_setopt_long(mailing.easy, CURLOPT_FORBID_REUSE, 1) }
        lacksUTF8 = (mail.recipient.needsUTF8 || mail.sender.needsUTF8) && !takesUTF8
        return !lacksUTF8
    }

    /// A relay that refuses a sign-in for now is as busy as one that refuses a mail for now.
    var signInError: TransportError {
        let last = replies.last { $0.code >= 400 }
        if let last, last.code < 500 { return relayError }
        return .signIn(host: host, said: last.map { RelayWords.shown($0) })
    }

    var relayError: TransportError {
        guard case .mail(let mail) = kind, !replies.isEmpty else { return .cannotConnect(host: host) }
        return .relay(SMTPResult(replies: replies, waited: mail.waited))
    }
}
