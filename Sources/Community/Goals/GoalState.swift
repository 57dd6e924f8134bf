/// Where a goal stands.
///
/// There is no word for failing: a goal is let go, changed or rested, by its owner.
///
///     active ◀──▶ onHold
///       └──▶ achieved | letGo | changed
public enum GoalState: String, CaseIterable, Codable, Sendable {
    case active
    case onHold = "on_hold"
    case achieved
    case letGo = "let_go"
    case changed

    /// What can be done with a goal.
    public enum Event: String, CaseIterable, Sendable {
        case rest
        case resume
        case achieve
        case letGo = "let_go"
        case change
    }

    /// The state after `event`, done by `actor` to a goal of `owner`.
    ///
    /// - Throws: `GoalRefusal.notTheirs` when somebody else than the owner acts, whatever their role;
    ///   `GoalRefusal.invalid` when the goal is past that.
    public func after(_ event: Event, by actor: MemberID, owner: MemberID) throws(GoalRefusal) -> GoalState {
        guard actor == owner else { throw .notTheirs }
        switch (self, event) {
        case (.active, .rest): return .onHold
        case (.onHold, .resume): return .active
        case (.active, .achieve), (.onHold, .achieve): return .achieved
        case (.active, .letGo), (.onHold, .letGo): return .letGo
        case (.active, .change), (.onHold, .change): return .changed
        default: throw .invalid(InvalidTransition(from: rawValue, event: event.rawValue))
        }
    }
}

/// Why something was not done with a goal.
public enum GoalRefusal: Error, Hashable, CustomStringConvertible {
    case notTheirs
    case invalid(InvalidTransition)

    public var description: String {
        switch self {
        case .notTheirs: "only the person whose goal it is can complete, change or let go of it"
        case .invalid(let transition): transition.description
        }
    }
}
