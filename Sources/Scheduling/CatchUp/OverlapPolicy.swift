/// What happens when a run would begin while others of its group are not finished.
public enum OverlapPolicy: String, CaseIterable, Hashable, Sendable {
    /// The new run is skipped.
    case skip
    /// The new run waits until those before it are finished, in order.
    case queue
    /// The new run begins; running ones are cancelled and waiting ones let go.
    case replace
    /// The new run begins beside the others.
    case allow

    /// What to do with a new run and with the old ones.
    ///
    /// `running`: How many of the group have begun and not finished.
    /// `queued`: How many of the group wait.
    public func decide(running: Int, queued: Int) -> OverlapDecision {
        let isFree = running <= 0 && queued <= 0
        return switch self {
        case .allow: OverlapDecision(newRun: .start)
        case .skip: OverlapDecision(newRun: isFree ? .start : .skip)
        case .queue: OverlapDecision(newRun: isFree ? .start : .wait)
        case .replace:
            OverlapDecision(newRun: .start, cancelsRunning: running > 0, dropsQueued: queued > 0)
        }
    }
}

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

/// The unfinished runs of a group when a tick is planned.
public struct UnfinishedRuns: Hashable, Sendable {
    /// Begun and not finished.
    public var running: Int
    /// Waiting to begin.
    public var queued: Int

    /// Counts the unfinished runs; none as it comes.
    public init(running: Int = 0, queued: Int = 0) {
        self.running = running
        self.queued = queued
    }
}
