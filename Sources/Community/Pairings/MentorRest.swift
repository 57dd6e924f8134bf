public import Scheduling

/// A mentor who takes nobody new for a while; whom they accompany stays with them.
public struct MentorRest: Hashable, Sendable {
    public let since: Instant
    /// When they, or a counselor, said that new pairs are welcome again; nil while it lasts.
    public var liftedAt: Instant?

    public init(since: Instant, liftedAt: Instant? = nil) {
        self.since = since
        self.liftedAt = liftedAt
    }

    /// Whether it lasts.
    public var isOn: Bool { liftedAt == nil }

    /// Whether a mentor's own low answers are reason enough to offer a rest.
    ///
    /// Those from before an earlier rest was lifted do not count: whoever says that they are ready is believed.
    ///
    /// `low`: When they gave each check-in with a low answer.
    public static func isDue(
        low: [Instant], times: Int, within: Duration, at now: Instant, after rest: MentorRest?
    ) -> Bool {
        if let rest, rest.isOn { return false }
        let since = max(now - within, rest?.liftedAt.map { $0 + .milliseconds(1) } ?? now - within)
        return low.count { $0 >= since && $0 <= now } >= times
    }
}
