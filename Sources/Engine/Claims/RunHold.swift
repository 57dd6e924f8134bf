import Persistence
import Synchronization

/// A worker's hold on one claimed run, shared with the heartbeat that keeps it.
final class RunHold: Sendable {
    let token: LeaseToken
    let pool: RunEnds

    private struct State {
        /// When the renewal that the store confirmed last was begun, by elapsed time: a slow answer stretches nothing.
        var renewedAt: Duration
        var isLost = false
        var plan: PlanTask?
        /// The task of its worker, once it is known.
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    private let state: Mutex<State>

    init(_ token: LeaseToken, at elapsed: Duration, pool: RunEnds) {
        self.token = token
        self.pool = pool
        state = Mutex(State(renewedAt: elapsed))
    }

    /// Whether the run is somebody else's by now, or nobody's.
    var isLost: Bool { state.withLock { $0.isLost } }

    /// Elapsed time since the store confirmed the hold.
    func age(at elapsed: Duration) -> Duration { state.withLock { elapsed - $0.renewedAt } }

    func renewed(at elapsed: Duration) { state.withLock { $0.renewedAt = max($0.renewedAt, elapsed) } }

    /// Has `cancel` reach the worker's task.
    ///
    /// `isAnother`: In the place of one that was left behind; what that was told is not meant for this.
    func attend(_ task: Task<Void, Never>, isAnother: Bool = false) {
        let isCancelled = state.withLock { state in
            if isAnother { state.isCancelled = false }
            state.task = task
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    /// Tells its worker to stop.
    func cancel() {
        cancelTask()
        state.withLock { $0.plan }?.stop(because: CancellationError())
    }

    /// Cancels the worker's task, once that is known, whatever it does.
    func cancelTask() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    /// Gives the run up: a plan that is being made for it is stopped.
    func lose() {
        let plan = state.withLock { state in
            state.isLost = true
            return state.plan
        }
        plan?.stop(because: LostHold())
    }

    func begin(_ plan: PlanTask) {
        let (isLost, isCancelled) = state.withLock { state in
            state.plan = plan
            return (state.isLost, state.isCancelled)
        }
        if isLost { plan.stop(because: LostHold()) }
        if isCancelled { plan.stop(because: CancellationError()) }
    }

    func endPlan() { state.withLock { $0.plan = nil } }

    /// Stops a plan that takes too long, and gives up one that does not stop.
    func watch(at elapsed: Duration) {
        state.withLock { $0.plan }?.watch(at: elapsed)
    }
}

/// The worker's run was taken over, cancelled, or held for too long without a sign of life: what it planned is dropped.
struct LostHold: Error {}
