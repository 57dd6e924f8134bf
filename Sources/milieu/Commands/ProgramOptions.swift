import ArgumentParser
import Community
import Definitions
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

/// What every command takes.
struct ProgramOptions: ParsableArguments {
    @Option(help: "The folder that holds Jobs/ and Config/.")
    var dir = "."

    @Option(help: "The store's file, instead of the one in Config/milieu.yaml.")
    var store: String?

    @Flag(name: .shortAndLong, help: "Only results and faults.")
    var quiet = false

    @Flag(help: "No colour, also on a terminal.")
    var noColor = false

    var output: Output { Output(isQuiet: quiet, noColor: noColor) }

    var overrides: [String: String] { store.map { ["store": $0] } ?? [:] }

    /// The program of the folder, or a message and the exit code that says why not.
    ///
    /// `isNode`: Whether the command works on all that is due.
    func open(isNode: Bool = false) async throws -> Workplace {
        do {
            let failpoint = try CrashPoint.asked(by: ProcessInfo.processInfo.environment)
            return try await Workplace.open(root: dir, overrides: overrides, isNode: isNode, failpoint: failpoint)
        } catch let refusal as CrashPoint.Refusal {
            throw fail("\(refusal)", .usage)
        } catch let failure as Workplace.Failure {
            switch failure {
            case .files(let result): throw invalidFiles(result)
            case .store(let error): throw fail("\(error)")
            case .occupied(let refusal): throw fail("\(refusal)")
            }
        }
    }

    /// What reads the files of the program.
    func loader() throws -> ProgramLoader {
        try Workplace.loader(root: dir, overrides: overrides, environment: ProcessInfo.processInfo.environment)
    }

    /// What the files of the program say, with nothing opened.
    func catalog() throws -> ProgramCatalog {
        let result = try loader().load()
        guard let catalog = result.catalog else { throw invalidFiles(result) }
        return catalog
    }

    /// Where the program of the folder keeps everything, with nothing opened or changed there.
    func place() throws -> StorePlace {
        let catalog = try catalog()
        do {
            return try StorePlace(catalog.configuration.store, root: dir)
        } catch {
            throw fail("\(error)")
        }
    }

    private func invalidFiles(_ result: ProgramLoader.Result) -> ExitCode {
        let renderer = DiagnosticsRenderer(sources: result.sources)
        output.complain(renderer.text(result.diagnostics.filter { $0.severity == .error }))
        output.complain("\n" + renderer.summary(result.diagnostics, filesRead: result.filesRead))
        return ExitStatus.invalidFiles.code
    }

    /// Ends the command with a sentence.
    func fail(_ message: String, _ status: ExitStatus = .failed) -> ExitCode {
        output.complain("error: \(message)")
        return status.code
    }

    /// The job, or the closest name that there is.
    func job(_ name: String, in workplace: Workplace) throws -> Job {
        if let job = workplace.engine.catalog.job(JobID(name)) { return job }
        let known = workplace.engine.catalog.jobs.map(\.id.rawValue)
        throw fail("no job '\(name)' in Jobs/\(Suggestion.phrase(for: name, among: known))")
    }

    func member(_ id: String, in workplace: Workplace) async throws -> Member {
        if let member = try await workplace.store.person(MemberID(id)) { return member }
        var known: [String] = []
        var cursor = ""
        while true {
            let page = try await workplace.store.people(after: cursor, limit: 1_000)
            known += page.map(\.id.rawValue)
            guard let last = page.last, page.count == 1_000, known.count < 20_000 else { break }
            cursor = last.id.rawValue
        }
        throw fail("no member '\(id)'\(Suggestion.phrase(for: id, among: known)); see milieu members list")
    }

    /// Reads a time given on the command line: an instant, a day, or `today` and `now`.
    func time(_ text: String?, in workplace: Workplace) throws -> PlanTime {
        guard let text else { return .next }
        let now = workplace.clock.now()
        if text == "now" { return .instant(now) }
        if text == "today" { return .day(workplace.engine.programZone.civil(at: now).date) }
        if let date = CivilDate(iso8601: text) { return .day(date) }
        if let instant = Instant(iso8601: text) { return .instant(instant) }
        throw fail("expected a time such as 2026-11-20, 2026-11-20T20:00Z, today or now, found '\(text)'", .usage)
    }
}

extension ZoneRules {
    /// `Fri 20 Nov 2026 20:00 WET`: with the zone, always.
    func shown(_ instant: Instant) -> String {
        let civil = civil(at: instant)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = civil.date
        return "\(date.weekday.name.prefix(3)) \(date.day) \(months[date.month - 1]) \(date.year) \(civil.time) "
            + offset(at: instant).abbreviation
    }
}
