/// Where a pair stands.
///
/// Nothing but a counselor's decision leads past `proposed`, and nobody is introduced before both said yes.
///
///     proposed ─▶ approved ─▶ askingNewcomer ─▶ askingMentor ─▶ accepted ─▶ ended
///        │            │             │                 │
///        ├▶ declined  └─ withdrawn ─┴─ declined by either, lapsed without an answer
///        └▶ withdrawn
public enum PairingState: String, CaseIterable, Codable, Sendable {
    case proposed
    case approved
    case askingNewcomer = "asking_newcomer"
    case askingMentor = "asking_mentor"
    case accepted
    case ended
    /// The counselor decided for another way.
    case declined
    /// One of the two said no, for a reason that is theirs.
    case declinedByEither = "declined_by_either"
    /// Nobody answered in time, which is no fault of anybody's.
    case lapsed
    case withdrawn

    /// What can happen to a pair.
    public enum Event: String, CaseIterable, Codable, Sendable {
        case approve
        case decline
        case askNewcomer = "ask_newcomer"
        case askMentor = "ask_mentor"
        case bothAccepted = "both_accepted"
        case eitherDeclined = "either_declined"
        case lapse
        case withdraw
        case end
    }

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> PairingState {
        switch (self, event) {
        case (.proposed, .approve): .approved
        case (.proposed, .decline): .declined
        case (.approved, .askNewcomer): .askingNewcomer
        case (.askingNewcomer, .askMentor): .askingMentor
        case (.askingMentor, .bothAccepted): .accepted
        case (.askingNewcomer, .eitherDeclined), (.askingMentor, .eitherDeclined): .declinedByEither
        case (.askingNewcomer, .lapse), (.askingMentor, .lapse): .lapsed
        case (.proposed, .withdraw), (.approved, .withdraw), (.askingNewcomer, .withdraw), (.askingMentor, .withdraw):
            .withdrawn
        case (.accepted, .end): .ended
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }

    /// Whether the pair takes one of the mentor's places: from the proposal on, so that no place is promised twice.
    public var takesAPlace: Bool {
        switch self {
        case .proposed, .approved, .askingNewcomer, .askingMentor, .accepted: true
        case .ended, .declined, .declinedByEither, .lapsed, .withdrawn: false
        }
    }
}
