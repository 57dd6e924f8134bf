import Community
import PluginKit
import Scheduling

extension JobChecks {
    /// How far ahead a schedule is looked at: every hour of the week, and a change of the clock, comes in it.
    private static let reach: Duration = .days(15)

    /// Questions that can ask for a person, on a schedule that asks them when nobody reads.
    ///
    /// On people's own clocks the program's stands for all of them.
    func uncovered(in job: SettingNode) -> [Diagnostic] {
        guard let configuration else { return [] }
        let steps = (job["steps"]?.items ?? []).filter { step in
            step["with"]?["questionnaire"]?.text.map(asking.contains) ?? false
                && step["with"]?["outside_coverage"] == nil
        }
        guard let asked = steps.first?["with"]?["questionnaire"]?.text,
            let own = try? zones.rules(named: configuration.timezone.name)
        else { return [] }
        let hours = configuration.safety.hours
        return (job["on"]?["schedule"]?.items ?? []).flatMap { schedule -> [Diagnostic] in
            let all = (schedule["any_of"]?.items ?? []) + (schedule["all_of"]?.items ?? [])
            let named = schedule["timezone"]?.text.flatMap { try? zones.rules(named: $0) }
            return ([schedule["cron"]].compactMap(\.self) + all).compactMap { node in
                guard let text = node.text, let cron = try? CronExpression(parsing: text, hashing: ""),
                    let at = firstFire(of: cron, in: named ?? own, outside: hours, of: own)
                else { return nil }
                let shown = own.civil(at: at)
                return Diagnostic(
                    node.place, "coverage",
                    "\(node.path): '\(asked)' can ask for a person, and nobody reads on \(shown.date.weekday.name) at "
                        + "\(shown.time)",
                    hint:
                        "ask it inside 'safety.coverage' of Config/milieu.yaml, or give the step 'outside_coverage' with "
                        + "the reason")
            }
        }
    }

    private func firstFire(
        of cron: CronExpression, in zone: ZoneRules, outside hours: Coverage, of own: ZoneRules
    ) -> Instant? {
        var last = now
        while let next = cron.next(after: last, in: zone)?.instant, next < now + Self.reach {
            if !hours.holds(at: next, in: own) { return next }
            last = next
        }
        return nil
    }
}
