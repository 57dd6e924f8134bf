/// What one look at the clock decides for one schedule.
public struct TickPlan: Hashable, Sendable {
    /// To run, in order of their nominal times.
    public var fires: [PlannedFire]
    /// Let go, with the reason, in order.
    public var skipped: [SkippedTicks]
    /// Everything up to here is decided.
    public let watermark: Instant
    /// The next nominal time after the watermark that no pause holds; nil when there is none.
    public let next: Instant?
    /// The group's running runs are to be cancelled before the new one starts.
    public var cancelsRunning: Bool = false
    /// The group's waiting runs are to be let go before the new one starts.
    public var dropsQueued: Bool = false
}

/// Decides the fires in (watermark, now] of a schedule: the engine's loop, what looks ahead, the simulation and the tests
/// call this one.
///
/// Pure. Every nominal time of the range is in the plan just once, as a fire or as skipped. The watermark never moves
/// back: when the clock was set back, nothing is decided until it has passed the watermark again. Over a thousand times
/// that are skipped for one reason are told by their ends and their number, which is counted by days.
///
/// `running`: The group's unfinished runs, for the overlap policy.
/// `pauses`: Their times are skipped for good; an open one holds up to `now`.
public func planTick(
    _ schedule: Schedule, watermark: Instant, now: Instant, running: UnfinishedRuns = UnfinishedRuns(),
    pauses: [Pause] = []
) -> TickPlan {
    guard now > watermark else {
        return TickPlan(
            fires: [], skipped: [], watermark: watermark,
            next: schedule.upcoming(after: watermark, pauses: pauses))
    }
    let range = TickRange(after: watermark, through: now)
    var decision = MissedDecision(schedule, now: now)
    if schedule.isEnabled {
        let (active, paused) = range.split(by: pauses)
        decision.skip(paused, .paused)
        decision.decide(active)
    } else {
        decision.skip([range], .disabled)
    }
    var plan = TickPlan(
        fires: [], skipped: decision.skipped, watermark: now, next: schedule.upcoming(after: now, pauses: pauses))
    plan.add(decision.chosen, of: schedule, running: running)
    plan.skipped.sort { ($0.first, $0.last) < ($1.first, $1.last) }
    return plan
}

/// The plan when a schedule is new, or its definition is another than the one that the watermark belongs to.
///
/// Nothing of the past fires, not even what the old definition left undecided; the watermark moves to now and never back.
public func planChange(to schedule: Schedule, watermark: Instant?, now: Instant) -> TickPlan {
    let watermark = max(watermark ?? now, now)
    return TickPlan(fires: [], skipped: [], watermark: watermark, next: schedule.upcoming(after: watermark))
}

extension Schedule {
    /// The next nominal time that is not held; nil while the schedule is disabled or paused for an open time.
    fileprivate func upcoming(after instant: Instant, pauses: [Pause] = []) -> Instant? {
        guard isEnabled else { return nil }
        var position = instant
        // Each pause is passed once at most.
        for _ in 0...pauses.count {
            guard let fire = next(after: position)?.instant else { return nil }
            let holding = pauses.filter { $0.from <= fire && $0.until.map { fire < $0 } ?? true }
            guard !holding.isEmpty else { return fire }
            var end = fire
            for pause in holding {
                guard let until = pause.until else { return nil }
                end = max(end, until - .milliseconds(1))
            }
            position = end
        }
        return nil
    }
}

extension TickPlan {
    /// Adds each fire as the overlap policy says, the ones before it counted in.
    fileprivate mutating func add(_ chosen: [CronFire], of schedule: Schedule, running: UnfinishedRuns) {
        var unfinished = running
        for fire in chosen {
            let decision = schedule.overlap.decide(running: unfinished.running, queued: unfinished.queued)
            switch decision.newRun {
            case .skip:
                skip(fire, .overlapping)
                continue
            case .wait: unfinished.queued += 1
            case .start:
                if decision.cancelsRunning || decision.dropsQueued {
                    cancelsRunning = running.running > 0
                    dropsQueued = running.queued > 0
                    unfinished = UnfinishedRuns()
                    // What this very plan was to start has not begun yet.
                    for earlier in fires { skip(earlier.fire, .replaced) }
                    fires = []
                }
                unfinished.running += 1
            }
            fires.append(PlannedFire(fire, due: schedule.due(fire), waits: decision.newRun == .wait))
        }
    }

    private mutating func skip(_ fire: CronFire, _ reason: SkippedTicks.Reason) {
        skipped.append(SkippedTicks(first: fire.instant, last: fire.instant, count: 1, reason: reason))
    }
}
