/// Where one contact point stands.
///
///     unverified ──▶ active ◀──▶ paused (until a day, at the person's wish)
///          │            ├─────▶ stopped ──▶ active, at the person's own wish alone
///          └────────────┴─────▶ bounced ──▶ active, when the person acts there; unverified, when staff try it again
public enum ContactState: String, CaseIterable, Sendable {
    /// Somebody wrote it down; nobody has acted there yet.
    case unverified
    case active
    case paused
    case stopped
    case bounced

    /// What can happen to a contact point.
    public enum Event: String, CaseIterable, Sendable {
        /// The person acted by a link that went there, or wrote from there.
        case verify
        case pause
        /// A pause is over, or the person ends it.
        case resume
        /// The person wants nothing there.
        case stop
        /// The person wants messages there again.
        case start
        /// Its platform says that it reaches nobody, or not this person any more.
        case bounce
        /// Staff try again what had bounced.
        case retry
    }

    /// The state after `event`.
    ///
    /// `isVerified`: Whether the person has ever acted there.
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event, isVerified: Bool) throws(InvalidTransition) -> ContactState {
        let open: ContactState = isVerified ? .active : .unverified
        switch (self, event) {
        case (.unverified, .verify), (.active, .verify), (.bounced, .verify): return .active
        case (.paused, .verify): return .paused
        case (_, .start): return .active
        case (_, .stop): return .stopped
        case (.unverified, .pause), (.active, .pause), (.paused, .pause): return .paused
        case (.paused, .resume): return open
        case (.unverified, .bounce), (.active, .bounce), (.paused, .bounce), (.bounced, .bounce): return .bounced
        case (.bounced, .retry): return open
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }
}
