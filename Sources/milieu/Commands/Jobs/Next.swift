import ArgumentParser
import Engine
import Persistence
import PluginKit
import Scheduling

struct Next: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows when jobs run next.",
        discussion: """
            EXAMPLES
              milieu next
              milieu next nightly-check-in --count 5
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Only this job.") var job: String?
    @Option(help: "How many times of each job.") var count = 1
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let engine = workplace.engine
        let jobs =
            try job.map { [try options.job($0, in: workplace)] } ?? engine.catalog.jobs.filter(\.definition.enabled)
        let now = workplace.clock.now()
        var fires: [UpcomingFire] = []
        for job in jobs { fires += try await engine.upcoming(job, count: max(1, count), after: now) }
        fires.sort { ($0.instant, $0.job) < ($1.instant, $1.job) }
        if json {
            return options.output.result(
                JSONValue.array(
                    fires.map {
                        .object([
                            ("job", .string($0.job.rawValue)), ("at", .string($0.instant.iso8601)),
                            ("timezone", .string($0.zone)), ("per_member", .bool($0.isPerMember)),
                            ("note", .optional($0.note)),
                        ])
                    }
                ).text())
        }
        var table = TextTable(["job", "next", "in", "clock"])
        for fire in fires {
            let zone = engine.zone(ofMemberIn: fire.zone)
            table.rows.append([
                fire.job.rawValue, zone.shown(fire.instant), (fire.instant - now).spoken,
                fire.zone + (fire.isPerMember ? " (each member's)" : "") + (fire.note.map { "  ! \($0)" } ?? ""),
            ])
        }
        if table.rows.isEmpty {
            return options.output.say("Nothing is scheduled. Jobs with on.manual run by hand: milieu run JOB")
        }
        options.output.result(table.text)
    }
}

extension Duration {
    /// `2 h 10 min`, `3 days`.
    var spoken: String {
        let minutes = max(0, components.seconds / 60)
        if minutes < 60 { return "\(minutes) min" }
        if minutes < 48 * 60 { return "\(minutes / 60) h \(minutes % 60) min" }
        return "\(minutes / 1_440) days"
    }
}
