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
