import ArgumentParser
import Engine
import Persistence
import PluginKit
import Scheduling

struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Removes what is older than the program keeps it.",
        discussion: """
            EXAMPLES
              milieu prune --dry-run       how many rows of each kind would go
              milieu prune

            'retention' in Config/milieu.yaml says how long each kind is kept. What an unfinished run, an open question or
            an open pair needs stays. milieu serve and milieu run --due do the same once an hour.
            """)

    @OptionGroup var options: ProgramOptions
    @Flag(name: .shortAndLong, help: "Only show the counts.") var dryRun = false

    func run() async throws {
        let workplace = try await options.open()
        let retention = workplace.engine.catalog.configuration.retention
        let now = workplace.clock.now()
        do {
            let counts = try await Pruner(store: workplace.store, retention: retention, clock: workplace.clock).counts()
            var table = TextTable(["kind", "older than", "rows"])
            for kind in PruneClass.allCases {
                let cutoff = kind.cutoff(by: retention, at: now).map { workplace.engine.programZone.shown($0) }
                let count = counts.first { $0.kind == kind }?.count ?? 0
                table.rows.append([kind.name, cutoff ?? "kept", String(count)])
            }
            options.output.result(table.text)
            if dryRun { return options.output.say("Nothing was removed.") }
            let removed = try await Housekeeper(engine: workplace.engine).pruneByHand()
            options.output.result("removed \(removed.values.reduce(0, +)) rows, with what belongs to them")
        } catch let error as StoreError {
            throw options.fail("\(error)")
        }
    }
}
