import Persistence
import PluginKit
import Scheduling

/// One trigger of one job on one clock: what the ticker decides about.
struct WatchedTrigger: Sendable {
    let job: Job
    let key: String
    let cause: RunCause
    /// The zone whose people it is for; empty when it is for everybody.
    let zone: String
    let schedule: Schedule
    /// For a date trigger: whose day it is.
    var date: DateTrigger?

    var rules: ZoneRules { schedule.zone }

    /// The runs that must not overlap; empty when they may.
    ///
    /// Different days of a date trigger concern different people, and only queue behind each other when that is asked for.
    var group: String {
        if date != nil, job.definition.concurrency.overlap != .queue { return "" }
        return job.concurrencyGroup(zone: zone)
    }

    /// The trigger as it was written: another text starts anew from the present.
    ///
    /// Switching a job off counts as a change, so that switching it on again makes up for nothing.
    var definition: String {
        var parts = [schedule.definition]
        if let rule = date?.rule {
            let days = rule.weekdays.map(\.rawValue).sorted().map(String.init).joined(separator: ",")
            parts.append("\(rule.offsetDays)/\(rule.repeatDays ?? 0) [\(days)]")
        }
        return parts.joined(separator: " ")
    }
}

extension ProgramEngine {
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
                bounded(job, recurrence, rules, trigger.jitter, trigger.starts, trigger.ends, trigger.exclude)
            }
        }
        for (index, trigger) in on.every.enumerated() {
            let anchor = programZone.firstInstant(of: trigger.anchor)
            guard let grid = EveryInterval(trigger.interval, anchor: anchor) else { continue }
            add("every", index, .schedule, nil) { rules in
                bounded(job, .every(grid), rules, trigger.jitter, trigger.starts, trigger.ends, trigger.exclude)
            }
        }
        for (index, trigger) in on.interval.enumerated() {
            guard let interval = try? trigger.interval() else { continue }
            add("interval", index, .schedule, trigger.timezone) { rules in
                bounded(job, .calendar(interval), rules, trigger.jitter, trigger.starts, trigger.ends, trigger.exclude)
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
                return bounded(
                    job, recurrence, rules, trigger.jitter, trigger.starts, trigger.ends, trigger.exclude)
            }
        }
        for (index, date) in on.date.enumerated() {
            guard let daily = Recurrence.daily(at: date.at) else { continue }
            add("date", index, .date, date.timezone, date) { rules in
                var schedule = bounded(job, daily, rules, nil, nil, nil, [])
                // Different days concern different people: a later one stands in for none before it.
                if job.definition.catchUp.isOff == false {
                    schedule.catchUp = .all(max: .max, within: schedule.catchUp.window)
                }
                // Asked only of a day that is somebody's; see the tick.
                schedule.overlap = .allow
                return schedule
            }
        }
        return triggers
    }

    private func bounded(
        _ job: Job, _ recurrence: Recurrence, _ rules: ZoneRules, _ jitter: Duration?, _ starts: CivilDate?,
        _ ends: CivilDate?, _ exclude: [CalendarName]
    ) -> Schedule {
        Schedule(
            recurrence, in: rules, exclusions: exclude.compactMap { catalog.calendars[$0.name]?.days },
            starts: starts.map(rules.firstInstant(of:)), ends: ends.map(rules.firstInstant(of:)),
            jitter: jitter.map { Jitter(upTo: $0, seed: "\(job.id)") },
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
        case .cron(let expression), .daily(let expression): expression.isDailyAtMost
        case .every(let interval): interval.interval >= .seconds(86_400)
        case .calendar: true
        case .instants: false
        case .any(let parts): parts.count == 1 && parts.allSatisfy(\.isDailyAtMost)
        case .all(let parts): parts.contains(where: \.isDailyAtMost)
        }
    }
}
