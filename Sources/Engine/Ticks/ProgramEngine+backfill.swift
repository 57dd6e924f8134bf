public import Persistence
public import PluginKit
public import Scheduling

extension ProgramEngine {
    /// Adds runs for the times of a job in a half-open range of the past, apart from every tick.
    ///
    /// A time that has a run keeps it, unless that one was skipped: then it runs after all. At most 1,000 times for one clock.
    ///
    /// Throws `PlanFailure` when there are more; nothing is added then.
    ///
    /// `isTrial`: Only tell; nothing is added.
    /// Returns The runs, in the order of their times.
    public func backfill(
        _ job: Job, from start: Instant, to end: Instant, isTrial: Bool
    ) async throws -> [RunRecord] {
        guard start < end else { return [] }
        let now = clock.now()
        var runs: [RunRecord] = []
        for trigger in triggers(of: job, memberZones: try await store.zones(), over: start..<end) {
            let plan = planBackfill(trigger.schedule, over: start..<end)
            guard plan.count == plan.fires.count else {
                throw PlanFailure(
                    "there are \(plan.count) times in between, expected at most \(plan.fires.count); name fewer days",
                    retry: .cannotHelp)
            }
            let anchors = try await dateAnchors(of: trigger)
            for fire in plan.fires where trigger.concernsSomebody(at: fire.instant, anchors: anchors) {
                var run = run(of: trigger, at: fire.instant, now: now, state: .ready, reason: "made up for by hand")
                // What is late already gives way to what is due today.
                run.priority = .low
                runs.append(run)
            }
        }
        var seen: Set<String> = []
        runs = runs.filter { seen.insert("\($0.nominal.milliseconds) \($0.zone)").inserted }
        runs.sort { ($0.nominal, $0.zone) < ($1.nominal, $1.zone) }
        let open = try await store.withoutRun(runs)
        if isTrial { return open }
        try await keepVersion(of: job, at: now)
        return try await store.addBackfill(open)
    }

    /// What starts a job, in plain words.
    public func starts(_ job: Job) -> [String] {
        let on = job.definition.on
        func zone(_ setting: ZoneSetting?) -> String {
            switch setting {
            case .member: ", each member's own time"
            case .named(let name): ", \(name)"
            case nil: ""
            }
        }
        var starts: [String] = []
        for trigger in on.schedule {
            let texts = ([trigger.cron].compactMap(\.self) + trigger.anyOf + trigger.allOf).map { text in
                (try? CronExpression(parsing: text.text, hashing: job.id.rawValue))?.summary ?? text.text
            }
            starts.append(texts.joined(separator: trigger.allOf.isEmpty ? " or " : " and ") + zone(trigger.timezone))
        }
        starts += on.every.map { "every \($0.interval.yamlText)" }
        starts += on.interval.map { "every \($0.every) \($0.unit.rawValue)s at \($0.at)\(zone($0.timezone))" }
        starts += on.calendar.map { "\($0.offset.yamlText) from the events of \($0.calendar.name)" }
        starts += on.date.map { date in
            let again = date.repeat.map { ", again every \($0.yamlText)" } ?? ""
            return "\(date.offset.yamlText) after \(date.field.rawValue)\(again) at \(date.at)\(zone(date.timezone))"
        }
        starts += on.event.map { "when \($0.name)" }
        if on.manual != nil { starts.append("by hand") }
        return starts
    }
}
