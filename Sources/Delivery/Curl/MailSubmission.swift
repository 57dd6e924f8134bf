public import PluginKit

/// One mail on its way to a relay: one recipient, as nobody may see who else is written to.
public struct MailSubmission: Sendable {
    public let relay: MailRelay
    public let sender: MailAddress
    public let recipient: MailAddress
    /// The whole message with CRLF line ends.
    public let bytes: [UInt8]

    public init(relay: MailRelay, sender: MailAddress, recipient: MailAddress, bytes: [UInt8]) {
        self.relay = relay
        self.sender = sender
        self.recipient = recipient
        self.bytes = bytes
    }
}

/// The server that takes our mail.
public struct MailRelay: Hashable, Sendable {
    public let host: String
    public let port: Int
    public let security: Security
    public let username: String?
    public let password: Secret?
    /// A file with the certificates to trust instead of the system's.
    public let caFile: String?
    /// The name that we greet with.
    public let helloName: String

    public init(
        host: String, port: Int, security: Security, username: String? = nil, password: Secret? = nil,
        caFile: String? = nil, helloName: String
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.password = password
        self.caFile = caFile
        self.helloName = helloName
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

    public init(replies: [SMTPReply]) { self.replies = replies }
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
