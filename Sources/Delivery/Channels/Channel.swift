public import Messages
public import PluginKit
public import Scheduling

/// A way to reach people: makes a platform's bytes of a message, sends them, and tells what became of it.
///
/// `compose` is pure, and its bytes are kept: every later attempt sends the same ones. Adding a channel is one file and one
/// line in `Channels.swift`.
public protocol Channel: Sendable {
    associatedtype Settings: SettingsGroup
    /// The word after `kind:`.
    static var kind: String { get }
    /// One sentence that starts with a verb.
    static var summary: String { get }

    /// - Throws: `ChannelError` for settings that do not fit together.
    init(settings: Settings, program: ProgramIdentity, screen: any Screen) throws(ChannelError)

    /// What is done about a message of which nobody knows whether it arrived: sent again, or held for a person.
    var resendsWhenAmbiguous: Bool { get }
    /// Messages with the same endpoint share its limits; without secrets.
    var endpoint: String { get }

    func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [UInt8]
    func send(_ payload: [UInt8], for envelope: Envelope, at now: Instant, over transport: any Transport) async
        -> Verdict
}

/// Whom one message is for, and what identifies it at every attempt.
public struct Envelope: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public let id: String
    public let address: String
    public let message: MessageID
    public let createdAt: Instant

    public init(id: String, address: String, message: MessageID, createdAt: Instant) {
        self.id = id
        self.address = address
        self.message = message
        self.createdAt = createdAt
    }
}

/// Who the program is towards the outside: neutral, as others may read it.
public struct ProgramIdentity: Hashable, Sendable {
    public let label: String

    public init(label: String) { self.label = label }
}

/// What sends bytes: libcurl, or a test's stand-in.
public protocol Transport: Sendable {
    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
    func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult
}

/// Where the screen channel shows its messages.
public protocol Screen: Sendable {
    /// Whether somebody could see it: false when the other end of a pipe has gone away.
    func show(_ text: String) -> Bool
}

/// Why a channel cannot be used, or cannot carry a message.
///
/// Without secrets and without anybody's address.
public struct ChannelError: Error, Hashable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
