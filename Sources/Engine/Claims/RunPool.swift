import Persistence
import PluginKit
import Scheduling
import Synchronization

/// Works on due runs, many at a time, until nothing is due.
///
/// It claims in batches, as large as are finished within a moment and small when runs take long, so that a node holds no
/// run for long that another could begin.
struct RunPool {
    let engine: ProgramEngine
    let only: String?
    let onProgress: @Sendable (RunProgressReport) -> Void

    private static let fewest = 16
    private static let most = 2_048
    /// A batch of which half is done within this time may be larger the next time.
    private static let moment: Duration = .milliseconds(500)

    /// Works until nothing is due or the task is cancelled; then what is held is given back.
    ///
    /// While runs are under way it looks again whenever the bell rings and every two seconds: one that takes long keeps
    /// nothing else waiting.
    ///
    /// `tell`: Called with each run as it stands when this is done with it.
    func drain(_ tell: (RunRecord) -> Void) async throws {
        try await withThrowingTaskGroup(of: RunRecord?.self) { group in
            var busy = 0
            var slots = Self.fewest
            var mayHaveMore = true
            var isListening = false
            var claimed: Duration?
            while true {
                let seen = engine.bell.rings
                if !Task.isCancelled, mayHaveMore, busy <= slots / 2 {
                    let now = engine.elapsed.elapsed()
                    if let last = claimed {
                        slots = now - last <= Self.moment ? min(slots * 2, Self.most) : Self.fewest
                    }
                    claimed = now
                    let runs = try await claim(max(1, slots - busy))
                    let reads = SharedReads(elapsed: engine.elapsed)
                    mayHaveMore = !runs.isEmpty
                    busy += runs.count
                    for run in runs {
                        let hold = engine.heartbeat.hold(run, from: now)
                        group.addTask { try await work(on: run, under: hold, reads) }
                    }
                    if !runs.isEmpty { continue }
                }
                if busy > 0, !isListening, !Task.isCancelled {
                    isListening = true
                    group.addTask { [bell = engine.bell] in
                        await bell.wait(after: seen, atMost: .seconds(2))
                        return nil
                    }
                }
                if busy == 0, !mayHaveMore { return group.cancelAll() }
                guard let ended = try await group.next() else { return }
                guard let run = ended else {
                    isListening = false
                    mayHaveMore = true
                    // All places are taken by runs that take long: make room for others.
                    if busy > slots / 2 { slots = min(slots * 2, Self.most) }
                    continue
                }
                busy -= 1
                tell(run)
                // What waited for this one, or this one again, may be due by now.
                if busy == 0 || !run.group.isEmpty { mayHaveMore = true }
                if busy == 0, Task.isCancelled { return group.cancelAll() }
            }
        }
    }

    private func claim(_ limit: Int) async throws -> [RunRecord] {
        guard !engine.stuck.isTooMany else { throw TooManyStuckPlans() }
        let now = engine.clock.now()
        if engine.mayReap(now), !(try await engine.store.reapRuns(now: now)).isEmpty { engine.failpoint(.afterReap) }
        let runs = try await engine.store.claimRuns(
            limit: limit, now: now, lease: engine.lease(from: now), turns: engine.laneTurns.withLock { $0 },
            rates: engine.rates, only: only)
        engine.laneTurns.withLock { turns in
            for run in runs { turns.took(1, of: RunLane(priority: run.priority, job: run.job)) }
        }
        if !runs.isEmpty { engine.failpoint(.afterClaim) }
        return runs
    }

    private func work(on run: RunRecord, under hold: RunHold, _ reads: SharedReads) async throws -> RunRecord {
        defer { engine.heartbeat.release(hold) }
        var worker = RunWorker(engine: engine, run: run, hold: hold, reads: reads)
        do {
            try await worker.begin()
            while !Task.isCancelled, try await worker.advance(onProgress: onProgress) {}
            if Task.isCancelled { try await worker.giveBack(because: "its worker was told to stop") }
            return worker.run
        } catch is StaleClaim {
            // Another worker has the run by now, and everything it needs.
        } catch  where error is LostHold || (error is CancellationError && Task.isCancelled) {
            try await worker.giveBack(because: "its worker was stopped")
        } catch let error as StoreError {
            throw error
        } catch {
            do {
                try await worker.fail(error)
                return worker.run
            } catch  where error is StaleClaim || error is LostHold {}
        }
        return try await engine.store.run(run.id) ?? run
    }
}
