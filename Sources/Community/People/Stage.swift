/// Where a person is on their way through the program.
///
///     invited ──▶ newcomer ──▶ active ──▶ transitioning ──▶ alumni ──▶ left
///                     │          │  ▲           │                        │
///                     └──▶ paused ◀─┘ (back to where they were)          └──▶ newcomer, active (they come back)
///
/// `newcomer` and `paused` are read off a date, and nobody writes them down: a newcomer is a member in their first days,
/// and no other kind of person.
public enum Stage: String, CaseIterable, Codable, Comparable, Sendable {
    /// A place is kept for them; they have not begun.
    case invited
    case newcomer
    case active
    case paused
    case transitioning
    case alumni
    case left

    /// What can happen to a person's stage.
    public enum Event: String, CaseIterable, Sendable {
        case join
        /// Their first days are over.
        case settle
        case pause
        case resume
        case transition
        /// They stay after all.
        case stay
        case graduate
        case leave
        case comeBack = "come_back"
    }

    /// The stage after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this stage.
    public func after(_ event: Event) throws(InvalidTransition) -> Stage {
        switch (self, event) {
        case (.invited, .join): .newcomer
        case (.newcomer, .settle), (.paused, .resume), (.transitioning, .stay): .active
        case (.newcomer, .pause), (.active, .pause): .paused
        case (.newcomer, .transition), (.active, .transition), (.paused, .transition): .transitioning
        case (.transitioning, .graduate): .alumni
        case (.alumni, .comeBack), (.left, .comeBack): .active
        case (.left, .leave): throw InvalidTransition(from: rawValue, event: event.rawValue)
        case (_, .leave): .left
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }

    /// Those that are written down.
    public static let kept: [Stage] = [.invited, .active, .transitioning, .alumni, .left]

    /// How it is written down: a newcomer and somebody paused are active.
    public var keptAs: Stage { self == .newcomer || self == .paused ? .active : self }

    /// By how far along the way it is.
    public static func < (left: Stage, right: Stage) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether the program is theirs at all: nothing goes of itself to those who have not begun, or have gone.
    public var isHere: Bool { self != .invited && self != .left }

    /// Whether the program is over for them: they are alumni, or away.
    public var hasEnded: Bool { self == .alumni || self == .left }
}
