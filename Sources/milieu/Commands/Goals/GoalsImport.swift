import ArgumentParser
import Community
import Definitions
import Engine
import Persistence
import PluginKit
import Scheduling

struct GoalsImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Shows which goals a table would add, and with --apply writes them down.",
        discussion: """
            For goals that people had before, in their own words. Nothing is written without --apply, and a goal that is here
            already is left as it is: only its owner changes it. Files of spreadsheets are read as by milieu members import.
            Columns: \(GoalListReader.columns.joined(separator: ", ")).

            EXAMPLES
              milieu goals import goals.csv
              milieu goals import goals.csv --apply --skip-rejected
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A CSV file.") var file: String
    @Flag(help: "Write them down.") var apply = false
    @Flag(help: "Take the rows that are right when others are refused.") var skipRejected = false

    func run() async throws {
        let workplace = try await options.open()
        var reading: GoalListReading
        do {
            reading = try GoalListReader(now: workplace.clock.now(), zone: workplace.engine.programZone)
                .reading(path: file)
        } catch {
            options.output.complain(DiagnosticsRenderer(sources: [:]).text(error.all))
            options.output.complain("\nNothing was written down.")
            throw ExitStatus.invalidFiles.code
        }
        let people = try await workplace.store.people(Array(Set(reading.goals.map(\.goal.member))))
        reading.refuseStrangers(known: Set(people.keys), file: file)
        for diagnostics in [reading.notes, reading.faults] where !diagnostics.isEmpty {
            options.output.complain(DiagnosticsRenderer(sources: [:]).text(diagnostics) + "\n")
        }
        let isRefused = !reading.faults.isEmpty && !skipRejected
        let isApplied = apply && !isRefused
        let goals = reading.goals.map(\.goal)
        let added = try await workplace.store.addGoals(goals, isTrial: !isApplied)
        if !isApplied {
            for goal in goals where added.contains(goal.id) {
                options.output.result("+ \(goal.member) \(goal.id): \(goal.ownWords)")
            }
        }
        let refused = reading.refusedLines.count
        options.output.result(
            "\(added.count) \(isApplied ? "" : "would be ")added, \(goals.count - added.count) here already"
                + (refused > 0 ? ", \(refused) row\(refused == 1 ? "" : "s") refused" : ""))
        if isRefused {
            options.output.say(
                "Nothing was written down.\nnext: repair the file, or take the others with --skip-rejected")
            throw ExitStatus.invalidFiles.code
        }
        if !isApplied, !added.isEmpty {
            options.output.say("Nothing was written down.\nnext: milieu goals import \(file) --apply")
        }
    }
}
