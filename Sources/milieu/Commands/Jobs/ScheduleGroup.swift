import ArgumentParser
import Foundation
import PluginKit
import Scheduling

struct ScheduleGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Explains schedules.", subcommands: [ScheduleExplain.self])
}

struct ScheduleExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says a cron expression in words and shows its next times, with a note at each clock change.",
        discussion: """
            EXAMPLES
              milieu schedule explain "0 20 * * *"
              milieu schedule explain "30 1 * * *" --time-zone Europe/Lisbon --from 2027-03-26 --count 4
            """)

    @Argument(help: "The expression, in quotes.") var expression: String
    @Option(help: "The id of the job, which H in the expression is chosen by.") var job: String?
    @Option(help: "What becomes of times that the clocks skip: run_at_end, shift or skip.") var gap: String?
    @Option(help: "What becomes of times that the clocks show twice: first, last or both.") var overlap: String?
    @Option(help: "An IANA zone.") var timeZone = "UTC"
    @Option(help: "Begin on this day.") var from: String?
    @Option(help: "How many times.") var count = 5
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let output = Output()
        let zones = ZoneDatabase()
        let zone: ZoneRules
        do {
            zone = try zones.rules(named: timeZone)
        } catch {
            output.complain("error: \(error)\(Suggestion.phrase(for: timeZone, among: zones.names()))")
            throw ExitStatus.usage.code
        }
        var cron: CronExpression
        do {
            cron = try CronExpression(parsing: expression, hashing: job)
        } catch {
            let caret =
                String(repeating: " ", count: error.column - 1) + "^" + String(repeating: "~", count: error.length - 1)
            output.complain(
                "error: \(error.message)\n  \(expression)\n  \(caret)\(error.hint.map { "\n  = help: \($0)" } ?? "")")
            throw ExitStatus.usage.code
        }
        cron.policy = try policy(output)
        let now = SystemClock().now()
        var position = now
        if let from {
            guard let date = CivilDate(iso8601: from) else {
                output.complain("error: expected a day such as 2026-11-20, found '\(from)'")
                throw ExitStatus.usage.code
            }
            position =
                zone.firstInstant(of: CivilDateTime(date: date, time: LocalTime(secondsSinceMidnight: 0)))
                - .milliseconds(1)
        }
        var fires: [CronFire] = []
        while fires.count < max(1, count), let fire = cron.next(after: position, in: zone) {
            fires.append(fire)
            position = fire.instant
        }
        if json {
            let next = fires.map {
                JSONValue.object([("at", .string($0.instant.iso8601)), ("note", .optional($0.note))])
            }
            return output.result(
                JSONValue.object([
                    ("expression", .string(expression)), ("timezone", .string(timeZone)),
                    ("description", .string(cron.summary)), ("next", .array(next)),
                ]).text())
        }
        if fires.isEmpty { output.say("It never comes.") }
        output.result("\(cron.summary), \(timeZone)")
        for fire in fires { output.result("  \(zone.shown(fire.instant))\(fire.note.map { "   ! \($0)" } ?? "")") }
    }

    private func policy(_ output: Output) throws -> ClockChangePolicy {
        var changes = ScheduleTrigger.ClockChanges()
        if let gap {
            changes.gap = .init(rawValue: gap)
            if changes.gap == nil {
                output.complain("error: --gap: expected run_at_end, shift or skip, found '\(gap)'")
                throw ExitStatus.usage.code
            }
        }
        if let overlap {
            changes.overlap = .init(rawValue: overlap)
            if changes.overlap == nil {
                output.complain("error: --overlap: expected first, last or both, found '\(overlap)'")
                throw ExitStatus.usage.code
            }
        }
        return changes.policy
    }
}
