import Community
public import Persistence
import PluginKit
public import Scheduling

/// What one look at the clock decided.
public struct TickReport: Hashable, Sendable {
    /// New runs, ready to be claimed.
    public var started: [RunRecord] = []
    /// Times that were let go, each with its reason.
    public var skipped: [RunRecord] = []
    /// Runs whose time was up before a worker came to them, as they ended.
    public var ended: [RunRecord] = []
    /// When to look again; nil when nothing is scheduled.
    public var next: Instant?
}

extension ProgramEngine {
    /// Decides every scheduled time up to now: run or skipped, each recorded once, whoever else ticks.
    ///
    /// A trigger that is new, was changed, or belongs to a job that is enabled again, is watched from now on and fires
    /// nothing of the past.
    public func tick() async throws -> TickReport {
        let now = clock.now()
        let memberZones = try await store.zones(leftSince: now - .days(2))
        let pauses = try await store.pauses()
        var gone = Dictionary(
            try await store.schedules().map { ("\($0.job) \($0.trigger) \($0.zone)", $0) }
        ) { first, _ in first }
        var report = TickReport()
        report.add(next: try await climbSafety())
        for (job, triggers) in watchedTriggers(memberZones: memberZones, now: now) {
            if job.definition.enabled { try await keepVersion(of: job, at: now) }
            for trigger in triggers {
                let record = gone.removeValue(forKey: "\(job.id) \(trigger.key) \(trigger.zone)")
                // A job that nobody has enabled yet is not watched at all.
                if record == nil, !job.definition.enabled { continue }
                guard let record, record.definition == trigger.definition else {
                    let plan = planChange(to: trigger.schedule, watermark: record?.watermark, now: now)
                    try await store.watch(
                        ScheduleRecord(
                            job: job.id, trigger: trigger.key, zone: trigger.zone, definition: trigger.definition,
                            watermark: plan.watermark, revision: 0))
                    report.add(next: plan.next)
                    continue
                }
                guard job.definition.enabled else { continue }
                try await tick(trigger, record, now: now, pauses: pauses[job.id] ?? [], into: &report)
            }
        }
        // A trigger that was taken out, or a zone that nobody lives in, is a new one when it comes back.
        try await store.unwatch(gone.values.filter { !$0.definition.isEmpty }, as: owner, files: filesDigest, at: now)
        try await tickEvents(now: now, pauses: pauses, into: &report)
        let overdue = try await endOverdue(now: now)
        report.ended = overdue.ended
        report.add(next: overdue.next)
        return report
    }

    private func tick(
        _ trigger: WatchedTrigger, _ record: ScheduleRecord, now: Instant, pauses: [Pause],
        into report: inout TickReport
    ) async throws {
        let group = trigger.group
        // Nothing due is the rule, and then nothing is asked or written: the watermark may stay, as nothing lies between.
        guard let next = trigger.schedule.next(after: record.watermark)?.instant else { return }
        guard next <= now else { return report.add(next: next) }
        let unfinished = group.isEmpty ? UnfinishedRuns() : try await store.unfinishedRuns(inGroup: group)
        let plan = planTick(
            trigger.schedule, watermark: record.watermark, now: now, running: unfinished, pauses: pauses)
        report.add(next: plan.next)
        guard plan.watermark > record.watermark else { return }
        let anchors = try await dateAnchors(of: trigger)
        var runs: [RunRecord] = []
        for skipped in plan.skipped where trigger.concernsSomebody(at: skipped.last, anchors: anchors) {
            var run = self.run(
                of: trigger, at: skipped.last, now: now, state: .skipped, reason: skipped.reason.rawValue)
            run.missed = skipped.count
            runs.append(run)
        }
        for fire in plan.fires where trigger.concernsSomebody(at: fire.instant, anchors: anchors) {
            var run = self.run(of: trigger, at: fire.instant, now: now, state: .ready, reason: fire.note)
            run.dueAt = max(now, fire.due)
            run.deadline = trigger.job.definition.timeout.map { run.dueAt + $0 }
            runs.append(run)
        }
        let replaced = plan.cancelsRunning || plan.dropsQueued ? group : nil
        failpoint(.beforeTick)
        let added = try await store.commitTick(record, watermark: plan.watermark, runs: runs, replacing: replaced)
        failpoint(.afterTick)
        guard let added else { return }
        report.started += runs.filter { $0.state == .ready && added.contains($0.id) }
        report.skipped += runs.filter { $0.state == .skipped && added.contains($0.id) }
    }

    /// Starts a run for each kind of event that has happened, for the people whom it happened to.
    private func tickEvents(
        now: Instant, pauses: [JobID: [Pause]], into report: inout TickReport
    ) async throws {
        let waiting = try await store.eventNamesWaiting()
        guard !waiting.isEmpty else { return }
        for name in waiting {
            let runs = catalog.jobs.filter { job in
                job.definition.enabled && !(pauses[job.id] ?? []).contains { $0.holds(now) }
            }.flatMap { job in
                job.definition.on.event.enumerated().filter { $0.element.name == name }.map { index, _ in
                    RunRecord(
                        id: RunRecord.id(of: "event|\(job.id)|\(name)|\(now.milliseconds)", at: now), job: job.id,
                        jobRevision: job.revision, cause: .event,
                        trigger: TriggerKey.text("event", index), nominal: now, zone: "", state: .ready, dueAt: now,
                        group: "", createdAt: now
                    ).bounded(by: job.definition)
                }
            }
            // What no job here asks for is left for a while to nodes that may have other jobs.
            let until = runs.isEmpty ? now - NodeRecord.life : nil
            report.started += try await store.takeEvents(named: name, runs: runs, until: until, at: now)
            failpoint(.afterEvents)
        }
    }

    /// The dates that a date trigger counts from, of all people on its clock; none for another trigger.
    func dateAnchors(of trigger: WatchedTrigger) async throws -> Set<CivilDate> {
        switch trigger.date?.field {
        case nil: return []
        case .joinedOn: return try await store.joinDates(zones: zoneFilter(trigger.zone))
        case .endedOn:
            let ends = try await store.endTimes(zones: zoneFilter(trigger.zone))
            return Set(ends.map { trigger.rules.civil(at: $0).date })
        }
    }

    /// The zones whose people a run is for, as the store has them; nil for everybody.
    func zoneFilter(_ zone: String) -> [String]? {
        guard !zone.isEmpty else { return nil }
        return zone == catalog.configuration.timezone.name ? [zone, ""] : [zone]
    }

    func run(
        of trigger: WatchedTrigger, at nominal: Instant, now: Instant, state: RunState, reason: String?
    ) -> RunRecord {
        RunRecord(
            id: RunRecord.id(of: "\(trigger.job.id)|\(nominal.milliseconds)|\(trigger.zone)", at: nominal),
            job: trigger.job.id, jobRevision: trigger.job.revision, cause: trigger.cause, trigger: trigger.key,
            nominal: nominal, zone: trigger.zone, state: state, reason: reason, dueAt: now,
            group: trigger.group, createdAt: now,
            finishedAt: state == .skipped ? now : nil
        ).bounded(by: trigger.job.definition)
    }
}

extension TickReport {
    fileprivate mutating func add(next candidate: Instant?) {
        guard let candidate else { return }
        next = min(next ?? candidate, candidate)
    }
}

extension Job {
    /// The runs that must not overlap; empty when they may.
    ///
    /// On people's own clocks each zone counts for itself. A group such as `${{ inputs.cohort }}` is the job's own, kept apart
    /// by what the input says.
    func concurrencyGroup(zone: String, inputs: [String: String] = [:]) -> String {
        if definition.concurrency.overlap == .allow { return "" }
        var group = definition.concurrency.group ?? id.rawValue
        if group.hasPrefix("${{") {
            let frame = RunFrame(
                run: nil, job: self, cause: .manual, trigger: "", nominal: Instant(milliseconds: 0), zone: "",
                inputs: inputs)
            group = "\(id.rawValue) \(frame.text(group) ?? "")"
        }
        return "\(group)\(zone.isEmpty ? "" : " \(zone)")"
    }
}
