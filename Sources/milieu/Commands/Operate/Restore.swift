import ArgumentParser
import Foundation
import Glibc
import Persistence
import Scheduling

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Puts a backup in the place of the store.",
        discussion: """
            EXAMPLES
              milieu restore /var/backups/milieu-2026-11-21.db
              milieu restore latest.db --yes

            The file is checked first, and no node may be running. The new store is made beside the old one and takes its
            place in one step; the old one stays as FILE.before-restore-TIME. On PostgreSQL a backup goes into an empty
            database only, by pg_restore.

            A backup is of the past: what was due then may have been done since. So that nobody is written to twice,
            schedules go on from now, messages that were due are held, and runs that were due are stopped.
            This tells how many, and then a person decides:
              milieu deliveries list --held      which messages
              milieu deliveries retry --held     send them
              milieu deliveries cancel --held    let them go
              milieu runs replay RUN             go on with a run
              milieu backfill JOB --from … --to …    make up for times since the backup
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A file that milieu backup wrote.") var file: String
    @Flag(name: .shortAndLong, help: "Do not ask; needed where nobody can answer.") var yes = false

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else { throw options.fail("there is no file '\(file)'") }
        let place = try options.place()
        do {
            switch place {
            case .file(let path): try await restore(to: path)
            case .server(let database): try await restore(to: database)
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw options.fail("\(error)")
        }
    }

    private func restore(to path: String) async throws {
        guard !isDump else {
            throw options.fail("'\(file)' is a copy of a PostgreSQL database; name such a database as 'store' first")
        }
        let restore = FileRestore(backup: file, store: path)
        try restore.check()
        let lock = try NodeLock(store: path, for: .restore, at: SystemClock().now())
        try confirm("Put '\(file)' in the place of '\(path)'?")
        let (report, kept) = try await restore.run(at: SystemClock().now())
        withExtendedLifetime(lock) {}
        options.output.result("restored \(file) to \(path)\(kept.map { "; what was there is \($0)" } ?? "")")
        tell(report)
    }

    private func restore(to database: PostgreSQLDatabase) async throws {
        guard isDump else {
            throw options.fail("'\(file)' is no copy of a PostgreSQL database; name a file as 'store' for it first")
        }
        let tool = ServerTool(database: database)
        let steps = try tool.run("pg_restore", ["--data-only", "--table=schema_step", "--file=-", file])
        guard let found = Self.lastStep(in: steps) else { throw StoreError.notADatabase(path: file) }
        let state = try await Store.schema(of: database, name: database.name)
        guard found <= state.known else {
            throw StoreError.newerSchema(path: file, found: found, known: state.known)
        }
        guard state.found == 0, !state.isForeign else {
            throw options.fail(
                "'\(database.name)' is not empty, and nothing of it is replaced; make a new database with createdb, and "
                    + "name it as 'store'")
        }
        try confirm("Put '\(file)' into '\(database.name)'?")
        _ = try tool.run(
            "pg_restore",
            [
                "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password",
                "--dbname=\(database.databaseName)", file,
            ])
        let report: RestoreReport
        do {
            let clock = StoreClock(of: database, own: SystemClock(), elapsed: SystemClock())
            try await clock.look()
            report = try await Store.open(database, name: database.name, now: clock.now())
                .setAsideRestored(at: clock.now())
        } catch {
            throw options.fail(
                "everything is in '\(database.name)', but what was due then is not held yet (\(error)); start no node on "
                    + "it: drop the database, make it anew with createdb, and restore again")
        }
        options.output.result("restored \(file) to \(database.name)")
        tell(report)
    }

    private func tell(_ report: RestoreReport) {
        let output = options.output
        output.result(
            "\(report.schedules) schedules go on from now; make up for times since the backup with milieu backfill")
        if report.held > 0 {
            output.result(
                "\(report.held) messages were due and may have been sent since; they are held: see milieu deliveries list "
                    + "--held, then milieu deliveries retry --held sends them, or cancel --held lets them go")
        }
        if report.expired > 0 { output.result("\(report.expired) messages were too late, and are let go") }
        guard !report.runs.isEmpty else { return }
        let named = report.runs.prefix(5).joined(separator: " ")
        output.result(
            "\(report.runs.count) runs were due and may have gone on since; they are stopped: see milieu runs list --state "
                + "failed, then milieu runs replay \(named)\(report.runs.count > 5 ? " …" : "") goes on with them")
    }

    /// As pg_dump's own format begins.
    private var isDump: Bool {
        let handle = FileHandle(forReadingAtPath: file)
        return (try? handle?.read(upToCount: 5)) == Data("PGDMP".utf8)
    }

    /// The last number of the rows that COPY writes for `schema_step`; nil when there are none.
    static func lastStep(in text: String) -> Int? {
        let lines = text.split(separator: "\n").drop { !$0.hasPrefix("COPY ") }.dropFirst().prefix { $0 != "\\." }
        return lines.compactMap { $0.split(separator: "\t").first.flatMap { Int($0) } }.max()
    }

    private func confirm(_ question: String) throws {
        if yes { return }
        guard isatty(0) == 1 else {
            throw options.fail("nobody can be asked here; say --yes to do it without asking", .usage)
        }
        options.output.complain("\(question) [y/N]")
        let answer = readLine()?.lowercased().filter { !$0.isWhitespace }
        guard answer == "y" || answer == "yes" else { throw options.fail("nothing was changed") }
    }
}
