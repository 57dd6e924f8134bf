import ArgumentParser
import Engine
import Persistence
import PluginKit

struct RunsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Ends runs that are not finished.",
        discussion: """
            EXAMPLES
              milieu runs cancel r-1qzc3f98kq2xmba
              milieu runs cancel r-1qzc3f98kq2xmba --because "the group is closed this week"

            A run that somebody is working on ends too: what is being decided for it is not kept. What it sent stays sent.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The runs.") var runs: [String]
    @Option(help: "Why, for whoever looks at it later.") var because = "ended by hand"

    func run() async throws {
        let workplace = try await options.open()
        var isComplete = true
        for id in runs {
            guard let ended = try await workplace.engine.cancel(run: id, because: because) else {
                let known = try await workplace.store.runs(limit: 200).map(\.id)
                options.output.complain("error: no run '\(id)'\(Suggestion.phrase(for: id, among: known))")
                isComplete = false
                continue
            }
            if ended.isCancelled {
                options.output.result("\(id) \(ended.run.job): cancelled")
            } else {
                options.output.complain("error: \(id) is \(ended.run.state.rawValue) already; nothing changed")
                isComplete = false
            }
        }
        if !isComplete { throw ExitStatus.failed.code }
    }
}
