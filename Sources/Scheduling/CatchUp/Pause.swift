/// A stretch of time in which a schedule was held: nothing of it fires, then or later.
public struct Pause: Hashable, Sendable {
    /// The first instant that is held.
    public let from: Instant
    /// The first instant that is not held any more; nil while it lasts.
    public let until: Instant?

    /// Whether an instant falls into it.
    public func holds(_ instant: Instant) -> Bool { from <= instant && until.map { instant < $0 } ?? true }

    /// Holds from one instant up to another, or for an open time.
    public init(from: Instant, until: Instant? = nil) {
        self.from = from
        self.until = until
    }
}
