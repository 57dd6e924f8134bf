/// Where a goal stands.
///
/// There is no word for failing: a goal is let go, changed or rested, by its owner.
///
///     draft ─▶ active ◀──▶ onHold ─▶ achieved (an aim) | practised (a practice) | letGo | changed
///     proposed (by staff) ─▶ active | declined, by its owner alone; expired after thirty days
public enum GoalState: String, CaseIterable, Codable, Sendable {
    case draft
    case proposed
    case active
    case onHold = "on_hold"
    case achieved
    case practised
    case letGo = "let_go"
    case changed
    case declined
    case expired

    /// What can be done with a goal.
    public enum Event: String, CaseIterable, Sendable {
        case begin
        case accept
        case decline
        case rest
        case resume
        case achieve
        case practise
        case letGo = "let_go"
        case change
    }

    /// The state after `event`, done by `actor` to a goal of `owner`.
    ///
    /// - Throws: `GoalRefusal.notTheirs` when somebody else than the owner acts, whatever their role;
    ///   `GoalRefusal.invalid` when the goal is past that, or of the kind that has no such end.
    public func after(
        _ event: Event, by actor: MemberID, owner: MemberID, kind: GoalKind = .aim
    ) throws(GoalRefusal) -> GoalState {
        guard actor == owner else { throw .notTheirs }
        switch (self, event) {
        case (.draft, .begin), (.proposed, .accept): return .active
        case (.proposed, .decline): return .declined
        case (.active, .rest): return .onHold
        case (.onHold, .resume): return .active
        case (.active, .achieve), (.onHold, .achieve):
            if kind == .aim { return .achieved }
        case (.active, .practise), (.onHold, .practise):
            if kind == .practice { return .practised }
        case (.draft, .letGo), (.active, .letGo), (.onHold, .letGo): return .letGo
        case (.active, .change), (.onHold, .change): return .changed
        default: break
        }
        throw .invalid(InvalidTransition(from: rawValue, event: event.rawValue))
    }

    /// Whether it is one of the goals that a member has now.
    public var isCurrent: Bool { self == .active || self == .onHold }
}

/// Why something was not done with a goal.
public enum GoalRefusal: Error, Hashable, CustomStringConvertible {
    case notTheirs
    case invalid(InvalidTransition)
    case noWords

    public var description: String {
        switch self {
        case .notTheirs: "only the person whose goal it is can accept, complete, change or let go of it"
        case .invalid(let transition): transition.description
        case .noWords: "a goal needs words of its owner's"
        }
    }
}
