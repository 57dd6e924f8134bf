import ArgumentParser
import Engine
import Persistence
import PluginKit
import Scheduling

struct JobsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Lists jobs, and pauses or resumes them.",
        subcommands: [JobsList.self, JobsPause.self, JobsResume.self])
}

struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the jobs with what starts them.",
        discussion: "EXAMPLES\n  milieu jobs list\n  milieu jobs list --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let engine = workplace.engine
        let now = workplace.clock.now()
        let pauses = try await workplace.store.pauses()
        func state(_ job: Job) -> String {
            if !job.definition.enabled { return "disabled" }
            let holding = (pauses[job.id] ?? []).first { $0.holds(now) }
            guard let holding else { return "enabled" }
            return holding.until.map { "paused until \(engine.programZone.shown($0))" } ?? "paused"
        }
        let jobs = engine.catalog.jobs
        if json {
            return options.output.result(
                JSONValue.array(
                    jobs.map { job in
                        .object([
                            ("id", .string(job.id.rawValue)), ("name", .string(job.definition.name)),
                            ("state", .string(state(job))), ("file", .string(job.file)),
                            ("starts", .array(engine.starts(job).map { .string($0) })),
                        ])
                    }
                ).text())
        }
        var table = TextTable(["job", "state", "starts"])
        for job in jobs {
            table.rows.append([job.id.rawValue, state(job), engine.starts(job).joined(separator: "; ")])
        }
        options.output.result(table.text)
    }
}

struct JobsPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Pauses a job: its times until it is resumed are let go for good.",
        discussion: """
            EXAMPLES
              milieu jobs pause nightly-check-in
              milieu jobs pause group-reminder --until 2027-01-07
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The job.") var job: String
    @Option(help: "The first day on which it runs again; until it is resumed when left out.") var until: String?

    func run() async throws {
        let workplace = try await options.open()
        let job = try options.job(job, in: workplace)
        var end: Instant?
        if let until {
            guard let day = CivilDate(iso8601: until) else {
                throw options.fail("--until: expected a day such as 2027-01-07, found '\(until)'", .usage)
            }
            end = workplace.engine.programZone.firstInstant(of: day)
            guard let end, end > workplace.clock.now() else {
                throw options.fail("--until: expected a day that is still to come, found '\(until)'", .usage)
            }
        }
        try await workplace.store.pause(job.id, until: end, at: workplace.clock.now())
        options.output.result(
            "\(job.id): paused\(end.map { " until \(workplace.engine.programZone.shown($0))" } ?? "")")
        options.output.say(
            "next: milieu jobs resume \(job.id)   runs under way go on; milieu run \(job.id) still works")
    }
}

struct JobsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Resumes a paused job; what it missed stays let go.",
        discussion: "EXAMPLES\n  milieu jobs resume nightly-check-in")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The job.") var job: String

    func run() async throws {
        let workplace = try await options.open()
        let job = try options.job(job, in: workplace)
        guard try await workplace.store.resume(job.id, at: workplace.clock.now()) else {
            return options.output.say("\(job.id) is not paused; nothing was changed")
        }
        options.output.result("\(job.id): resumed")
        options.output.say("next: milieu next \(job.id)")
    }
}
