import Community
import Persistence
import PluginKit
import Scheduling
import Synchronization

extension ProgramEngine {
    /// The triggers of all jobs, as every look at the clock needs them.
    ///
    /// Made anew when the files or the zones are others, and once a day, as calendars are laid out around today.
    func watchedTriggers(memberZones: [String], now: Instant) -> [(job: Job, triggers: [WatchedTrigger])] {
        let day = programZone.civil(at: now).date
        let generation = generation
        if let kept = watched.withLock({ $0 }), kept.generation == generation, kept.zones == memberZones,
            kept.day == day
        {
            return kept.jobs
        }
        let jobs = catalog.jobs.map { (job: $0, triggers: triggers(of: $0, memberZones: memberZones)) }
        watched.withLock { $0 = WatchedJobs(generation: generation, zones: memberZones, day: day, jobs: jobs) }
        return jobs
    }

    /// All triggers of `job`, on the clocks of `memberZones` where it follows each person's own.
    ///
    /// `memberZones`: As the store has them, the empty text for people without a zone of their own.
    /// `range`: Where a calendar's events are laid out; around now when left out.
    func triggers(of job: Job, memberZones: [String], over range: Range<Instant>? = nil) -> [WatchedTrigger] {
        let on = job.definition.on
        let clocks = TriggerClocks(engine: self, memberZones: memberZones)
        var triggers: [WatchedTrigger] = []
        func add(
            _ prefix: String, _ index: Int, _ cause: RunCause, _ zone: ZoneSetting?, _ date: DateTrigger? = nil,
            _ make: (ZoneRules) -> Schedule?
        ) {
            for (zone, rules) in clocks.of(zone) {
                guard var schedule = make(rules) else { continue }
                schedule.isEnabled = job.definition.enabled
                triggers.append(
                    WatchedTrigger(
                        job: job, key: TriggerKey.text(prefix, index), cause: cause, zone: zone, schedule: schedule,
                        date: date))
            }
        }
        for (index, trigger) in on.schedule.enumerated() {
            guard let recurrence = trigger.recurrence(for: job.id) else { continue }
            add("schedule", index, .schedule, trigger.timezone) { rules in
                schedule(job, recurrence, rules, trigger)
            }
        }
        for (index, trigger) in on.every.enumerated() {
            let anchor = programZone.firstInstant(of: trigger.anchor)
            guard let grid = EveryInterval(trigger.interval, anchor: anchor) else { continue }
            add("every", index, .schedule, nil) { rules in
                schedule(job, .every(grid), rules, trigger)
            }
        }
        for (index, trigger) in on.interval.enumerated() {
            guard let interval = try? trigger.interval() else { continue }
            add("interval", index, .schedule, trigger.timezone) { rules in
                schedule(job, .calendar(interval), rules, trigger)
            }
        }
        for (index, trigger) in on.calendar.enumerated() {
            guard let calendar = catalog.calendars[trigger.calendar.name]?.events else { continue }
            add("calendar", index, .schedule, nil) { rules in
                let now = clock.now()
                let range = range ?? (now - .days(62))..<(now + .days(731))
                let recurrence = calendar.recurrence(
                    named: "calendar \(trigger.calendar.name)", at: trigger.offset, from: range.lowerBound,
                    to: range.upperBound, zone: rules)
                return schedule(job, recurrence, rules, trigger)
            }
        }
        for (index, date) in on.date.enumerated() {
            guard let daily = Recurrence.daily(at: date.at) else { continue }
            add("date", index, .date, date.timezone, date) { rules in
                var schedule = schedule(job, daily, rules, nil)
                // Different days concern different people: a later one stands in for none before it.
                if !job.definition.catchUp.isOff {
                    schedule.catchUp = .all(max: .max, within: schedule.catchUp.window)
                }
                schedule.overlap = .allow
                return schedule
            }
        }
        return triggers
    }

    private func schedule(
        _ job: Job, _ recurrence: Recurrence, _ rules: ZoneRules, _ bounds: (any BoundedTrigger)?
    ) -> Schedule {
        Schedule(
            recurrence, in: rules, exclusions: bounds?.exclude.compactMap { catalog.calendars[$0.name]?.days } ?? [],
            starts: bounds?.starts.map(rules.firstInstant(of:)), ends: bounds?.ends.map(rules.firstInstant(of:)),
            jitter: bounds?.jitter.map { Jitter(upTo: $0, seed: "\(job.id)") },
            catchUp: job.catchUp(isDaily: recurrence.isDailyAtMost), overlap: job.definition.concurrency.overlap)
    }
}

/// The clocks that a trigger follows.
private struct TriggerClocks {
    let engine: ProgramEngine
    let own: [(zone: String, rules: ZoneRules)]

    init(engine: ProgramEngine, memberZones: [String]) {
        self.engine = engine
        let program = engine.catalog.configuration.timezone.name
        var seen: Set<String> = []
        own = memberZones.map { $0.isEmpty ? program : $0 }.filter { seen.insert($0).inserted }
            .compactMap { name in engine.zone(named: name).map { (name, $0) } }
    }

    func of(_ setting: ZoneSetting?) -> [(zone: String, rules: ZoneRules)] {
        switch setting {
        case .member: own
        case .named(let name): engine.zone(named: name).map { [("", $0)] } ?? []
        case nil: [("", engine.programZone)]
        }
    }
}

extension Job {
    fileprivate func catchUp(isDaily: Bool) -> CatchUp {
        if definition.catchUp.isOff { return .none }
        let window = definition.catchUp.window ?? (isDaily ? .hours(12) : .hours(1))
        switch definition.catchUpRuns {
        case .latest: return .latest(within: window)
        case .earliest: return .earliest(within: window)
        case .all: return .all(max: definition.catchUpAtMost, within: window)
        }
    }
}

extension Recurrence {
    /// Whether it fires at most once a day, for how long a missed time may be made up for.
    fileprivate var isDailyAtMost: Bool {
        switch self {
        case .cron(let expression): expression.isDailyAtMost
        case .every(let interval): interval.interval >= .seconds(86_400)
        case .calendar: true
        case .instants: false
        case .any(let parts): parts.count == 1 && parts.allSatisfy(\.isDailyAtMost)
        case .all(let parts): parts.contains(where: \.isDailyAtMost)
        }
    }
}

/// The triggers of all jobs, with what they were made for.
struct WatchedJobs: Sendable {
    let generation: Int
    let zones: [String]
    let day: CivilDate
    let jobs: [(job: Job, triggers: [WatchedTrigger])]
}
