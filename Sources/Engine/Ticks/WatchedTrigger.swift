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
    let rules: ZoneRules
    let recurrence: Recurrence
    let catchUp: CatchUp
    /// For a date trigger: whose day it is.
    let date: DateTrigger?

    /// The trigger as it was written: another text starts anew from the present.
    ///
    /// Switching a job off counts as a change, so that switching it on again makes up for nothing.
    var definition: String {
        (job.definition.enabled ? "" : "off ")
            + "\(recurrence.source) \(rules.name) \(date.map { "\($0.rule.offsetDays)/\($0.rule.repeatDays ?? 0)" } ?? "")"
    }
}

extension Recurrence {
    fileprivate var source: String {
        switch self {
        case .cron(let expression), .daily(let expression): expression.source
        }
    }
}

extension ProgramEngine {
    /// All triggers of `job`, on the clocks of `memberZones` where it follows each person's own.
    ///
    /// `memberZones`: As the store has them, the empty text for people without a zone of their own.
    func triggers(of job: Job, memberZones: [String]) -> [WatchedTrigger] {
        let program = catalog.configuration.timezone.name
        var seen: Set<String> = []
        let own = memberZones.map { $0.isEmpty ? program : $0 }.filter { seen.insert($0).inserted }
        func clocks(_ setting: ZoneSetting?) -> [(zone: String, rules: ZoneRules)] {
            switch setting {
            case .member: own.compactMap { name in zone(named: name).map { (name, $0) } }
            case .named(let name): zone(named: name).map { [("", $0)] } ?? []
            case nil: [("", programZone)]
            }
        }
        var triggers: [WatchedTrigger] = []
        for (index, schedule) in job.definition.on.schedule.enumerated() {
            guard let cron = try? CronExpression(parsing: schedule.cron.text) else { continue }
            for (zone, rules) in clocks(schedule.timezone) {
                triggers.append(
                    WatchedTrigger(
                        job: job, key: TriggerKey.text("schedule", index), cause: .schedule, zone: zone, rules: rules,
                        recurrence: .cron(cron), catchUp: job.catchUp(isDaily: cron.isDailyAtMost), date: nil))
            }
        }
        for (index, date) in job.definition.on.date.enumerated() {
            guard let daily = Recurrence.daily(at: date.at) else { continue }
            for (zone, rules) in clocks(date.timezone) {
                triggers.append(
                    WatchedTrigger(
                        job: job, key: TriggerKey.text("date", index), cause: .date, zone: zone, rules: rules,
                        recurrence: daily, catchUp: job.catchUp(isDaily: true), date: date))
            }
        }
        return triggers
    }
}

extension Job {
    fileprivate func catchUp(isDaily: Bool) -> CatchUp {
        if definition.catchUp.isOff { return .none }
        return .latest(within: definition.catchUp.window ?? (isDaily ? .hours(12) : .hours(1)))
    }
}
