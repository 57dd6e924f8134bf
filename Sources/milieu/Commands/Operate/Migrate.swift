import ArgumentParser
import Persistence

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the store's schema up to this version, or tells what that would do.",
        discussion: """
            EXAMPLES
              milieu migrate --check       0: up to date, 3: steps are to be applied, 1: the store is newer
              milieu backup before.db && milieu migrate

            Every command that opens the store does the same. There is no way back but a backup: an older version refuses
            a newer store. Nodes may be replaced one after the other when the steps allow it, which this says.
            """)

    @OptionGroup var options: ProgramOptions
    @Flag(help: "Change nothing; tell by the exit code.") var check = false

    func run() async throws {
        let place = try options.place()
        let state: SchemaState
        do {
            state = place.exists ? try await place.schema() : .empty
            guard !state.isForeign else { throw StoreError.foreign(path: place.name) }
            try state.checkIsKnown(path: place.name)
            if !check {
                let database = try place.database()
                // By the clock that the nodes go by, which says who is still at work.
                let clock = StoreClock(of: database, own: SystemClock(), elapsed: SystemClock())
                try await clock.look()
                _ = try await Store.open(database, name: place.name, now: clock.now())
            }
        } catch {
            throw options.fail("\(error)")
        }
        if state.pending.isEmpty { return options.output.result("up to date: schema \(state.found)") }
        for step in state.pending {
            let beside = step.isAdditive || state.found == 0 ? "" : "; stop all nodes first"
            options.output.result("\(check ? "to be applied" : "applied"): \(step.number) \(step.name)\(beside)")
        }
        if check { throw ExitStatus.invalidFiles.code }
    }
}
