public import Scheduling

/// One thing that happened to a pair: what, when, and who did it.
public struct PairingStep: Hashable, Sendable {
    /// A `PairingState.Event`, or `propose` for the first.
    public let event: String
    public let state: PairingState
    /// A member's id; nil when the program did it by its rules.
    public let by: String?
    /// In words for staff; nil where no reason is asked for or kept.
    public let reason: String?
    public let at: Instant

    public init(event: String, state: PairingState, by: String?, reason: String?, at: Instant) {
        self.event = event
        self.state = state
        self.by = by
        self.reason = reason
        self.at = at
    }
}
