import Messages
import PluginKit
import Scheduling

/// Stands before a channel that leads to staff, and lets nothing through but a reference.
///
/// Others' chats keep what they are given and show it to whoever stands behind a screen, so nothing of a message goes
/// there: no name, no answer, no words, no link. Whoever reads the reference looks it up here, with
/// `milieu deliveries show`, or where what the message is about has a reference of its own, with that, such as
/// `milieu safety acknowledge`. This is the one place that sees to it, for every kind of channel.
struct StaffChannel<Base: Channel>: Channel {
    typealias Settings = Base.Settings
    static var kind: String { Base.kind }
    static var summary: String { Base.summary }
    static var places: Int { Base.places }
    static var retries: DeliveryClass? { Base.retries }
    static var showsUnopened: Bool { Base.showsUnopened }

    private let base: Base
    private let references: MessageReferences

    init(_ base: Base, references: MessageReferences) {
        self.base = base
        self.references = references
    }

    init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {
        self.init(try Base(settings: settings, program: program), references: program.references)
    }

    var isForStaff: Bool { true }
    var resendsWhenAmbiguous: Bool { base.resendsWhenAmbiguous }
    var endpoint: String { base.endpoint }
    var ownDestination: String? { base.ownDestination }
    var canRevise: Bool { base.canRevise }
    var paces: [Pace] { base.paces }

    func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let reference = envelope.reference ?? references.reference(of: envelope.id)
        return try base.compose(StaffReference.message(for: message, in: envelope, by: reference), for: envelope)
    }

    func outgoing(_ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant) throws(ChannelError) -> Outgoing
    {
        try base.outgoing(part, index: index, for: envelope, at: now)
    }

    func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict { base.classify(outcome, at: now) }

    func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing { try base.outgoing(revision, of: receipt, index: index, for: envelope) }

    func classify(_ outcome: TransportOutcome, of revision: Revision, at now: Instant) -> Verdict {
        base.classify(outcome, of: revision, at: now)
    }
}

/// "A check-in needs your attention, ref 7F3A9K": all that staff destinations are told.
enum StaffReference {
    /// What a message is about, by the first word of its id.
    private static let subjects = [
        "check-in": "A check-in", "goal": "A goal review", "goals": "A goal review", "pairing": "A pairing",
        "group": "A group", "safety": "A safety notice", "request": "A request",
    ]

    /// What takes the place of `message`: of its own it keeps how urgent it is, and until when.
    static func message(
        for message: RenderedMessage, in envelope: Envelope, by reference: String
    ) -> RenderedMessage {
        let topic = String(envelope.message.rawValue.prefix { $0 != "." })
        let text = "\(subjects[topic] ?? "Something") needs your attention, ref \(reference)"
        return RenderedMessage(
            subject: text, text: text, body: RichText(plain: text), html: "<p>\(text)</p>\n", link: nil, language: "en",
            isFallback: message.isFallback,
            traits: MessageTraits(
                urgency: message.traits.urgency, sensitivity: .public, expiresAt: message.traits.expiresAt))
    }
}
