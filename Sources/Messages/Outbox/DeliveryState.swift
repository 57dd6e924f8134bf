public import Community

/// Where a message stands on its way out.
///
///     deferred ─▶ queued ─▶ sending ─▶ delivered
///        ▲          ▲│         ├─▶ retrying ─▶ sending …
///        └──────────┼┤         ├─▶ queued    (another of the person's contact points is tried)
///                   ││         ├─▶ bundled   (goes with another message, and ends with it)
///                   ││         ├─▶ held      (nobody knows whether it arrived, its channel is disabled, or a backup was restored)
///                   └┼─────────┼─▶ dead      (refused, or out of attempts; like held: ─replay▶ queued)
///                    └─▶ expired, cancelled  (also from deferred and retrying)
///
/// `sending` is committed before the call to the outside, so that a crash in between is visible afterwards.
public enum DeliveryState: String, CaseIterable, Codable, Sendable {
    case queued
    case deferred
    case sending
    case bundled
    case retrying
    case delivered
    case held
    case dead
    case expired
    case cancelled

    /// What can happen to a message.
    public enum Event: String, CaseIterable, Sendable {
        /// It waits: quiet hours, a throttle, a pause; no attempt is used up.
        case hold
        case attempt
        /// It goes as a part of another message, or goes again as one.
        case bundle
        case delivered
        case failedForNow
        /// Everything was sent, no answer came, and the other side can tell a second time from a first.
        case unanswered
        case refused
        /// Nobody knows whether it arrived, and it is not sent twice.
        case ambiguous
        /// Its channel is disabled.
        case block
        /// Another of the person's contact points is tried.
        case reroute
        case expire
        case cancel
        /// A person wants it tried again.
        case replay
        /// The store was brought back as it was at an earlier time.
        case restore
        /// What kept it is over: its channel is enabled, or the message that it went with has not arrived.
        case release
    }

    /// Whether it has come to an end; only a person can make it due again, and nobody what is too late.
    public var isFinal: Bool { [.delivered, .dead, .expired, .cancelled].contains(self) }

    /// The state after `event`.
    ///
    /// - Throws: `InvalidTransition` when the event cannot happen in this state.
    public func after(_ event: Event) throws(InvalidTransition) -> DeliveryState {
        switch (self, event) {
        case (.queued, .hold), (.retrying, .hold), (.deferred, .hold), (.sending, .hold): .deferred
        case (.queued, .attempt), (.retrying, .attempt), (.deferred, .attempt): .sending
        case (.sending, .bundle), (.held, .bundle): .bundled
        case (.sending, .delivered), (.bundled, .delivered): .delivered
        case (.sending, .failedForNow), (.sending, .unanswered): .retrying
        case (.sending, .refused): .dead
        case (.queued, .restore), (.deferred, .restore), (.retrying, .restore), (.sending, .restore),
            (.bundled, .restore):
            .held
        case (.sending, .ambiguous), (.bundled, .ambiguous), (.sending, .block): .held
        case (.sending, .reroute): .queued
        case (.queued, .expire), (.deferred, .expire), (.retrying, .expire), (.sending, .expire), (.held, .expire):
            .expired
        case (.queued, .cancel), (.deferred, .cancel), (.retrying, .cancel), (.sending, .cancel), (.held, .cancel),
            (.bundled, .cancel):
            .cancelled
        case (.dead, .replay), (.held, .replay), (.retrying, .replay): .queued
        case (.held, .release), (.bundled, .release): .queued
        default: throw InvalidTransition(from: rawValue, event: event.rawValue)
        }
    }
}
