import Delivery
import Messages
import Persistence

/// A run that was added here and is worked on by a node: waits until that is done.
struct HandedRun: Sendable {
    let workplace: Workplace
    let id: String

    /// How often the store is looked at.
    private static let pause: Duration = .milliseconds(100)
    /// How long its messages are waited for, once the run itself is through.
    private static let patience: Duration = .seconds(60)

    /// The run as it stands when a node is done with it, and what became of its messages; nil when no node is left.
    ///
    /// `hasNode`: Whether somebody may be at it still.
    func result(hasNode: () -> Bool) async throws -> (run: RunRecord, tally: DeliveryTally)? {
        let clock = SystemClock()
        var throughAt: Duration?
        while true {
            let isWorkedOn = hasNode()
            guard let run = try await workplace.store.run(id) else { return nil }
            if Self.isThrough(run) {
                let counts = try await workplace.store.countMessages(ofRun: id)
                let since = throughAt ?? clock.elapsed()
                throughAt = since
                let isOnItsWay = (counts[.queued] ?? 0) + (counts[.sending] ?? 0) > 0
                if !isOnItsWay || !isWorkedOn || clock.elapsed() - since > Self.patience {
                    return (run, Self.tally(counts))
                }
            } else if !isWorkedOn {
                return nil
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Ended, or waits, or is to be tried again later.
    static func isThrough(_ run: RunRecord) -> Bool {
        run.state.isFinal || run.state == .waiting || (run.state == .ready && run.attempt > 0)
    }

    private static func tally(_ counts: [DeliveryState: Int]) -> DeliveryTally {
        var tally = DeliveryTally()
        tally.delivered = counts[.delivered] ?? 0
        tally.retrying = counts[.retrying] ?? 0
        tally.deferred = counts[.deferred] ?? 0
        tally.held = counts[.held] ?? 0
        tally.dead = counts[.dead] ?? 0
        tally.expired = counts[.expired] ?? 0
        tally.cancelled = counts[.cancelled] ?? 0
        return tally
    }
}
