/// Where one review of a person's goals stands.
///
///     scheduled ─▶ invited ─▶ held | movedByMember | skippedByMember | closed (its time is over, and nothing is lost)
///                     ▲            │
///                     └────────────┘ movedByMember: invited again on the day that they chose
public enum GoalReviewState: String, CaseIterable, Codable, Sendable {
    case scheduled
    case invited
    case held
    case movedByMember = "moved_by_member"
    case skippedByMember = "skipped_by_member"
    case closed

    /// What can happen to a review.
    public enum Event: String, CaseIterable, Sendable {
        case invite
        case hold
        case move
        case skip
        case close
    }

    /// The state after `event`.
    ///
    /// Someone who answers again may have changed their mind, and one may come late: both are fine. What was held stays
    /// held; a day that is chosen then is for the next one. Who moved it to a day and then skips it is asked on that day.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> GoalReviewState {
        switch (self, event) {
        case (.scheduled, .invite), (.movedByMember, .invite): .invited
        case (.scheduled, .move): .movedByMember
        case (.invited, .hold), (.movedByMember, .hold), (.skippedByMember, .hold), (.closed, .hold): .held
        case (.held, .hold), (.held, .move), (.held, .skip): .held
        case (.invited, .move), (.skippedByMember, .move), (.movedByMember, .move), (.closed, .move),
            (.movedByMember, .skip):
            .movedByMember
        case (.invited, .skip), (.skippedByMember, .skip), (.closed, .skip): .skippedByMember
        case (.invited, .close): .closed
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }
}
