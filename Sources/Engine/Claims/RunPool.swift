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
    /// Runs under way at the same time, at the most.
    var most = 2_048
    let onProgress: @Sendable (RunProgressReport) -> Void

    private static let fewest = 16
    /// A batch of which half is done within this time may be larger the next time.
    private static let moment: Duration = .milliseconds(500)

    /// Works until nothing is due or the task is cancelled; then what is held is given back.
    ///
    /// While runs are under way it looks again whenever the bell rings and every two seconds: one that takes long keeps
    /// nothing else waiting.
    ///
    /// `tell`: Called with each run as it stands when this is done with it.
    func drain(_ tell: (RunRecord) -> Void) async throws {
        let ends = RunEnds()
        try await withTaskCancellationHandler {
            try await drain(ends, tell)
        } onCancel: {
            engine.heartbeat.cancel(ends)
        }
    }

    /// The tasks of the workers are no group of this one's, which would look through all of them whenever one ends; each
    /// tells `ends` once, and all of them have when this returns.
    private func drain(_ ends: RunEnds, _ tell: (RunRecord) -> Void) async throws {
        var failure: (any Error)?
        var listener: Task<Void, Never>?
        defer { listener?.cancel() }
        var busy = 0
        var slots = min(Self.fewest, most)
        var mayHaveMore = true
        var claimed: Duration?
        while true {
            let seen = engine.bell.rings
            if !Task.isCancelled, failure == nil, mayHaveMore, busy <= slots / 2 {
                let now = engine.elapsed.elapsed()
                if let last = claimed {
                    slots = now - last <= Self.moment ? min(slots * 2, most) : min(Self.fewest, most)
                }
                claimed = now
                do {
                    let workers = try await claim(max(1, slots - busy), for: ends)
                    mayHaveMore = !workers.isEmpty
                    busy += workers.count
                    for worker in workers { start(worker) }
                    // What was claimed while this was told to stop is given back.
                    if Task.isCancelled { engine.heartbeat.cancel(ends) }
                    if !workers.isEmpty { continue }
                } catch {
                    failure = error
                    engine.heartbeat.cancel(ends)
                }
            }
            if busy == 0, !mayHaveMore || Task.isCancelled || failure != nil { break }
            if listener == nil, !Task.isCancelled, failure == nil {
                listener = Task { [bell = engine.bell] in
                    await bell.wait(after: seen, atMost: .seconds(2))
                    ends.add { $0.hasRung = true }
                }
            }
            let news = await ends.next()
            if news.hasRung {
                listener = nil
                mayHaveMore = true
                // All places are taken by runs that take long: make room for others.
                if busy > slots / 2 { slots = min(slots * 2, most) }
            }
            for (worker, error) in news.refused { start(worker, after: error) }
            if let first = news.failures.first, failure == nil {
                failure = first
                engine.heartbeat.cancel(ends)
            }
            busy -= news.runs.count + news.failures.count
            for run in news.runs { tell(run) }
            // What waited for this one, or this one again, may be due by now.
            if busy == 0 || news.runs.contains(where: { !$0.group.isEmpty }) { mayHaveMore = true }
        }
        if let failure { throw failure }
    }

    private func start(_ worker: RunWorker, after error: (any Error)? = nil) {
        worker.hold.attend(
            Task {
                var worker = worker
                await worker.work(after: error)
            })
    }

    private func claim(_ limit: Int, for ends: RunEnds) async throws -> [RunWorker] {
        let start = engine.elapsed.elapsed()
        guard !engine.stuck.isTooMany else { throw TooManyStuckPlans() }
        let now = engine.clock.now()
        if engine.mayReap(now), !(try await engine.store.reapRuns(now: now)).isEmpty { engine.failpoint(.afterReap) }
        let runs = try await engine.store.claimRuns(
            limit: limit, now: now, lease: engine.lease(from: now), turns: engine.laneTurns.withLock { $0 },
            rates: engine.rates, only: only)
        engine.laneTurns.withLock { turns in
            for (lane, count) in Self.lanes(of: runs) { turns.took(count, of: lane) }
        }
        if !runs.isEmpty { engine.failpoint(.afterClaim) }
        let reads = SharedReads(elapsed: engine.elapsed)
        return zip(runs, engine.heartbeat.hold(runs, from: start, for: ends)).map { run, hold in
            RunWorker(engine: engine, run: run, hold: hold, reads: reads, onProgress: onProgress)
        }
    }

    /// The lanes of runs that stand together.
    private static func lanes(of runs: [RunRecord]) -> [(lane: RunLane, count: Int)] {
        var lanes: [(lane: RunLane, count: Int)] = []
        for run in runs {
            if let last = lanes.last, last.lane.job == run.job, last.lane.priority == run.priority {
                lanes[lanes.count - 1].count += 1
            } else {
                lanes.append((RunLane(priority: run.priority, job: run.job), 1))
            }
        }
        return lanes
    }
}
