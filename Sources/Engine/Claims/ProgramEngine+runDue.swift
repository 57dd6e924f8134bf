public import Persistence
import PluginKit
public import Scheduling

/// Tells how far a run has come, for people who watch.
public struct RunProgressReport: Hashable, Sendable {
    public let run: String
    public let job: String
    public let step: String
    /// People looked at so far in this step.
    public let done: Int
    public let total: Int
}

extension ProgramEngine {
    /// Works on everything that is due until nothing is.
    ///
    /// When the task is cancelled, what is begun and not committed is dropped, and every claim given back.
    ///
    /// `only`: This run alone.
    /// `oneAtATime`: Each to its end before the next is begun, always in the same order: what two of them may count
    ///   of each other then never depends on which was quicker.
    /// `onProgress`: Called after every committed page, by several runs at a time.
    /// `onRun`: Called with each run as it stands when this is done with it, in the order in which they end.
    /// Throws `StoreError` when the store cannot be used, `TooManyStuckPlans` when plugins that do not stop have used up
    /// the process; what was committed is kept.
    public func runDue(
        only run: String? = nil, oneAtATime: Bool = false,
        onProgress: @Sendable @escaping (RunProgressReport) -> Void = { _ in }, onRun: (RunRecord) -> Void
    ) async throws {
        try await heartbeat.during {
            var pool = RunPool(engine: self, only: run, onProgress: onProgress)
            if oneAtATime { pool.most = 1 }
            try await pool.drain(onRun)
        }
    }

    /// The same, for as many runs as fit into memory.
    ///
    /// Returns The runs as they stand afterwards, in the order in which they ended.
    @discardableResult
    public func runDue(
        only run: String? = nil, oneAtATime: Bool = false,
        onProgress: @Sendable @escaping (RunProgressReport) -> Void = { _ in }
    ) async throws -> [RunRecord] {
        var runs: [RunRecord] = []
        try await runDue(only: run, oneAtATime: oneAtATime, onProgress: onProgress) { runs.append($0) }
        return runs
    }

    /// Ends an unfinished run, whether or not somebody is at it.
    ///
    /// Returns The run as it stands now, and whether this call ended it; nil when there is no such run.
    public func cancel(
        run id: String, because reason: String
    ) async throws -> (run: RunRecord, isCancelled: Bool)? {
        try await store.cancelRun(id, because: reason, at: clock.now())
    }

    /// Makes a run that failed ready again, with the files as they are now where its own text is kept no longer.
    ///
    /// Returns The run as it stands now, and whether this call revived it; nil when there is no such run.
    public func replay(run id: String) async throws -> (run: RunRecord, isReady: Bool)? {
        defer { bell.ring() }
        let now = clock.now()
        let timeout = try await store.run(id).flatMap { catalog.job($0.job)?.definition.timeout }
        return try await store.replayRun(id, deadline: timeout.map { now + $0 }, at: now)
    }

    /// When there is something to do next for a worker; nil when nothing waits.
    public func nextRunDue() async throws -> Instant? { try await store.nextRunDue(rates: rates) }

    /// The limits of jobs that have one.
    var rates: [JobID: RunRate] {
        var rates: [JobID: RunRate] = [:]
        for job in catalog.jobs where job.definition.rate.runs > 0 {
            rates[job.id] = RunRate(runs: job.definition.rate.runs, per: job.definition.rate.per)
        }
        return rates
    }
}
