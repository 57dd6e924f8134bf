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
    let date: DateTrigger?
    /// The trigger as it was written: another text starts anew from the present.
    ///
    /// Switching a job off counts as a change, so that switching it on again makes up for nothing.
    let definition: String

    init(
        job: Job, key: String, cause: RunCause, zone: String, schedule: Schedule, date: DateTrigger? = nil
    ) {
        self.job = job
        self.key = key
        self.cause = cause
        self.zone = zone
        self.schedule = schedule
        self.date = date
        var parts = [schedule.definition]
        if let rule = date?.rule {
            let days = rule.weekdays.map(\.rawValue).sorted().map(String.init).joined(separator: ",")
            parts.append("\(rule.offsetDays)/\(rule.repeatDays ?? 0) [\(days)]")
        }
        definition = parts.joined(separator: " ")
    }

    var rules: ZoneRules { schedule.zone }

    /// The runs that must not overlap; empty when they may.
    ///
    /// Different days of a date trigger concern different people, and only queue behind each other when that is asked for.
    var group: String {
        if date != nil, job.definition.concurrency.overlap != .queue { return "" }
        return job.concurrencyGroup(zone: zone)
    }

    /// Whether anybody's date falls on the day of `instant`; always, for what is no date trigger.
    ///
    /// `anchors`: The dates that people on this clock have.
    func concernsSomebody(at instant: Instant, anchors: Set<CivilDate>) -> Bool {
        guard let date else { return true }
        let day = rules.civil(at: instant).date
        return anchors.contains { date.rule.falls(on: day, anchor: $0) }
    }
}
