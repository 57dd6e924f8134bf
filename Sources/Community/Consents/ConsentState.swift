/// Where one consent stands.
///
///     offered ──▶ given ──▶ expired
///        │          └─────▶ revoked
///        └──▶ declined
///
/// Whoever agrees anew after an end gives another consent; what ended stays as it was.
public enum ConsentState: String, CaseIterable, Sendable {
    case offered
    case given
    case declined
    case expired
    case revoked

    /// What can happen to a consent.
    public enum Event: String, CaseIterable, Sendable {
        case give
        case decline
        case revoke
        case expire
    }

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> ConsentState {
        switch (self, event) {
        case (.offered, .give): .given
        case (.offered, .decline): .declined
        case (.given, .revoke): .revoked
        case (.given, .expire): .expired
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }
}
