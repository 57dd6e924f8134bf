public import Messages
public import PluginKit
public import Scheduling

/// A way to reach people: a platform's bytes of a message, the requests that carry them, and what its answers mean.
///
/// A channel is pure: it opens no connection and reads no clock. `compose` makes the bytes once, and they are kept, so that
/// every later attempt sends the same ones; `outgoing` makes the request of one attempt, with what changes from one to the
/// next (a timestamp, a signature); `classify` reads the answer. Adding a channel is one file and one line in
/// `Channels.swift`.
public protocol Channel: Sendable {
    associatedtype Settings: SettingsGroup
    /// The word after `kind:`.
    static var kind: String { get }
    /// One sentence that starts with a verb.
    static var summary: String { get }
    /// How it is set up and what it makes of a message: paragraphs for the reference page.
    static var guide: String { get }
    /// A block of this kind as a person would write it, with invented values.
    static var example: String { get }
    /// How many messages may be under way at once.
    static var places: Int { get }
    /// How its messages are tried again, when not by what they are.
    static var retries: DeliveryClass? { get }

    /// Whether the platform shows what it is given before anybody opens it: then of a private message it gets the outside
    /// alone.
    static var showsUnopened: Bool { get }

    /// - Throws: `ChannelError` for settings that do not fit together.
    init(settings: Settings, program: ProgramIdentity) throws(ChannelError)

    /// Whether the program's own people read it, who get references and nothing else.
    var isForStaff: Bool { get }
    /// What is done about a message of which nobody knows whether it arrived: sent again, or held for a person.
    var resendsWhenAmbiguous: Bool { get }
    /// A host, then after a space whatever tells two endpoints of it apart, without secrets: channels with the same endpoint
    /// share its pace, its pauses and whether it is disabled, and those of one host share its connections.
    var endpoint: String { get }
    /// How many messages the platform takes, as far as it says; see `ChannelLimits.swift` for what is the rule.
    var paces: [Pace] { get }

    /// Where it leads for somebody without an address; nil where everybody needs one.
    var ownDestination: String? { get }
    /// Whether what has arrived can be changed and taken back.
    var canRevise: Bool { get }

    /// The message as the platform takes it, in parts that each fit and go in their order; at least one.
    ///
    /// - Throws: `ChannelError` when the platform cannot carry this message.
    func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]]

    /// One attempt to send a part: the same idempotency token at every attempt.
    ///
    /// `part`: What `compose` made.
    /// `index`: Its place among the parts, from 0.
    func outgoing(_ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant) throws(ChannelError) -> Outgoing

    /// What an answer, or none, means for the message: every answer means something.
    func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict

    /// One attempt to change a part that has arrived, or to take it back; only asked where `canRevise` is true.
    ///
    /// `receipt`: What the platform called the part when it took it.
    func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing

    /// What an answer to that means: `delivered` also when there is nothing left to take back, and `refused` when the part
    /// cannot be changed any more.
    func classify(_ outcome: TransportOutcome, of revision: Revision, at now: Instant) -> Verdict
}

extension Channel {
    /// What of a message the platform gets.
    func shown(_ message: RenderedMessage) -> RenderedMessage { Self.showsUnopened ? message.forLockScreen : message }

    public static var guide: String { "" }
    public static var example: String { "" }
    public var isForStaff: Bool { false }
    public static var showsUnopened: Bool { true }
    public var ownDestination: String? { nil }
    public var canRevise: Bool { false }

    public func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing { throw ChannelError("what has arrived stays as it is") }

    public func classify(_ outcome: TransportOutcome, of revision: Revision, at now: Instant) -> Verdict {
        classify(outcome, at: now)
    }
}

/// Whom one message is for, and what identifies it at every attempt.
public struct Envelope: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public let id: String
    public let address: String
    public let message: MessageID
    public let createdAt: Instant
    public var style: Style
    /// When the person's mailbox was first said to be full; nil when it was not.
    public var fullSince: Instant?
    /// By which staff look up what the message is about, where that has a reference of its own; nil for the message's.
    public var reference: String?

    public init(id: String, address: String, message: MessageID, createdAt: Instant, style: Style = .rich) {
        self.id = id
        self.address = address
        self.message = message
        self.createdAt = createdAt
        self.style = style
    }

    /// How much a platform is asked to show.
    public enum Style: Hashable, Sendable {
        /// All that it can.
        case rich
        /// Words alone: for a platform that refused the rest.
        case plain
    }
}

/// Who the program is towards the outside: neutral, as others may read it.
public struct ProgramIdentity: Sendable {
    public let label: String
    /// What mails carry that comes back; nil where nothing does, as in a preview.
    public let marks: MailMarks?
    /// By which staff look a message up.
    public let references: MessageReferences

    public init(
        label: String, marks: MailMarks? = nil, references: MessageReferences = MessageReferences(key: [])
    ) {
        self.label = label
        self.marks = marks
        self.references = references
    }
}

/// Where messages are shown that do not leave the machine.
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
