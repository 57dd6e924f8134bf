/// Where a pair stands.
///
/// Nothing but a counselor's decision leads past `proposed`, nobody is introduced before both said yes, and from then on
/// either may rest or leave without saying why.
///
///     proposed ─▶ approved ─▶ askingNewcomer ─▶ askingMentor ─▶ accepted ─▶ introduced ─▶ met ─▶ active
///        │            │             │                 │             │            └─── onHold ◀──▶ ┘
///        ├▶ declined  │             ├─────────────────┴▶ declinedByEither, lapsed │
///        └────────────┴─────────────┴─────────────────┴▶ withdrawn                ├▶ closing ─▶ closed
///                                                                                 └▶ ended
///     and from every state before an end: endedForSafety
///
/// What can happen is one table, `moves`; nothing else can.
public enum PairingState: String, CaseIterable, Codable, Sendable {
    case proposed
    case approved
    case askingNewcomer = "asking_newcomer"
    case askingMentor = "asking_mentor"
    /// Both said yes; they are introduced next.
    case accepted
    case introduced
    /// One of the two told that it goes on.
    case met
    /// Both told so, or one of them again, later.
    case active
    /// It rests at the wish of either.
    case onHold = "on_hold"
    /// Either asked to close it; both are thanked next.
    case closing
    case closed
    /// Ended by a counselor at the wish of either, without a reason.
    case ended
    /// Ended so that the two do not meet again; staff alone know.
    case endedForSafety = "ended_for_safety"
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
        case introduce
        case meet
        case settle
        case hold
        case resume
        case close
        case sayGoodbye = "say_goodbye"
        case eitherDeclined = "either_declined"
        case lapse
        case withdraw
        case end
        case endForSafety = "end_for_safety"
    }

    /// One kind of move: what happens, in which states it can, and where it leads.
    public struct Move: Sendable {
        public let event: Event
        public let from: [PairingState]
        public let to: PairingState
    }

    /// Every move that there is.
    public static let moves: [Move] = [
        Move(event: .approve, from: [.proposed], to: .approved),
        Move(event: .decline, from: [.proposed], to: .declined),
        Move(event: .askNewcomer, from: [.approved], to: .askingNewcomer),
        Move(event: .askMentor, from: [.askingNewcomer], to: .askingMentor),
        Move(event: .bothAccepted, from: [.askingMentor], to: .accepted),
        Move(event: .introduce, from: [.accepted], to: .introduced),
        Move(event: .meet, from: [.introduced], to: .met),
        Move(event: .settle, from: [.met], to: .active),
        Move(event: .hold, from: [.introduced, .met, .active], to: .onHold),
        Move(event: .resume, from: [.onHold], to: .active),
        Move(event: .close, from: standing, to: .closing),
        Move(event: .sayGoodbye, from: [.closing], to: .closed),
        Move(event: .eitherDeclined, from: [.askingNewcomer, .askingMentor], to: .declinedByEither),
        Move(event: .lapse, from: [.askingNewcomer, .askingMentor], to: .lapsed),
        Move(event: .withdraw, from: beforeYes, to: .withdrawn),
        Move(event: .end, from: standing + [.closing], to: .ended),
        Move(event: .endForSafety, from: beforeYes + standing + [.closing], to: .endedForSafety),
    ]

    /// Before both have said yes.
    public static let beforeYes: [PairingState] = [.proposed, .approved, .askingNewcomer, .askingMentor]

    /// From both people's yes on, until either closes it.
    public static let standing: [PairingState] = [.accepted, .introduced, .met, .active, .onHold]

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> PairingState {
        guard let next = Self.next[Step(state: self, event: event)] else {
            throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
        return next
    }

    /// Whether the pair takes one of the mentor's places: from the proposal on.
    ///
    /// Counting from the asking on would be enough for nobody to accompany more people than they offered to. Counted from
    /// the proposal on, no place is promised twice: two counselors may approve two proposals in the same moment, and
    /// neither of the newcomers has to be told that the place is gone.
    public var takesAPlace: Bool { Self.beforeYes.contains(self) || isStanding }

    /// Whether both said yes and neither has closed it.
    public var isStanding: Bool { Self.standing.contains(self) }

    private struct Step: Hashable {
        let state: PairingState
        let event: Event
    }

    private static let next: [Step: PairingState] = Dictionary(
        moves.flatMap { move in move.from.map { (Step(state: $0, event: move.event), move.to) } }
    ) { first, _ in first }
}
