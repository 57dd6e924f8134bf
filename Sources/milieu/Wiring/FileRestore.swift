import Foundation
import Persistence
import Scheduling

/// Puts a backup in the place of a SQLite store.
///
/// At every moment there is a whole store under the name: the new one is made and checked beside the old one, which has a
/// second name before the new one takes its first.
struct FileRestore {
    let backup: String
    /// The file itself, whichever way it was named.
    private let store: String

    init(backup: String, store: String) {
        self.backup = backup
        self.store = URL(fileURLWithPath: store).resolvingSymlinksInPath().path
    }

    /// Reads the whole backup, and changes nothing.
    ///
    /// - Throws: `StoreError` when it is none, is damaged or newer than this version, or is the store itself.
    func check() throws {
        guard URL(fileURLWithPath: backup).resolvingSymlinksInPath().path != store else {
            throw Refusal(description: "'\(backup)' is the store itself; name a file that milieu backup wrote")
        }
        let file = SQLiteFile(path: backup)
        let schema = try file.schema()
        guard schema.found > 0, !schema.isForeign else { throw StoreError.notADatabase(path: backup) }
        try schema.checkIsKnown(path: backup)
        try file.check()
    }

    /// Why it is not done, in a sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Replaces the store.
    ///
    /// - Returns: What was set aside in it, and under which name the old one is kept; nil when there was none.
    func run(at now: Instant) async throws -> (report: RestoreReport, kept: String?) {
        let stage = try DurableFile.temporary(for: store + ".stage")
        defer { for ending in Self.endings { try? FileManager.default.removeItem(atPath: stage + ending) } }
        let part = try DurableFile.temporary(for: store)
        do {
            try SQLiteFile(path: backup).copy(to: stage)
            let database = try SQLiteDatabase(path: stage, durability: .untilTheProcessEnds)
            let report = try await Store.open(database, name: backup, now: now).setAsideRestored(at: now)
            try await database.copy(to: part)
            try SQLiteFile(path: part).check()
            let kept = try keepOld(at: now)
            if kept != nil { DurableFile.resemble(store, part) }
            try DurableFile.keep(part, as: store)
            return (report, kept)
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
    }

    private static let endings = ["", "-wal", "-shm", "-journal"]

    /// Gives what is there a second name; nil when nothing is.
    private func keepOld(at now: Instant) throws -> String? {
        guard FileManager.default.fileExists(atPath: store) else { return nil }
        let kept = "\(store).before-restore-\(now.iso8601.filter { $0.isNumber || $0 == "T" || $0 == "Z" })"
        // A store that is damaged, and restored for that reason, keeps its log: it may be all that can be read.
        try? SQLiteFile(path: store).foldLog()
        try DurableFile.link(store, to: kept)
        // The log belongs to the old file, and must not meet the new one.
        for ending in Self.endings.dropFirst() where FileManager.default.fileExists(atPath: store + ending) {
            try DurableFile.link(store + ending, to: kept + ending)
            try FileManager.default.removeItem(atPath: store + ending)
        }
        return kept
    }
}
