/// What an overlap policy says about a new run and about those before it.
public struct OverlapDecision: Hashable, Sendable {
    /// Whether the new run starts.
    public let newRun: NewRun
    /// Running ones of the group are to be cancelled.
    public let cancelsRunning: Bool
    /// Waiting ones of the group are to be let go.
    public let dropsQueued: Bool

    /// What becomes of the new run.
    public enum NewRun: String, Hashable, Sendable { case start, wait, skip }

    init(newRun: NewRun, cancelsRunning: Bool = false, dropsQueued: Bool = false) {
        self.newRun = newRun
        self.cancelsRunning = cancelsRunning
        self.dropsQueued = dropsQueued
    }
}
