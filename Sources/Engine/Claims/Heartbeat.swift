import Dispatch
import Persistence
import Scheduling
import Synchronization

/// Keeps the claims of this process for as long as its workers are at them, and tells a worker when its claim is gone.
///
/// It runs on a queue of its own: plugins that keep all threads of Swift's tasks busy cannot make it late (APScheduler
/// #1116). A claim that could not be renewed for nearly its whole length is given up here, before another worker takes it.
final class Heartbeat: Sendable {
    private let store: Store
    private let clock: any WallClock
    private let elapsed: any MonotonicClock
    private let failpoint: @Sendable (Failpoint) -> Void
    private let held = Mutex<[ObjectIdentifier: RunHold]>([:])
    private let isBeating = Mutex(false)
    private let executor = QueueExecutor(label: "heartbeat")

    /// Between two looks: what a plan's deadline is exact to.
    private static let interval: DispatchTimeInterval = .seconds(1)

    init(
        store: Store, clock: any WallClock, elapsed: any MonotonicClock,
        failpoint: @Sendable @escaping (Failpoint) -> Void
    ) {
        self.store = store
        self.clock = clock
        self.elapsed = elapsed
        self.failpoint = failpoint
    }

    /// Keeps claims that were made not before `claimed`, by elapsed time.
    ///
    /// `pool`: Whose workers they are for.
    ///
    /// - Returns: A hold on each, in their order.
    func hold(_ runs: [RunRecord], from claimed: Duration, for pool: RunEnds) -> [RunHold] {
        let holds = runs.map { RunHold(LeaseToken(run: $0.id, epoch: $0.epoch), at: claimed, pool: pool) }
        held.withLock { held in for hold in holds { held[ObjectIdentifier(hold)] = hold } }
        return holds
    }

    func release(_ holds: [RunHold]) {
        held.withLock { held in for hold in holds { held[ObjectIdentifier(hold)] = nil } }
    }

    /// Tells the workers of a pool to stop, and to give back what they hold.
    func cancel(_ pool: RunEnds) {
        for hold in held.withLock({ $0.values.filter { $0.pool === pool } }) { hold.cancel() }
    }

    /// Runs `body` with the heart beating.
    func during<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
        timer.setEventHandler { [weak self] in
            guard let self else { return }
            Task(executorPreference: executor) { await self.beat() }
        }
        timer.activate()
        defer { timer.cancel() }
        return try await body()
    }

    /// One look: plans that take too long are stopped, and claims older than a third of their length renewed.
    func beat() async {
        let isFirst = isBeating.withLock { isBeating in
            defer { isBeating = true }
            return !isBeating
        }
        guard isFirst else { return watchPlans() }
        defer { isBeating.withLock { $0 = false } }
        watchPlans()
        let start = elapsed.elapsed()
        let due = held.withLock { $0.values.filter { $0.age(at: start) >= ProgramEngine.leaseLength / 3 } }
        guard !due.isEmpty else { return }
        failpoint(.beforeRenewal)
        do {
            let lost = Set(
                try await store.renewRuns(due.map(\.token), until: clock.now() + ProgramEngine.leaseLength))
            for hold in due {
                if lost.contains(hold.token) { hold.lose() } else { hold.renewed(at: start) }
            }
        } catch {
            // The store is away: whoever cannot be sure of a claim any more gives it up. The next beat tries again.
        }
        giveUpOld()
    }

    private func watchPlans() {
        let now = elapsed.elapsed()
        for hold in held.withLock({ Array($0.values) }) { hold.watch(at: now) }
        giveUpOld()
    }

    private func giveUpOld() {
        let now = elapsed.elapsed()
        for hold in held.withLock({ Array($0.values) }) where hold.age(at: now) > ProgramEngine.leaseTrust {
            hold.lose()
        }
    }
}

/// Runs jobs of tasks on one dispatch queue.
final class QueueExecutor: TaskExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
