import Delivery
import Messages
import PluginKit
import Scheduling

/// Stands in for every channel of a simulated program: makes the message as far as words go, and sends nothing.
struct QuietChannel: Channel {
    struct Settings: SettingsGroup {}

    static let kind = "simulated"
    static let summary = "Sends nothing."

    init() {}
    init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {}

    var resendsWhenAmbiguous: Bool { true }
    var endpoint: String { "simulated" }

    func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        [Array(message.text.utf8)]
    }

    func outgoing(_ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant) throws(ChannelError) -> Outgoing
    { .show("") }

    func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict { .delivered(receipt: nil) }
}

/// Shows nothing.
struct NoScreen: Screen {
    func show(_ text: String) -> Bool { true }
}

/// Refuses whatever would leave a simulation.
struct NoTransport: Transport {
    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw .stopped }
    func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
}
