public import Messages
public import PluginKit
public import Scheduling

/// Sends each message as a mail of its own through the program's relay.
public struct EmailChannel: Channel {
    public static let kind = "email"
    public static let summary = "Sends each message as an e-mail through a relay."
    public static let example = """
        letters:
          kind: email
          host: mail.example.org
          username: riverside
          password: relay-password
          from: hello@example.org
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("The relay's name.")
        public var host: String

        @Setting("The relay's port.")
        public var port: Int = 587

        @Setting("How the connection is kept private; none is for a relay on this machine only.")
        public var tls: MailRelay.Security = .starttls

        @Setting("The user name at the relay.")
        public var username: String? = nil

        @Setting("The password; better given as MILIEU_CHANNELS_<NAME>_PASSWORD_FILE.")
        public var password: Secret? = nil

        @Setting("The address that messages come from; neutral, as others may read it.")
        public var from: String

        @Setting("A file with the certificates to trust instead of the system's.")
        public var caFile: String? = nil

        @Setting("What is done when nobody knows whether a message arrived.")
        public var onAmbiguous: AmbiguityChoice = .hold

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case email }

        public func validate() throws(BrokenRule) {
            guard (1...65_535).contains(port) else { throw BrokenRule("port", "expected 1 to 65535, found '\(port)'") }
            guard host.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") })
            else { throw BrokenRule("host", "expected a host's name or address") }
            do {
                _ = try MailAddress(from)
            } catch {
                throw BrokenRule("from", "not an e-mail address: \(error.description)")
            }
            if tls == .none, !["127.0.0.1", "localhost", "::1"].contains(host) {
                throw BrokenRule(
                    "tls", "'none' is for a relay on this machine only",
                    hint: "write starttls (port 587) or implicit (port 465)")
            }
            guard (username == nil) == (password == nil) else {
                throw BrokenRule("username", "a user name and a password are given together or not at all")
            }
        }
    }

    private let settings: Settings
    private let program: ProgramIdentity
    private let from: MailAddress

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {
        self.settings = settings
        self.program = program
        do {
            from = try MailAddress(settings.from)
        } catch {
            throw ChannelError("'from' is not an e-mail address: \(error.description)")
        }
    }

    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var endpoint: String { "\(settings.host):\(settings.port)" }

    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        var headers: [HTTPHeader] = []
        if let link = message.link, link.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ">") }) {
            headers = [
                HTTPHeader("List-Unsubscribe", "<\(link)/preferences>"),
                HTTPHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ]
        }
        do {
            let mail = MailMessage(
                fromName: program.label, from: from, to: try recipient(of: envelope), subject: message.subject,
                text: message.text, html: message.html, messageID: "\(envelope.id)@\(from.domain)",
                date: envelope.createdAt, headers: headers)
            return [try mail.bytes()]
        } catch let error as ChannelError {
            throw error
        } catch {
            throw ChannelError("\(error)")
        }
    }

    private func recipient(of envelope: Envelope) throws(ChannelError) -> MailAddress {
        do {
            return try MailAddress(envelope.address)
        } catch {
            throw ChannelError("the person's e-mail address cannot be used: \(error.description)")
        }
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        let relay = MailRelay(
            host: settings.host, port: settings.port, security: settings.tls, username: settings.username,
            password: settings.password, caFile: settings.caFile, helloName: from.domain)
        return .mail(
            MailSubmission(relay: relay, sender: from, recipient: try recipient(of: envelope), bytes: part))
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        switch outcome {
        case .relayed(let result): SMTPClassification.verdict(for: result.replies)
        case .failed(let error): Self.verdict(for: error)
        case .answered, .shown: .refused(reason: "a relay answers by SMTP only")
        }
    }

    static func verdict(for error: TransportError) -> Verdict {
        switch error {
        case .relay(let result):
            // Whatever the last reply was, a transfer that failed delivered nothing.
            if case .delivered = SMTPClassification.verdict(for: result.replies) {
                .retry(after: nil, reason: "the relay broke off; \(error.description)")
            } else {
                SMTPClassification.verdict(for: result.replies)
            }
        case .signIn, .tls: .channelBroken(reason: error.description)
        default: .of(error)
        }
    }
}
