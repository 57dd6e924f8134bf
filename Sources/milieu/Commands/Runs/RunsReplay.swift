import ArgumentParser
import Engine
import Persistence
import PluginKit

struct RunsReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Starts failed runs again where they failed.",
        discussion: """
            EXAMPLES
              milieu runs replay r-1qzc3f98kq2xmba
              milieu runs replay --failed --job nightly-check-in

            A run goes on at the step and the page of people where it failed, with all its tries: nobody is written to twice.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The runs.") var runs: [String] = []
    @Flag(help: "All that failed, up to a thousand.") var failed = false
    @Option(help: "With --failed: only of this job.") var job: String?

    func validate() throws {
        guard failed != !runs.isEmpty else { throw ValidationError("name runs, or use --failed") }
        guard job == nil || failed else { throw ValidationError("--job goes with --failed") }
    }

    func run() async throws {
        let workplace = try await options.open()
        var ids = runs
        if failed {
            let job = try job.map { try options.job($0, in: workplace).id }
            ids = try await workplace.store.runs(limit: 1_000, job: job, state: .failed).map(\.id)
            guard !ids.isEmpty else { return options.output.say("No run failed.") }
        }
        var isComplete = true
        var count = 0
        for id in ids {
            guard let revived = try await workplace.engine.replay(run: id) else {
                let known = try await workplace.store.runs(limit: 200).map(\.id)
                options.output.complain("error: no run '\(id)'\(Suggestion.phrase(for: id, among: known))")
                isComplete = false
                continue
            }
            if revived.isReady {
                count += 1
                options.output.result("\(id) \(revived.run.job): ready")
            } else {
                let why =
                    revived.run.state == .failed
                    ? "another run for the same inputs is not finished" : "it is \(revived.run.state.rawValue)"
                options.output.complain("error: \(id) cannot be replayed: \(why); nothing changed")
                isComplete = false
            }
        }
        if count > 0 { options.output.say("next: milieu run --due, or wait for milieu serve") }
        if !isComplete { throw ExitStatus.failed.code }
    }
}
