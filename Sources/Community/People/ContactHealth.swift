public import Scheduling

/// What is known of one contact point besides its address: whether its person has acted there, and whether it works.
///
/// A contact point of which nothing is known is `unverified`, and needs no such value.
public struct ContactHealth: Hashable, Sendable {
    public let contact: ContactPoint
    public private(set) var state: ContactState
    /// When the person acted there for the first time; nil as long as they have not.
    public private(set) var verifiedAt: Instant?
    /// Since when it is in this state.
    public private(set) var since: Instant
    /// The end of a pause; nil in any other state.
    public private(set) var until: Instant?
    /// Why: a sentence without secrets, such as what the platform said.
    public private(set) var reason: String

    public init(
        contact: ContactPoint, state: ContactState = .unverified, verifiedAt: Instant? = nil, since: Instant,
        until: Instant? = nil, reason: String = ""
    ) {
        self.contact = contact
        self.state = state
        self.verifiedAt = verifiedAt
        self.since = since
        self.until = until
        self.reason = reason
    }

    /// Takes in what happened.
    ///
    /// `until`: The end of a pause.
    /// - Throws: `InvalidTransition` when it cannot happen to it.
    public mutating func take(
        _ event: ContactState.Event, until: Instant? = nil, reason: String = "", at now: Instant
    ) throws(InvalidTransition) {
        let isTheirAct = event == .verify || event == .start
        let next = try state.after(event, isVerified: verifiedAt != nil || isTheirAct)
        if isTheirAct, verifiedAt == nil { verifiedAt = now }
        if next == state, event == .verify { return }
        (state, since, self.until, self.reason) = (next, now, next == .paused ? until : nil, reason)
    }

    /// How it stands at `now`: a pause that is over is no pause.
    public func state(at now: Instant) -> ContactState {
        guard state == .paused, let until, until <= now else { return state }
        return verifiedAt == nil ? .unverified : .active
    }

    /// Whether messages go there at `now`.
    public func isOpen(at now: Instant) -> Bool {
        switch state(at: now) {
        case .unverified, .active: true
        case .paused, .stopped, .bounced: false
        }
    }
}

extension [ContactHealth] {
    /// What is known of a contact point.
    public subscript(contact: ContactPoint) -> ContactHealth? { first { $0.contact == contact } }

    /// The same after `event` at one contact point.
    ///
    /// - Throws: `InvalidTransition` when it cannot happen to it.
    public func after(
        _ event: ContactState.Event, at contact: ContactPoint, until: Instant? = nil, reason: String = "",
        now: Instant
    ) throws(InvalidTransition) -> [ContactHealth] {
        var health = self[contact] ?? ContactHealth(contact: contact, since: now)
        try health.take(event, until: until, reason: reason, at: now)
        return filter { $0.contact != contact } + [health]
    }
}
