/// Where a safety flag stands: that somebody's answer asks for a person.
///
///     open ─▶ notified(1, 2, …) ─▶ acknowledged ─▶ followedUp ─▶ closed
///       ▲                               │             │            │
///       └──── more came in ─────────────┴─────────────┘            │
///       └──── a person opens it again ─────────────────────────────┘
///
/// Nothing but a person leads past `notified`. However long nobody looks, it is neither closed nor forgotten.
public enum SafetyFlagState: String, CaseIterable, Codable, Sendable {
    case open
    /// Somebody was told; the flag counts how often.
    case notified
    case acknowledged
    case followedUp = "followed_up"
    case closed

    /// What can happen to a flag.
    public enum Event: String, CaseIterable, Sendable {
        case notify
        /// Another answer, or other words, while this one is not closed.
        case signal
        case acknowledge
        case followUp = "follow_up"
        case close
        case reopen

        /// Whether only a person can do it.
        public var needsPerson: Bool {
            switch self {
            case .notify, .signal: false
            case .acknowledge, .followUp, .close, .reopen: true
            }
        }
    }

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> SafetyFlagState {
        switch (self, event) {
        case (.open, .notify), (.notified, .notify), (.notified, .signal): .notified
        case (.open, .signal), (.acknowledged, .signal), (.followedUp, .signal), (.closed, .reopen): .open
        case (.open, .acknowledge), (.notified, .acknowledge): .acknowledged
        case (.acknowledged, .followUp): .followedUp
        case (.followedUp, .close): .closed
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }

    /// Whether nobody has taken it on yet, so that the ladder goes on.
    public var climbs: Bool { self == .open || self == .notified }
}
