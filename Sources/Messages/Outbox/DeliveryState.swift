public import Community

/// Where a message stands on its way out.
///
///     deferred ─▶ queued ─▶ sending ─▶ delivered
///        ▲          │          ├─▶ retrying ─▶ sending …
///        └──────────┤          ├─▶ held      (nobody knows whether it arrived; a person decides. Also from all four
///                   │          │              when a backup is restored, after which it may have been sent)
///                   │          └─▶ dead      (refused, or out of attempts) ─replay▶ queued
///                   └─▶ expired, cancelled   (also from deferred and retrying)
///
/// `sending` is committed before the call to the outside, so that a crash in between is visible afterwards.
public enum DeliveryState: String, CaseIterable, Codable, Sendable {
    case queued
    case deferred
    case sending
    case retrying
    case delivered
    case held
    case dead
    case expired
    case cancelled

    /// What can happen to a message.
    public enum Event: String, CaseIterable, Sendable {
        case hold
        case attempt
        case delivered
        case failedForNow
        case refused
        case ambiguous
        case expire
        case cancel
        case replay
        /// The store was brought back as it was at an earlier time.
        case restore
    }

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> DeliveryState {
        switch (self, event) {
        case (.queued, .hold), (.retrying, .hold), (.deferred, .hold), (.sending, .hold): .deferred
        case (.queued, .attempt), (.retrying, .attempt), (.deferred, .attempt): .sending
        case (.sending, .delivered): .delivered
        case (.sending, .failedForNow): .retrying
        case (.sending, .refused): .dead
        case (.sending, .ambiguous): .held
        case (.queued, .restore), (.deferred, .restore), (.retrying, .restore), (.sending, .restore): .held
        case (.queued, .expire), (.deferred, .expire), (.retrying, .expire), (.sending, .expire): .expired
        case (.queued, .cancel), (.deferred, .cancel), (.retrying, .cancel), (.sending, .cancel), (.held, .cancel):
            .cancelled
        case (.dead, .replay), (.held, .replay), (.expired, .replay), (.retrying, .replay): .queued
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }
}
