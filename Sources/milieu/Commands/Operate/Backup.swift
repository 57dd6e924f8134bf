import ArgumentParser
import Foundation
import Persistence

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies the store to a file, while it is in use.",
        discussion: """
            EXAMPLES
              milieu backup /var/backups/milieu-2026-11-21.db
              milieu backup latest.db --force

            The copy is of one moment, is checked, and may be read by you alone: members' words are in it. A store on
            PostgreSQL is copied by pg_dump. Bring one back with: milieu restore FILE
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The file to write.") var file: String
    @Flag(help: "Replace a file that is there.") var force = false

    func run() async throws {
        let place = try options.place()
        guard place.exists else { throw options.fail("there is no store '\(place.name)' yet") }
        guard force || !FileManager.default.fileExists(atPath: file) else {
            throw options.fail("there is a file '\(file)' already; name another one, or replace it with --force")
        }
        if case .file(let path) = place, Self.isSame(path, file) {
            throw options.fail("'\(file)' is the store itself; name another file")
        }
        do {
            let schema = try await place.schema()
            guard schema.found > 0, !schema.isForeign else { throw StoreError.notADatabase(path: place.name) }
            let part = try DurableFile.temporary(for: file)
            do {
                try await copy(place, to: part)
                try DurableFile.keep(part, as: file)
            } catch {
                try? FileManager.default.removeItem(atPath: part)
                throw error
            }
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
            options.output.result("backed up to \(file): \(ByteSize.shown(size)), schema \(schema.found), checked")
        } catch {
            throw options.fail("\(error)")
        }
    }

    private func copy(_ place: StorePlace, to part: String) async throws {
        switch place {
        case .file(let path):
            try await SQLiteDatabase(path: path).copy(to: part)
            try SQLiteFile(path: part).check()
        case .server(let database):
            let tool = ServerTool(database: database)
            _ = try tool.run("pg_dump", ["--format=custom", "--no-password", "--file=\(part)"])
            _ = try tool.run("pg_restore", ["--list", part])
        }
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        URL(fileURLWithPath: one).resolvingSymlinksInPath() == URL(fileURLWithPath: other).resolvingSymlinksInPath()
    }
}

/// Sizes of files for people.
enum ByteSize {
    /// `12.3 MiB`.
    static func shown(_ bytes: Int) -> String {
        var (size, unit) = (Double(bytes) / 1_024, "KiB")
        for larger in ["MiB", "GiB"] where size >= 1_024 { (size, unit) = (size / 1_024, larger) }
        return String(format: "%.1f", size) + " \(unit)"
    }
}
