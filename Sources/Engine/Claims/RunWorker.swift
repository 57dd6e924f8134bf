import Community
import Persistence
import PluginKit
import Scheduling

/// One claimed run, from commit to commit.
///
/// Every commit moves the run on under the claim's epoch; after a crash the next worker finds the run at its last
/// committed page, plans the next one, and the rows of a page that was committed already are not written again.
struct RunWorker: Sendable {
    let engine: ProgramEngine
    private(set) var run: RunRecord
    let hold: RunHold
    private let reads: SharedReads
    private let onProgress: @Sendable (RunProgressReport) -> Void
    /// The plan that ends the run, when it is all that is left to do.
    var ending: StepCommit?
    private var job: PreparedJob?
    private var frame: RunFrame?
    /// Whether the store may have kept a commit whose answer never came: then this worker writes nothing more, as it does
    /// not know where the run stands.
    private var isUncertain = false
    /// Whether the store has it that the run waits for an event, which is over now.
    private var hasWaited = false
    /// People looked at in the current step.
    private var done = 0
    /// People in the store, counted once: counting them reads all of them.
    private var total: Int?

    init(
        engine: ProgramEngine, run: RunRecord, hold: RunHold, reads: SharedReads,
        onProgress: @Sendable @escaping (RunProgressReport) -> Void
    ) {
        self.onProgress = onProgress
        self.engine = engine
        self.run = run
        self.hold = hold
        self.reads = reads
    }

    /// Finds the text of the job that the run started with.
    mutating func begin() async throws {
        let job = engine.prepared(try await engine.job(of: run))
        self.job = job
        frame = RunFrame(run, job: job.job)
    }

    /// Commits the next page or step; false when the run has ended or waits.
    mutating func advance() async throws -> Bool {
        guard let job, var frame else { return false }
        let now = engine.clock.now()
        if let deadline = run.deadline, deadline <= now { return try await endAtDeadline(of: job, now: now) }
        // A run that has only begun has nothing to read.
        let records =
            run.stepIndex == 0 && run.waits == 0 && run.cursor.isEmpty
            ? [] : try await engine.store.steps(ofRun: run.id)
        frame.outputs = Dictionary(records.map { ($0.step, $0.outputs) }) { first, _ in first }
        guard job.steps.indices.contains(run.stepIndex) else {
            return try await end(.succeeded, reason: run.reason, now: now)
        }
        let step = job.steps[run.stepIndex]
        let before = run.stepIndex > 0 ? job.steps[run.stepIndex - 1].id : nil
        let turn = (records.first { $0.step == before }?.finishedAt ?? run.createdAt) + step.after
        if step.after > .zero, run.cursor.isEmpty, turn > now {
            return try await wait(step, until: turn, planned: PlannedStep(), now: now)
        }
        if let condition = step.condition, !condition.holds(frame.value(of:)) {
            return try await finish(
                step, .skipped(because: "does not hold: \(condition.source)"), planned: PlannedStep(), now: now)
        }
        if let setting = step.waitFor, run.cursor.isEmpty {
            let wait = StepWait(setting, turn: turn, frame: frame)
            let isKnown = records.contains { $0.step == step.id }
            hasWaited = wait.event != nil && isKnown
            switch try await wait.look(in: engine, now: now) {
            case .over: break
            case .waits(let until):
                return try await self.wait(step, until: until, for: wait, isKnown: isKnown, now: now)
            case .inVain(let because):
                if let goesOn = try await after(wait, step: step, because: because, now: now) { return goesOn }
            }
        }
        let planner = try StepPlanner(engine: engine, frame: frame, step: step, now: now)
        switch planner.entry.manifest.scope {
        case .page: return try await advancePage(planner)
        case .group: return try await advanceGroup(planner)
        }
    }

    private mutating func advancePage(_ planner: StepPlanner) async throws -> Bool {
        let people = try await planner.people(after: run.cursor)
        let isLast = people.count < StepPlanner.pageSize
        let earlier = planner.frame.outputs[planner.step.id] ?? [:]
        let goesOn = try await plan(planner, people) { worker, planned in
            var planned = planned
            if isLast, case .wait(let until) = planned.outcome {
                // This page is planned again, and says then what it decided.
                planned.outputs = [:]
                return try await worker.wait(planner.step, until: until, planned: planned, now: planner.now)
            }
            planned.outputs = try planner.entry.manifest.joined(earlier, with: planned.outputs)
            if isLast { return try await worker.finish(planner.step, .done, planned: planned, now: planner.now) }
            var progress = worker.progress(.running, stepIndex: worker.run.stepIndex, now: planner.now)
            progress.cursor = people.last?.id.rawValue ?? worker.run.cursor
            try await worker.commit(planned, step: planner.step, progress)
            return true
        }
        done += people.count
        if total == nil { total = try await engine.store.countPeople() }
        let total = max(total ?? 0, done)
        onProgress(
            RunProgressReport(
                run: run.id, job: run.job.rawValue, step: planner.step.id, done: isLast ? total : done,
                total: total))
        return goesOn
    }

    private mutating func advanceGroup(_ planner: StepPlanner) async throws -> Bool {
        var people: [Member] = []
        while true {
            let page = try await reads.people(after: people.last?.id.rawValue ?? "", for: planner)
            people += page
            if page.count < StepPlanner.pageSize { break }
        }
        return try await plan(planner, people) { worker, planned in
            switch planned.outcome {
            case .done: try await worker.finish(planner.step, .done, planned: planned, now: planner.now)
            case .skip(let because):
                try await worker.finish(
                    planner.step, .skipped(because: because), planned: planned, now: planner.now)
            case .wait(let until):
                try await worker.wait(planner.step, until: until, planned: planned, now: planner.now)
            }
        }
    }

    /// Plans, and hands the plan on to be committed; again when something came in that makes it stale.
    ///
    /// Of the steps that write to people one is at it at a time: the caps count what others have planned.
    private mutating func plan(
        _ planner: StepPlanner, _ people: [Member],
        _ commit: (inout RunWorker, PlannedStep) async throws -> Bool
    ) async throws -> Bool {
        for _ in 1...PlanOvertaken.mostTries {
            do {
                guard planner.entry.manifest.purpose != nil else {
                    let planned = try await planner.plan(people, under: hold) { [worker = self] reason in
                        worker.goOn(without: reason)
                    }
                    return try await commit(&self, planned)
                }
                return try await engine.sendingTurn.take {
                    try await commit(&self, try await planner.plan(people, under: hold))
                }
            } catch is AnsweredMeanwhile {
                try await engine.store.settle(run.id, epoch: run.epoch)
            } catch is ContactedMeanwhile {
                continue
            }
        }
        throw PlanOvertaken()
    }

    private var step: PreparedStep? {
        guard let steps = job?.steps, steps.indices.contains(run.stepIndex) else { return nil }
        return steps[run.stepIndex]
    }

    private func progress(_ state: RunState, stepIndex: Int, now: Instant) -> RunProgress {
        RunProgress(
            state: state, stepIndex: stepIndex, dueAt: now, reason: run.reason, now: now,
            leaseUntil: now + ProgramEngine.leaseLength)
    }

    private mutating func commit(_ planned: PlannedStep, step: PreparedStep, _ progress: RunProgress) async throws {
        var commit = planned.commit(run: run.id, epoch: run.epoch, step: step.id, progress: progress)
        commit.heedsAnswers = step.entry?.manifest.scope == .group
        commit.isFirstWord = run.cursor.isEmpty && run.attempt == 0 && run.waits == 0
        // Nobody waits for it where no turn is taken and no other step follows.
        if commit.isPlainEnd, step.entry?.manifest.purpose == nil {
            _ = try prepare(&commit)
            isUncertain = true
            ending = commit
        } else {
            try await write(commit)
        }
    }

    /// Goes on after the plan that was handed over last was refused, or one was given up.
    mutating func takeUp(_ refusal: any Error) async throws {
        // A plan that was to stop, and did not.
        if refusal is CancellationError { throw LostHold() }
        guard !(refusal is StoreError) else { throw refusal }
        isUncertain = false
        guard refusal is AnsweredMeanwhile else { throw refusal }
        try await engine.store.settle(run.id, epoch: run.epoch)
    }

    /// Gets a plan ready to be written, unless nobody can be sure any more that the run is this worker's.
    ///
    /// - Returns: When that was, by elapsed time.
    private func prepare(_ commit: inout StepCommit) throws -> Duration {
        engine.failpoint(.beforeCommit)
        let start = engine.elapsed.elapsed()
        commit.endsWait = hasWaited && commit.waitsFor == nil
        // From now on, not from when the plan began: it may have taken longer than a lease, kept by the heartbeat.
        commit.progress.leaseUntil = engine.clock.now() + ProgramEngine.leaseLength
        guard !hold.isLost, hold.age(at: start) <= ProgramEngine.leaseTrust else { throw LostHold() }
        return start
    }

    /// Writes it, and waits until it is durable.
    private mutating func write(_ commit: StepCommit) async throws {
        var commit = commit
        let start = try prepare(&commit)
        isUncertain = true
        do {
            try await engine.commits.commit(commit)
        } catch  where !(error is StoreError) {
            // Refused, and nothing was kept.
            isUncertain = false
            throw error
        }
        isUncertain = false
        if commit.endsWait { hasWaited = false }
        engine.failpoint(.afterCommit)
        hold.renewed(at: start)
        move(to: commit.progress)
    }

    /// Has the run stand where the store has it now.
    private mutating func move(to progress: RunProgress) { run = run(after: progress) }

    /// The run as it stands when the store has kept this.
    func run(after progress: RunProgress) -> RunRecord {
        var run = run
        run.state = progress.state
        run.stepIndex = progress.stepIndex
        run.cursor = progress.cursor
        run.attempt = progress.attempt
        run.dueAt = progress.dueAt
        run.reason = progress.reason
        run.finishedAt = progress.state.isFinal ? progress.now : nil
        return run
    }

    private mutating func finish(
        _ step: PreparedStep, _ end: RunProgress.StepEnd, planned: PlannedStep, now: Instant
    ) async throws -> Bool {
        let isLast = run.stepIndex + 1 >= (job?.steps.count ?? 0)
        var progress = progress(isLast ? .succeeded : .running, stepIndex: run.stepIndex + 1, now: now)
        progress.stepEnd = end
        try await commit(planned, step: step, progress)
        done = 0
        return !isLast
    }

    private mutating func wait(
        _ step: PreparedStep, until: Instant, planned: PlannedStep, now: Instant
    ) async throws -> Bool {
        try await commit(planned, step: step, waiting(until: until, now: now))
        return false
    }

    private mutating func wait(
        _ step: PreparedStep, until: Instant, for wait: StepWait, isKnown: Bool, now: Instant
    ) async throws -> Bool {
        // What happened before the store knew that the run waits is looked for once more, right after; what another node
        // wrote in the same moment, at the next look.
        let next = now + (isKnown ? .minutes(15) : .seconds(1))
        var commit = StepCommit(
            run: run.id, epoch: run.epoch, step: step.id,
            progress: waiting(until: wait.event == nil ? until : min(until, next), now: now))
        commit.waitsFor = wait.event.map { ($0, wait.member) }
        commit.heedsAnswers = true
        do {
            try await write(commit)
            return false
        } catch is AnsweredMeanwhile {
            try await engine.store.settle(run.id, epoch: run.epoch)
            return true
        }
    }

    private func waiting(until: Instant, now: Instant) -> RunProgress {
        var progress = progress(.waiting, stepIndex: run.stepIndex, now: now)
        progress.cursor = run.cursor
        // Never busy: a plugin that asks for a time that has passed is asked again in a minute.
        progress.dueAt = until > now ? until : now + .minutes(1)
        if let deadline = run.deadline { progress.dueAt = min(progress.dueAt, deadline) }
        return progress
    }

    /// What comes after a wait in vain; nil when the step goes on as if nothing had been waited for.
    private mutating func after(
        _ wait: StepWait, step: PreparedStep, because: String, now: Instant
    ) async throws -> Bool? {
        switch wait.otherwise {
        case .goOn: return nil
        case .skip: return try await finish(step, .skipped(because: because), planned: PlannedStep(), now: now)
        case .end: return try await end(.succeeded, step: step, .skipped(because: because), reason: because, now: now)
        case .fail: return try await end(.failed, step: step, .failed(because: because), reason: because, now: now)
        }
    }

    private mutating func endAtDeadline(of job: PreparedJob, now: Instant) async throws -> Bool {
        let timeout = TimeoutEnd(of: job.job)
        return try await end(timeout.state, step: step, timeout.stepEnd, reason: timeout.reason, now: now)
    }

    private mutating func end(
        _ state: RunState, step: PreparedStep? = nil, _ stepEnd: RunProgress.StepEnd? = nil, reason: String?,
        now: Instant
    ) async throws -> Bool {
        var progress = progress(state, stepIndex: run.stepIndex, now: now)
        progress.cursor = run.cursor
        progress.reason = reason
        progress.stepEnd = stepEnd
        try await write(StepCommit(run: run.id, epoch: run.epoch, step: step?.id ?? "", progress: progress))
        return false
    }

    /// Gives the run back as it was, so that another worker takes it at once; one that has been taken over stays so.
    mutating func giveBack(because reason: String) async throws {
        guard !isUncertain, !run.state.isFinal, run.state != .waiting else { return }
        engine.failpoint(.beforeGiveBack)
        var progress = progress(.ready, stepIndex: run.stepIndex, now: engine.clock.now())
        progress.cursor = run.cursor
        progress.attempt = run.attempt
        // No word about a step that may not have begun.
        var commit = StepCommit(run: run.id, epoch: run.epoch, step: "", progress: progress)
        commit.attemptEnd = (.givenBack, reason)
        do {
            try await engine.commits.commit(commit)
            run.state = .ready
        } catch is StaleClaim {}
    }

    /// Tries the step again later, or ends the run when no try is left or none can help.
    mutating func fail(_ error: any Error) async throws {
        guard !isUncertain, !run.state.isFinal, run.state != .waiting else { return }
        let now = engine.clock.now()
        let canHelp: Bool
        switch error {
        case let failure as PlanFailure: canHelp = failure.retry == .canHelp
        case is Diagnostics: canHelp = false
        default: canHelp = true
        }
        let step = step
        let delay = canHelp ? (step?.definition.retry ?? Retry()).delay(afterFailures: run.attempt + 1) : nil
        var progress = progress(delay == nil ? .failed : .ready, stepIndex: run.stepIndex, now: now)
        progress.cursor = run.cursor
        progress.attempt = run.attempt + 1
        // Whoever wrote the error: a store may have no place for a NUL.
        let words = "\(error)".filter { $0 != "\0" }
        progress.reason = words
        if let delay {
            progress.dueAt = now + delay.spread(by: "\(run.id)|\(run.attempt)")
        } else {
            progress.stepEnd = .failed(because: words)
        }
        var commit = StepCommit(run: run.id, epoch: run.epoch, step: step?.id ?? "", progress: progress)
        commit.attemptEnd = (error is PlanTookTooLong ? .timedOut : .failed, words)
        try await write(commit)
    }
}

extension Duration {
    /// Up to a fifth shorter or longer, always the same for one seed: runs that failed together do not come back together.
    fileprivate func spread(by seed: String) -> Duration {
        var random = SplitMix64(seedText: seed)
        return self * 4 / 5 + self * 2 / 5 * Double(random.next() >> 11) / Double(1 << 53)
    }
}
