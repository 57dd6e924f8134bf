/// How a reading of the clock maps to time.
public enum LocalResolution: Hashable, Sendable {
    case unique(Instant)
    /// The clocks skip it; they are set forward by `length` at `end`.
    case gap(end: Instant, length: Duration)
    /// The clocks show it twice.
    case overlap(first: Instant, second: Instant)
}
