import Crypto
import Foundation
public import Messages
public import PluginKit
public import Scheduling

/// Sends each message as a mail of its own through the program's relay: one recipient a mail, as nobody may see who else is
/// written to.
public struct EmailChannel: Channel {
    public static let kind = "email"
    public static let summary = "Sends each message as an e-mail through a relay."
    /// A list of mails shows the subject, and the page has the preview in front.
    public static let showsUnopened = false
    public static let example = """
        letters:
          kind: email
          host: mail.example.org
          username: riverside
          password: relay-password
          from: hello@example.org
        """

    private let settings: EmailSettings
    private let program: ProgramIdentity
    private let from: MailAddress
    private let replyTo: MailAddress?
    private let bounces: MailAddress?
    private let signer: DKIMSigner?

    public init(settings: EmailSettings, program: ProgramIdentity) throws(ChannelError) {
        self.settings = settings
        self.program = program
        from = try Self.address(settings.from, of: "from")
        replyTo = try settings.replyTo.map { text throws(ChannelError) in try Self.address(text, of: "reply_to") }
        bounces = try settings.bounces.map { text throws(ChannelError) in try Self.address(text, of: "bounces") }
        signer = try settings.dkim.map { dkim throws(ChannelError) in try dkim.signer() }
    }

    private static func address(_ text: String, of setting: String) throws(ChannelError) -> MailAddress {
        do {
            return try MailAddress(text)
        } catch {
            throw ChannelError("'\(setting)' is not an e-mail address: \(error.description)")
        }
    }

    /// What is weak about the channel of a block, such as a short key, and what to do; nil for nothing, and for a block
    /// that cannot be used.
    public static func weakness(of node: SettingNode?) -> String? {
        guard let node, let block = try? SettingsDecoder.decode(ChannelBlock<EmailSettings>.self, from: node) else {
            return nil
        }
        return (try? block.own.dkim?.signer())?.weakness
    }

    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var endpoint: String {
        let relay = "\(settings.host):\(settings.port)"
        return settings.username.map { "\(relay) (\(Digest.short(of: $0)))" } ?? relay
    }

    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let to = try recipient(of: envelope)
        var mail = MailMessage(
            fromName: program.label, from: from, to: to, subject: message.subject, text: message.text,
            html: message.html, messageID: "\(envelope.id)@\(from.domain)", date: envelope.createdAt,
            headers: headers(of: message, for: envelope))
        if Self.isLanguageTag(message.language) { mail.language = message.language }
        mail.invitation = message.traits.event.map {
            CalendarInvitation(
                event: $0, organizerName: program.label, organizer: from, attendee: to, stamp: envelope.createdAt)
        }
        do throws(MailHeaderError) {
            return [try mail.bytes(signedBy: signer)]
        } catch {
            throw ChannelError("this message cannot be a mail: \(error.description)")
        }
    }

    private func headers(of message: RenderedMessage, for envelope: Envelope) -> [MailHeader] {
        var headers: [MailHeader] = []
        if let replyTo { headers.append(MailHeader("Reply-To", "<\(replyTo.wire)>")) }
        if let thread = message.traits.thread {
            // A root that was never sent: mail programs thread by it all the same, and it says nothing about the subject.
            let digest = SHA256.hash(data: Data(thread.utf8)).prefix(16)
            let root = "t." + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            headers.append(MailHeader("In-Reply-To", "<\(root)@\(from.domain)>"))
            headers.append(MailHeader("References", "<\(root)@\(from.domain)>"))
        }
        if message.traits.urgency == .critical {
            headers.append(MailHeader("Importance", "high"))
            headers.append(MailHeader("X-Priority", "1"))
        }
        if let link = program.marks?.unsubscribeLink(for: envelope.id), Self.isHeaderURL(link) {
            headers.append(MailHeader("List-Id", "<messages.\(Self.listDomain(from.domain))>"))
            headers.append(MailHeader("List-Unsubscribe", "<\(link)>"))
            // RFC 8058 section 3.1 wants https; without it the link is for people only.
            if link.hasPrefix("https://") {
                headers.append(MailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
            }
        }
        return headers
    }

    /// A list's name is a domain's (RFC 2919), also where ours is an address.
    private static func listDomain(_ domain: String) -> String { domain.hasPrefix("[") ? "localhost" : domain }

    private static func isHeaderURL(_ text: String) -> Bool {
        text.utf8.count < 900 && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 }
    }

    private static func isLanguageTag(_ text: String) -> Bool {
        (2...35).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-".contains(Character($0)))
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
            host: settings.host, port: settings.port, security: settings.tls, signIn: settings.signIn,
            caFile: settings.caFile, helloName: from.domain, timeout: settings.timeout)
        return .mail(
            MailSubmission(
                relay: relay, sender: try sender(of: envelope), recipient: try recipient(of: envelope), bytes: part,
                waited: envelope.fullSince.map { now - $0 } ?? .zero))
    }

    /// Where the mail comes back to: an address of its own, when there is a mailbox for that.
    private func sender(of envelope: Envelope) throws(ChannelError) -> MailAddress {
        guard let bounces, let marks = program.marks else { return from }
        do {
            return try marks.returnAddress(for: envelope.id, at: bounces)
        } catch {
            throw ChannelError("'bounces' cannot carry a mark: \(error.description)")
        }
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        switch outcome {
        case .relayed(let result): SMTPClassification.verdict(for: result)
        case .failed(let error): Self.verdict(for: error)
        case .answered, .shown: .refused(reason: "a relay answers by SMTP only")
        }
    }

    static func verdict(for error: TransportError) -> Verdict {
        switch error {
        case .relay(let result):
            // A 250 that came before all of the text was sent is no word about the mail.
            if case .delivered = SMTPClassification.verdict(for: result) {
                .retry(after: nil, reason: "the relay broke off; \(error.description)")
            } else {
                SMTPClassification.verdict(for: result)
            }
        case .signIn, .untrusted: .channelBroken(reason: error.description)
        default: .of(error)
        }
    }
}
