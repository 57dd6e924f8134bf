/// A run that a tick starts.
public struct PlannedFire: Hashable, Sendable {
    /// The time it is for.
    public let fire: CronFire
    /// When to run it: at its instant, or later by jitter.
    public let due: Instant
    /// It first waits for the unfinished runs of its group.
    public let waits: Bool

    /// Plans a run.
    public init(_ fire: CronFire, due: Instant, waits: Bool = false) {
        self.fire = fire
        self.due = due
        self.waits = waits
    }

    /// The nominal instant, which identifies the run.
    public var instant: Instant { fire.instant }
    /// What the clocks were meant to show.
    public var nominal: CivilDateTime { fire.nominal }
    /// What a clock change did to it; nil on ordinary days.
    public var note: String? { fire.note }
}
