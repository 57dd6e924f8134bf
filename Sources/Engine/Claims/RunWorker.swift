import Community
public import Persistence
import PluginKit
import Scheduling

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
    /// Works on everything that is due until nothing is, and tells which runs moved.
    ///
    /// `onProgress`: Called after every committed page.
    /// Returns The runs in the order in which they were worked on, as they stand afterwards.
    @discardableResult
    public func runDue(
        only run: String? = nil, onProgress: @Sendable (RunProgressReport) -> Void = { _ in }
    ) async throws -> [RunRecord] {
        var worked: [RunRecord] = []
        while !Task.isCancelled {
            let now = clock.now()
            guard let claimed = try await store.claimRun(now: now, lease: lease(from: now), only: run) else { break }
            try await work(on: claimed, onProgress: onProgress)
            if let after = try await store.run(claimed.id) { worked.append(after) }
        }
        return worked
    }

    private func work(on run: RunRecord, onProgress: @Sendable (RunProgressReport) -> Void) async throws {
        var run = run
        do {
            let job = try await job(of: run)
            var worker = RunWorker(engine: self, run: run, job: job)
            while !Task.isCancelled, try await worker.advance(onProgress: onProgress) { run = worker.run }
            if Task.isCancelled { try await worker.giveBack() }
        } catch is StaleClaim {
            // Another worker has the run by now, and everything it needs.
        } catch  where error is LapsedLease || error is CancellationError {
            try await RunWorker(engine: self, run: run, job: nil).giveBack()
        } catch let error as StoreError {
            throw error
        } catch {
            try await RunWorker(engine: self, run: run, job: catalog.job(run.job)).fail(error)
        }
    }
}

/// The worker was stopped for longer than its lease lasts: what it planned is not written, and the run given back.
///
/// The epoch in the store refuses a late write anyway; this is for the case in which nobody has taken over yet, and the
/// plan is older than it should be.
private struct LapsedLease: Error {}

/// One claimed run, from commit to commit.
///
/// Every commit moves the run on under the claim's epoch; after a crash the next worker finds the run at its last
/// committed page, plans the next one, and the rows of a page that was committed already are not written again.
struct RunWorker {
    let engine: ProgramEngine
    private(set) var run: RunRecord
    private let job: Job?
    private var frame: RunFrame?
    /// People looked at in the current step.
    private var done = 0
    /// People in the store, counted once: counting them reads all of them.
    private var total: Int?
    /// When the lease was taken or renewed, by elapsed time.
    private var renewedAt: Duration

    init(engine: ProgramEngine, run: RunRecord, job: Job?) {
        self.engine = engine
        self.run = run
        self.job = job
        renewedAt = engine.elapsed.elapsed()
        frame = job.map { RunFrame(run, job: $0) }
    }

    /// Commits the next page or step; false when the run has ended or waits.
    mutating func advance(onProgress: @Sendable (RunProgressReport) -> Void) async throws -> Bool {
        guard let job, var frame else { return false }
        let now = engine.clock.now()
        let records = try await engine.store.steps(ofRun: run.id)
        frame.outputs = Dictionary(records.map { ($0.step, $0.outputs) }) { first, _ in first }
        guard job.definition.steps.indices.contains(run.stepIndex) else {
            return try await end(.succeeded, reason: run.reason, now: now)
        }
        let step = job.definition.steps[run.stepIndex]
        if step.after > .zero, run.cursor.isEmpty {
            let before = run.stepIndex > 0 ? job.definition.steps[run.stepIndex - 1].stepID : nil
            let ended = records.first { $0.step == before }?.finishedAt
            let start = (ended ?? run.createdAt) + step.after
            if start > now { return try await wait(step, until: start, planned: PlannedStep(), now: now) }
        }
        if let condition = step.when, !condition.holds(frame.value(of:)) {
            return try await finish(
                step, .skipped(because: "does not hold: \(condition.source)"), planned: PlannedStep(), now: now)
        }
        let planner = try StepPlanner(engine: engine, frame: frame, step: step, now: now)
        switch planner.entry.manifest.scope {
        case .page: return try await advancePage(planner, onProgress: onProgress)
        case .group: return try await advanceGroup(planner)
        }
    }

    private mutating func advancePage(
        _ planner: StepPlanner, onProgress: @Sendable (RunProgressReport) -> Void
    ) async throws -> Bool {
        let people = try await planner.people(after: run.cursor)
        let planned = try await planner.plan(people)
        let isLast = people.count < StepPlanner.pageSize
        done += people.count
        if total == nil { total = try await engine.store.countPeople() }
        let total = max(total ?? 0, done)
        defer {
            onProgress(
                RunProgressReport(
                    run: run.id, job: run.job.rawValue, step: planner.step.stepID, done: isLast ? total : done,
                    total: total))
        }
        if isLast { return try await finish(planner.step, .done, planned: planned, now: planner.now) }
        var progress = progress(.running, stepIndex: run.stepIndex, now: planner.now)
        progress.cursor = people.last?.id.rawValue ?? run.cursor
        try await commit(planned, step: planner.step, progress)
        return true
    }

    private mutating func advanceGroup(_ planner: StepPlanner) async throws -> Bool {
        while true {
            do {
                return try await tryGroup(planner)
            } catch is AnsweredMeanwhile {
                try await engine.store.settle(run.id, epoch: run.epoch)
            }
        }
    }

    private mutating func tryGroup(_ planner: StepPlanner) async throws -> Bool {
        var people: [Member] = []
        while true {
            let page = try await planner.people(after: people.last?.id.rawValue ?? "")
            people += page
            if page.count < StepPlanner.pageSize { break }
        }
        let planned = try await planner.plan(people)
        switch planned.outcome {
        case .done: return try await finish(planner.step, .done, planned: planned, now: planner.now)
        case .skip(let because):
            return try await finish(planner.step, .skipped(because: because), planned: planned, now: planner.now)
        case .wait(let until): return try await wait(planner.step, until: until, planned: planned, now: planner.now)
        }
    }

    private func progress(_ state: RunState, stepIndex: Int, now: Instant) -> RunProgress {
        RunProgress(
            state: state, stepIndex: stepIndex, dueAt: now, reason: run.reason, now: now,
            leaseUntil: now + ProgramEngine.leaseLength)
    }

    private mutating func commit(_ planned: PlannedStep, step: StepDefinition, _ progress: RunProgress) async throws {
        var commit = planned.commit(run: run.id, epoch: run.epoch, step: step.stepID, progress: progress)
        guard engine.elapsed.elapsed() - renewedAt <= ProgramEngine.leaseLength else { throw LapsedLease() }
        commit.heedsAnswers = engine.registry[step.uses.id]?.manifest.scope == .group
        try await engine.store.commit(commit)
        renewedAt = engine.elapsed.elapsed()
        run.state = progress.state
        run.stepIndex = progress.stepIndex
        run.cursor = progress.cursor
        run.attempt = progress.attempt
    }

    private mutating func finish(
        _ step: StepDefinition, _ end: RunProgress.StepEnd, planned: PlannedStep, now: Instant
    ) async throws -> Bool {
        let isLast = run.stepIndex + 1 >= (job?.definition.steps.count ?? 0)
        var progress = progress(isLast ? .succeeded : .running, stepIndex: run.stepIndex + 1, now: now)
        progress.stepEnd = end
        try await commit(planned, step: step, progress)
        done = 0
        return !isLast
    }

    private mutating func wait(
        _ step: StepDefinition, until: Instant, planned: PlannedStep, now: Instant
    ) async throws -> Bool {
        var progress = progress(.waiting, stepIndex: run.stepIndex, now: now)
        // Never busy: a plugin that asks for a time that has passed is asked again in a minute.
        progress.dueAt = until > now ? until : now + .minutes(1)
        try await commit(planned, step: step, progress)
        return false
    }

    private mutating func end(_ state: RunState, reason: String?, now: Instant) async throws -> Bool {
        var progress = progress(state, stepIndex: run.stepIndex, now: now)
        progress.reason = reason
        let commit = StepCommit(run: run.id, epoch: run.epoch, step: "", progress: progress)
        try await engine.store.commit(commit)
        return false
    }

    /// Gives the run back as it was, so that another worker takes it at once; one that has been taken over stays so.
    func giveBack() async throws {
        let now = engine.clock.now()
        var progress = progress(.ready, stepIndex: run.stepIndex, now: now)
        progress.cursor = run.cursor
        progress.attempt = run.attempt
        do {
            // No word about a step that may not have begun.
            try await engine.store.commit(StepCommit(run: run.id, epoch: run.epoch, step: "", progress: progress))
        } catch is StaleClaim {}
    }

    private var currentStep: StepDefinition? {
        guard let steps = job?.definition.steps, steps.indices.contains(run.stepIndex) else { return nil }
        return steps[run.stepIndex]
    }

    /// Tries the step again later, or ends the run when no try is left or none can help.
    func fail(_ error: any Error) async throws {
        let now = engine.clock.now()
        let canHelp: Bool
        switch error {
        case let failure as PlanFailure: canHelp = failure.retry == .canHelp
        case is Diagnostics: canHelp = false
        default: canHelp = true
        }
        let step = currentStep
        let delay = canHelp ? (step?.retry ?? Retry()).delay(afterFailures: run.attempt + 1) : nil
        var progress = progress(delay == nil ? .failed : .ready, stepIndex: run.stepIndex, now: now)
        progress.cursor = run.cursor
        progress.attempt = run.attempt + 1
        progress.reason = "\(error)"
        if let delay { progress.dueAt = now + delay } else { progress.stepEnd = .failed(because: "\(error)") }
        try await engine.store.commit(
            StepCommit(run: run.id, epoch: run.epoch, step: step?.stepID ?? "", progress: progress))
    }
}
