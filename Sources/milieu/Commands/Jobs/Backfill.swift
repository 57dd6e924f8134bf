import ArgumentParser
import Engine
import Persistence
import PluginKit
import Scheduling

struct Backfill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs a job for times of the past that were missed or skipped.",
        discussion: """
            EXAMPLES
              milieu backfill goal-review --from 2026-11-02 --to 2026-11-08 --dry-run
              milieu backfill goal-review --from 2026-11-02 --to 2026-11-08

            Each time gets its own run, once; a time that ran already does not run again. The runs are worked on by
            milieu run --due or milieu serve. What people would be sent is still held to its expiry and to their caps.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The job.") var job: String
    @Option(help: "The first day.") var from: String
    @Option(help: "The last day.") var to: String
    @Flag(name: .shortAndLong, help: "Only show the times.") var dryRun = false

    func run() async throws {
        let workplace = try await options.open()
        let job = try options.job(job, in: workplace)
        let engine = workplace.engine
        guard let first = CivilDate(iso8601: from), let last = CivilDate(iso8601: to), first <= last else {
            throw options.fail("expected two days in order, such as --from 2026-11-02 --to 2026-11-08", .usage)
        }
        let zone = engine.programZone
        let end = zone.firstInstant(of: last.adding(days: 1))
        guard end <= workplace.clock.now() + .days(1) else {
            throw options.fail("--to: expected a day of the past, found '\(to)'", .usage)
        }
        let runs: [RunRecord]
        do {
            runs = try await engine.backfill(
                job, from: zone.firstInstant(of: first), to: min(end, workplace.clock.now()), isTrial: dryRun)
        } catch let failure as PlanFailure {
            throw options.fail("\(failure)")
        }
        for run in runs {
            let shown = engine.zone(ofMemberIn: run.zone.isEmpty ? nil : run.zone).shown(run.nominal)
            options.output.result("\(dryRun ? "would run" : "run \(run.id)")  \(run.job)  \(shown)")
        }
        options.output.say(
            runs.isEmpty
                ? "Nothing to make up for: every time in between ran, or nothing was due."
                : dryRun ? "\(runs.count) times; nothing was started." : "next: milieu run --due")
    }
}
