/// Where a concern stands: that something did not sit well with somebody.
///
///     held ──▶ heard ──┐                      ┌──▶ settled
///      │               ├──▶ from each of these┤
///      └──▶ with staff ──▶ taken ──▶ closed   └──▶ withdrawn
///
/// From `held` and `heard` the end of the hold, or a word of whoever raised it, leads to staff, and nothing else does.
/// Whoever raised it settles it or takes it back at any time before it is closed.
public enum ConcernState: String, CaseIterable, Codable, Sendable {
    /// Between the two, or theirs to bring to their group; staff know that there is one and nothing more.
    case held
    /// The other one has read it.
    case heard
    case withStaff = "with_staff"
    /// Somebody of the staff looks at it with them.
    case taken
    /// It is settled between those whom it concerns.
    case settled
    case withdrawn
    case closed

    /// What can happen to a concern.
    public enum Event: String, CaseIterable, Sendable {
        case hear
        /// The hold is over, or whoever raised it would like staff to read it now.
        case release
        case settle
        case withdraw
        case take
        case close
    }

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> ConcernState {
        switch (self, event) {
        case (.held, .hear), (.heard, .hear): .heard
        // Reading it late changes nothing for anybody.
        case (.withStaff, .hear), (.taken, .hear): self
        case (.held, .release), (.heard, .release): .withStaff
        case (.held, .settle), (.heard, .settle), (.withStaff, .settle), (.taken, .settle): .settled
        case (.held, .withdraw), (.heard, .withdraw), (.withStaff, .withdraw), (.taken, .withdraw): .withdrawn
        case (.withStaff, .take): .taken
        case (.taken, .close): .closed
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }

    /// Whether staff read nothing of it yet.
    public var isHeld: Bool { self == .held || self == .heard }

    /// Whether it has not come to its end.
    public var isStanding: Bool { isHeld || self == .withStaff || self == .taken }
}
