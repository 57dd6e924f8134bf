/// Times that were let go for one reason.
public struct SkippedTicks: Hashable, Sendable {
    /// The earliest of the times.
    public let first: Instant
    /// The latest of the times.
    public let last: Instant
    /// How many, from `first` to `last`.
    public let count: Int
    /// Why they were let go.
    public let reason: Reason

    /// Tells of times that were let go.
    public init(first: Instant, last: Instant, count: Int, reason: Reason) {
        self.first = first
        self.last = last
        self.count = count
        self.reason = reason
    }

    /// Why a time was let go.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// A later one runs in its place.
        case superseded = "a later one ran instead"
        /// An earlier one runs in its place.
        case supersededByEarlier = "an earlier one ran instead"
        /// It is older than the catch-up window.
        case tooLate = "missed, and too late to make up for"
        /// The policy lets every missed time go.
        case notMadeUpFor = "missed, and missed times are not made up for"
        /// More were missed than the policy makes up for.
        case beyondMaximum = "missed, and more than are made up for"
        /// It fell into a pause.
        case paused = "paused"
        /// The job was switched off.
        case disabled = "the job was disabled"
        /// The policy for overlaps lets a new run go.
        case overlapping = "the run before it is not finished"
        /// The policy for overlaps puts a later run in its place.
        case replaced = "a later run replaced it"
    }
}
