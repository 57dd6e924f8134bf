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

            The file is checked first, and no node may be running. What was there is kept beside it, with the time in its
            name. On PostgreSQL it goes into an empty database only, by pg_restore.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A file that milieu backup wrote.") var file: String
    @Flag(name: .shortAndLong, help: "Do not ask; needed where nobody can answer.") var yes = false

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else { throw options.fail("there is no file '\(file)'") }
        let place = try options.place()
        do {
            switch place {
            case .file(let path): try restore(to: path)
            case .server(let database): try await restore(to: database)
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw options.fail("\(error)")
        }
    }

    private func restore(to path: String) throws {
        guard !isDump else {
            throw options.fail("'\(file)' is a copy of a PostgreSQL database; name such a database as 'store' first")
        }
        let backup = SQLiteFile(path: file)
        let schema = try backup.schema()
        guard schema.found > 0, !schema.isForeign else { throw StoreError.notADatabase(path: file) }
        try schema.checkIsKnown(path: file)
        try backup.check()
        let now = SystemClock().now()
        let lock = try NodeLock(store: path, at: now)
        try confirm("Put '\(file)' in the place of '\(path)'?")
        let part = try DurableFile.temporary(for: path)
        let stamp = now.iso8601.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        let hadStore = FileManager.default.fileExists(atPath: path)
        do {
            try backup.copy(to: part)
            // The log of what is not in the file yet belongs to it, and must not meet another file.
            for ending in ["", "-wal"] { try DurableFile.move(path + ending, to: "\(path).\(stamp)\(ending)") }
            try? FileManager.default.removeItem(atPath: path + "-shm")
            try DurableFile.keep(part, as: path)
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
        withExtendedLifetime(lock) {}
        options.output.result("restored \(file) to \(path)\(hadStore ? "; what was there is \(path).\(stamp)" : "")")
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
        options.output.result("restored \(file) to \(database.name)")
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
        options.output.complain("\(question) Type yes to do it.")
        guard readLine() == "yes" else { throw options.fail("nothing was changed") }
    }
}
