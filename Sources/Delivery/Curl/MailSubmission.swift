public import PluginKit
import Scheduling

/// One mail on its way to a relay: one recipient, as nobody may see who else is written to.
public struct MailSubmission: Sendable {
    public let relay: MailRelay
    /// Where it comes back to when it cannot be delivered.
    public let sender: MailAddress
    public let recipient: MailAddress
    /// The whole message with CRLF line ends.
    public let bytes: [UInt8]
    /// Since the mailbox was first said to be full: what is forgiven for a while is not forgiven for ever.
    public let waited: Duration

    public init(
        relay: MailRelay, sender: MailAddress, recipient: MailAddress, bytes: [UInt8], waited: Duration = .zero
    ) {
        self.relay = relay
        self.sender = sender
        self.recipient = recipient
        self.bytes = bytes
        self.waited = waited
    }

    /// The same mail for the same relay, to which we come in another way.
    func signingIn(_ signIn: MailRelay.SignIn) -> MailSubmission {
        var relay = relay
        relay.signIn = signIn
        return MailSubmission(relay: relay, sender: sender, recipient: recipient, bytes: bytes, waited: waited)
    }
}

/// The server that takes our mail.
public struct MailRelay: Hashable, Sendable {
    public let host: String
    public let port: Int
    public let security: Security
    public var signIn: SignIn
    /// A file with the certificates to trust instead of the system's.
    public let caFile: String?
    /// The name that we greet with.
    public let helloName: String
    /// How long each of its replies may take; the last one, after the text, five times as long (RFC 5321 section 4.5.3.2).
    public let timeout: Duration

    public init(
        host: String, port: Int, security: Security, signIn: SignIn = .none, caFile: String? = nil, helloName: String,
        timeout: Duration = .seconds(60)
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.signIn = signIn
        self.caFile = caFile
        self.helloName = helloName
        self.timeout = timeout
    }

    /// How we show who we are.
    public enum SignIn: Hashable, Sendable {
        case none
        case password(user: String, Secret)
        /// By a token that has to be fetched first, and again when it is over.
        case oauth(user: String, OAuthGrant)
        /// By a token as it is (XOAUTH2, or OAUTHBEARER of RFC 7628).
        case bearer(user: String, Secret)
    }

    /// How the connection is kept private.
    ///
    /// There is no "if the server can": that would be no promise.
    public enum Security: String, CaseIterable, SettingValue {
        case starttls
        case implicit
        /// For a relay on this machine only.
        case none
    }
}

/// What a relay said, reply by reply.
public struct SMTPResult: Hashable, Sendable {
    public let replies: [SMTPReply]
    /// How long the mailbox had been full then.
    public let waited: Duration

    public init(replies: [SMTPReply], waited: Duration = .zero) {
        self.replies = replies
        self.waited = waited
    }
}

/// The last line of one reply.
public struct SMTPReply: Hashable, Sendable {
    public let code: Int
    public let text: String

    public init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}
