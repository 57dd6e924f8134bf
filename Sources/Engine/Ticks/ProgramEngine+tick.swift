import Community
public import Persistence
public import PluginKit
public import Scheduling

/// What one look at the clock decided.
public struct TickReport: Hashable, Sendable {
    /// New runs, ready to be claimed.
    public var started: [RunRecord] = []
    /// Times that were let go, each with its reason.
    public var skipped: [RunRecord] = []
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
        let memberZones = try await store.zones()
        let known = Dictionary(
            try await store.schedules().map { ("\($0.job) \($0.trigger) \($0.zone)", $0) }
        ) { first, _ in first }
        var report = TickReport()
        for job in catalog.jobs {
            if job.definition.enabled { try await store.keepJobVersion(job, at: now) }
            for trigger in triggers(of: job, memberZones: memberZones) {
                let schedule = known["\(job.id) \(trigger.key) \(trigger.zone)"]
                // A job that nobody has enabled yet is not watched at all.
                if schedule == nil, !job.definition.enabled { continue }
                guard let schedule, schedule.definition == trigger.definition else {
                    try await store.watch(
                        ScheduleRecord(
                            job: job.id, trigger: trigger.key, zone: trigger.zone, definition: trigger.definition,
                            watermark: now, revision: 0))
                    if job.definition.enabled {
                        report.add(next: trigger.recurrence.next(after: now, in: trigger.rules)?.instant)
                    }
                    continue
                }
                guard job.definition.enabled else { continue }
                try await tick(trigger, schedule, now: now, into: &report)
            }
        }
        return report
    }

    private func tick(
        _ trigger: WatchedTrigger, _ schedule: ScheduleRecord, now: Instant, into report: inout TickReport
    ) async throws {
        let plan = planTick(
            trigger.recurrence, in: trigger.rules, watermark: schedule.watermark, now: now, catchUp: trigger.catchUp)
        report.add(next: plan.next)
        guard plan.watermark > schedule.watermark else { return }
        var runs: [RunRecord] = []
        for skipped in plan.skipped where try await hasAudience(trigger, at: skipped.last) {
            runs.append(
                record(
                    trigger, at: skipped.last, now: now, state: .skipped, reason: skipped.reason.rawValue,
                    missed: skipped.count))
        }
        for fire in plan.fires where try await hasAudience(trigger, at: fire.instant) {
            var run = record(trigger, at: fire.instant, now: now, state: .ready, reason: fire.note, missed: 0)
            if trigger.job.definition.concurrency.overlap == .skip,
                try await store.unfinishedRuns(inGroup: run.group) > 0
            {
                run.state = .skipped
                run.reason = "the run before it is not finished"
                run.finishedAt = now
            }
            runs.append(run)
        }
        guard try await store.commitTick(schedule, watermark: plan.watermark, runs: runs) != nil else { return }
        report.started += runs.filter { $0.state == .ready }
        report.skipped += runs.filter { $0.state == .skipped }
    }

    /// Whether anybody's date falls on that day; always, for what is no date trigger.
    private func hasAudience(_ trigger: WatchedTrigger, at instant: Instant) async throws -> Bool {
        guard let date = trigger.date else { return true }
        let day = trigger.rules.civil(at: instant).date
        return try await dateAnchors(of: trigger).contains { date.rule.falls(on: day, anchor: $0) }
    }

    /// The dates that a date trigger counts from, of all people on its clock; none for another trigger.
    func dateAnchors(of trigger: WatchedTrigger) async throws -> Set<CivilDate> {
        guard trigger.date != nil else { return [] }
        return try await store.joinDates(zones: zoneFilter(trigger.zone))
    }

    /// The zones whose people a run is for, as the store has them; nil for everybody.
    func zoneFilter(_ zone: String) -> [String]? {
        guard !zone.isEmpty else { return nil }
        return zone == catalog.configuration.timezone.name ? [zone, ""] : [zone]
    }

    private func record(
        _ trigger: WatchedTrigger, at nominal: Instant, now: Instant, state: RunState, reason: String?, missed: Int
    ) -> RunRecord {
        RunRecord(
            id: "r-" + Digest.short(of: "\(trigger.job.id)|\(nominal.milliseconds)|\(trigger.zone)", count: 8),
            job: trigger.job.id, jobRevision: trigger.job.revision, cause: trigger.cause, trigger: trigger.key,
            nominal: nominal, zone: trigger.zone, state: state, reason: reason, missed: missed, dueAt: now,
            group: trigger.job.concurrencyGroup(zone: trigger.zone), createdAt: now,
            finishedAt: state == .skipped ? now : nil)
    }

    /// Adds a run that a person starts now.
    ///
    /// `inputs`: By name; checked against what the job declares.
    /// Throws `ManualRunRefusal`, and nothing is added.
    public func start(_ job: Job, inputs: [String: String]) async throws -> RunRecord {
        guard job.definition.enabled else { throw ManualRunRefusal.disabled(job.id, file: job.file) }
        let declared = job.definition.on.manual?.inputs ?? NamedSettings()
        for (name, value) in inputs.sorted(by: { $0.key < $1.key }) {
            guard let input = declared[name] else {
                throw ManualRunRefusal.unknownInput(name, known: declared.entries.map(\.name))
            }
            if let fault = input.fault(of: value) { throw ManualRunRefusal.wrongInput(name, fault) }
            if input.type == .member, !value.isEmpty, try await store.person(MemberID(value)) == nil {
                throw ManualRunRefusal.wrongInput(name, "there is no member '\(value)'")
            }
        }
        for entry in declared.entries where entry.value.required && (inputs[entry.name] ?? entry.value.default) == nil {
            throw ManualRunRefusal.wrongInput(entry.name, "it must be given")
        }
        let now = clock.now()
        let group = job.concurrencyGroup(zone: "")
        if job.definition.concurrency.overlap == .skip, try await store.unfinishedRuns(inGroup: group) > 0 {
            throw ManualRunRefusal.overlaps(job.id)
        }
        try await store.keepJobVersion(job, at: now)
        let salt = try await store.runs(limit: 1).first?.id ?? ""
        let run = RunRecord(
            id: "r-" + Digest.short(of: "manual|\(job.id)|\(now.milliseconds)|\(salt)", count: 8), job: job.id,
            jobRevision: job.revision, cause: .manual, trigger: "manual", nominal: now, zone: "", state: .ready,
            dueAt: now, inputs: inputs, group: group, createdAt: now)
        try await store.addRun(run)
        return run
    }
}

/// Why a run was not started by hand.
public enum ManualRunRefusal: Error, Hashable, CustomStringConvertible {
    case disabled(JobID, file: String)
    case unknownInput(String, known: [String])
    case wrongInput(String, String)
    case overlaps(JobID)

    public var description: String {
        switch self {
        case .disabled(let job, let file): "job '\(job)' is disabled; set 'enabled: true' in \(file)"
        case .unknownInput(let name, let known):
            known.isEmpty
                ? "the job takes no inputs, found '\(name)'"
                : "the job has no input '\(name)', expected one of \(known.joined(separator: ", "))"
                    + Suggestion.phrase(for: name, among: known)
        case .wrongInput(let name, let fault): "input '\(name)': \(fault)"
        case .overlaps(let job): "a run of '\(job)' is not finished yet; see milieu runs list"
        }
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
    /// On people's own clocks each zone counts for itself.
    func concurrencyGroup(zone: String) -> String {
        if definition.concurrency.overlap == .allow { return "" }
        return "\(definition.concurrency.group ?? id.rawValue)\(zone.isEmpty ? "" : " \(zone)")"
    }
}
