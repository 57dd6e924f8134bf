/// Where an ask stands.
///
///     open ──▶ answered (some or all questions, or all skipped)
///      │ ──▶ declined
///      │ ──▶ expired ──▶ late (an answer that came after the window is kept as what it is)
///      └──▶ withdrawn
public enum AskState: String, CaseIterable, Codable, Sendable {
    case open
    case answered
    case declined
    case expired
    case late
    case withdrawn

    /// What can happen to an ask.
    public enum Event: Hashable, Sendable, CaseIterable {
        case answer
        case decline
        case windowEnded
        case withdraw
    }

    /// The state after `event`.
    ///
    /// An answer may be given again while the ask is `answered` or `declined`: people may change their mind until
    /// something was decided upon it, which is the caller's to know.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> AskState {
        switch (self, event) {
        case (.open, .answer), (.answered, .answer), (.declined, .answer): .answered
        case (.open, .decline), (.answered, .decline), (.declined, .decline): .declined
        case (.open, .windowEnded): .expired
        case (.expired, .answer), (.late, .answer): .late
        case (.open, .withdraw), (.expired, .withdraw): .withdrawn
        default: throw InvalidTransition(from: rawValue, event: "\(event)")
        }
    }
}

/// An event that cannot happen in the state that something is in.
public struct InvalidTransition: Error, Hashable, CustomStringConvertible {
    public let from: String
    public let event: String

    public init(from: String, event: String) {
        self.from = from
        self.event = event
    }

    public var description: String { "'\(event)' cannot happen to what is '\(from)'" }
}
