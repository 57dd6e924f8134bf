public import Messages
public import PluginKit
public import Scheduling

/// Shows messages where the program runs: for trying things out, and for programs without any other channel yet.
public struct ScreenChannel: Channel {
    public static let kind = "screen"
    public static let summary = "Shows each message where the program runs, and sends nothing."
    public static let example = """
        screen:
          kind: screen
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case screen }
    }

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {}

    public var resendsWhenAmbiguous: Bool { true }
    public var endpoint: String { "screen" }

    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let body = message.text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return [Array("  to \(envelope.address): \(message.subject)\n\(body)".utf8)]
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing { .show(String(decoding: part, as: UTF8.self)) }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        if case .shown(true) = outcome { return .delivered(receipt: nil) }
        return .retry(after: nil, reason: "nobody reads the screen any more")
    }
}
