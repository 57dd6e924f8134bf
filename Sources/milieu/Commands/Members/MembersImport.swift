import ArgumentParser
import Community
import Definitions
import Delivery
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Shows what a roster would change, and with --apply takes it in.",
        discussion: """
            Nothing is written without --apply. Nobody is removed by a roster; a stop or a pause of somebody's own stays.
            The same roster again changes nothing. What a table has no column for stays as it is; an empty cell empties. Files of spreadsheets are read as they are: commas, semicolons or tabs,
            UTF-8, UTF-16 or Windows-1252, days like 2026-11-20 or 20.11.2026.

            EXAMPLES
              milieu members import people.csv                          what it would change, and which rows are refused
              milieu members import people.csv --apply --code 3f2a…      takes in what was shown, and nothing else
              milieu members import people.csv --apply --skip-rejected   takes in the rows that are right
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A CSV file.") var file: String
    @Flag(help: "Take it in.") var apply = false
    @Option(help: "Only if it changes what was shown under this code.") var code: String?
    @Flag(help: "Take in the rows that are right when others are refused.") var skipRejected = false
    @Option(help: "A column that the program does not know and is to pass over; may be given several times.")
    var ignore: [String] = []
    @Flag(help: "Take in again who was erased: they came back.") var readmit = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        var reading = try await read(workplace)
        let isRefused = !reading.faults.isEmpty && !skipRejected
        let isApplied = apply && !isRefused
        let progress = ProgressLine("Importing", output: options.output, clock: workplace.clock)
        let today = today(workplace)
        let count = reading.members.count
        let change: RosterChange
        do {
            change = try await workplace.store.importRoster(
                reading.members, doNotPair: reading.roster.doNotPair, silence: reading.silence,
                at: workplace.clock.now(), isTrial: !isApplied,
                consents: RosterConsents(
                    forms: workplace.engine.catalog.consents, today: today,
                    signedOn: reading.consentsSignedOn),
                expecting: isApplied ? code : nil,
                erased: erased(workplace)
            ) { progress.update(done: $0, total: count) }
        } catch let overtaken as RosterOvertaken {
            progress.finish()
            options.output.complain(
                "error: the difference is another than the one shown under '\(code ?? "")': "
                    + RosterWords(overtaken.change, reading, workplace).summary(isDone: false))
            options.output.complain("Nothing was taken in.\nnext: milieu members import \(file)")
            throw ExitStatus.failed.code
        }
        progress.finish()
        reading.note(RosterDoubts(file: file).notes(change, in: reading))
        let words = RosterWords(change, reading, workplace)
        if json {
            options.output.result(words.json(file: file, isApplied: isApplied).text())
        } else {
            complain(of: reading, change)
            if !isApplied { words.lines.forEach(options.output.result) }
            options.output.result(words.summary(isDone: isApplied))
            if change.consentsNotGiven > 0 {
                let words = change.consentsNotGiven == 1 ? "consent has ended and is" : "consents have ended and are"
                options.output.say(
                    "\(change.consentsNotGiven) listed \(words) not given again: "
                        + "write the day of the new signature into 'consent_on', or see milieu members consents")
            }
            options.output.say(next(change, isRefused: isRefused, isApplied: isApplied))
        }
        if isRefused { throw ExitStatus.invalidFiles.code }
    }

    private func read(_ workplace: Workplace) async throws -> RosterReading {
        let configuration = workplace.engine.catalog.configuration
        let reader = RosterReader(
            zones: workplace.engine.zones, channels: configuration.channels.entries.map(\.name),
            staffChannels: configuration.staffChannels, ignored: Set(ignore), today: today(workplace))
        do {
            var reading = try reader.reading(path: file)
            let others = Set(reading.strangers.map(\.other))
            let known = others.isEmpty ? [:] : try await workplace.store.people(Array(others))
            let gone = others.isEmpty ? [] : try await workplace.store.erased(among: Array(others), erased(workplace))
            reading.settle(known: gone.union(known.keys))
            try await RosterDoubts(file: file).settle(&reading, workplace.store)
            return reading
        } catch let faults as Diagnostics {
            options.output.complain(DiagnosticsRenderer(sources: [:]).text(faults.all))
            options.output.complain(
                "\n\(faults.all.count) problem\(faults.all.count == 1 ? "" : "s"). Nothing was imported.")
            throw ExitStatus.invalidFiles.code
        }
    }

    private func today(_ workplace: Workplace) -> CivilDate {
        workplace.engine.programZone.civil(at: workplace.clock.now()).date
    }

    private func erased(_ workplace: Workplace) -> ErasedPeople {
        ErasedPeople(areWelcome: readmit) { [pseudonyms = workplace.pseudonyms] id in
            pseudonyms.pseudonym(of: id.rawValue)
        }
    }

    private func complain(of reading: RosterReading, _ change: RosterChange) {
        // The line of a fault is looked for in the whole text.
        let renderer = DiagnosticsRenderer(sources: reading.text.utf8.count < 1 << 22 ? [file: reading.text] : [:])
        let erased = change.erased.map { id in
            Diagnostic(
                reading.place(of: id, in: file), "erased", "'\(id)' was erased here",
                hint: "take the row out of the file; or, when they came back and wish it, use --readmit",
                severity: .warning)
        }
        for diagnostics in [reading.notes + erased, reading.faults] where !diagnostics.isEmpty {
            options.output.complain(renderer.text(diagnostics) + "\n")
        }
    }

    private func next(_ change: RosterChange, isRefused: Bool, isApplied: Bool) -> String {
        if isRefused {
            return "Nothing was taken in.\nnext: repair the file; or take in the other rows with --skip-rejected"
        }
        if isApplied { return "next: milieu plan nightly-check-in" }
        if change.isEmpty { return "Nothing was written, and there is nothing to take in." }
        return "Nothing was written.\nnext: milieu members import \(file) --apply --code \(change.fingerprint)"
            + (skipRejected ? " --skip-rejected" : "") + (readmit ? " --readmit" : "")
            + ignore.map { " --ignore \($0)" }.joined()
    }
}
