import Foundation
import Persistence
import Scheduling
import TestSupport

/// An empty place for a store that outlives a power cut, and what it is set to, as it says itself.
struct DurablePlace: Sendable {
    enum Kind: String, CaseIterable { case sqlite = "SQLite", postgresql = "PostgreSQL" }

    let kind: Kind
    /// Where its files are.
    let folder: String
    /// The file, or the server's URL.
    let address: String
    /// Keeps the files until nobody needs the place any more.
    private let owned: TemporaryFolder?

    static func sqlite() throws -> DurablePlace {
        let folder = try TemporaryFolder()
        return DurablePlace(kind: .sqlite, folder: folder.path, address: "\(folder.path)/bench.db", owned: folder)
    }

    static func postgresql(on server: PostgreSQLServer) async throws -> DurablePlace {
        DurablePlace(
            kind: .postgresql, folder: server.folder, address: try await server.emptyStore(), owned: nil)
    }

    /// Runs `work` on a new server that keeps what it commits; of its other settings, what suits two cores.
    static func withServer<Value>(_ work: (PostgreSQLServer) async throws -> Value) async throws -> Value {
        let server = try PostgreSQLServer(settings: [
            "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=256MB", "wal_buffers=16MB",
            "max_wal_size=4GB", "checkpoint_timeout=15min",
        ])
        let result: Value
        do {
            result = try await work(server)
        } catch {
            try? server.stop()
            throw error
        }
        try server.stop()
        return result
    }

    /// The store, with connections of its own each time.
    func open() async throws -> Store {
        try await Store.open(try database(), name: kind.rawValue, now: BenchClock().now())
    }

    /// What the server's processes have had of the cores so far, in microseconds; nil where there is no server.
    func serverMicroseconds() -> Double? {
        guard kind == .postgresql,
            let text = try? String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8),
            let process = text.split(separator: "\n").first.flatMap({ Int($0) })
        else { return nil }
        return ProcessTime.microseconds(ofChildrenOf: process)
    }

    /// Does before the clock starts what autovacuum would do a minute after so many rows came.
    func settle() async throws {
        if kind == .postgresql { try await database().write { try $0.script("ANALYZE") } }
    }

    /// The settings that durability rests on, read back, and the rate of fdatasync in the same folder.
    ///
    /// Throws `BenchFailure` when a commit would not outlive a power cut.
    func conditions() async throws -> String {
        let settings =
            switch kind {
            case .sqlite: try await sqliteSettings()
            case .postgresql: try await postgresqlSettings()
            }
        let rate = Int(try SyncRate.measure(in: folder))
        return "\(settings); \(ProcessInfo.processInfo.activeProcessorCount) cores; \(rate) fdatasync/s of 4 KiB "
            + "in the same folder"
    }

    private func database() throws -> any SQLDatabase {
        switch kind {
        case .sqlite: try SQLiteDatabase(path: address)
        case .postgresql: try PostgreSQLDatabase(url: address)
        }
    }

    private func sqliteSettings() async throws -> String {
        let database = try SQLiteDatabase(path: address)
        guard try database.synchronousMode() == 2 else { throw BenchFailure("SQLite is not at synchronous=FULL") }
        let found = try await database.read { connection in
            try ["SELECT sqlite_version()", "PRAGMA journal_mode"].flatMap {
                try connection.rows($0, []) { $0.text(0) }
            }
        }
        return "SQLite \(found.joined(separator: ", journal_mode=")), synchronous=FULL, embedded"
    }

    private func postgresqlSettings() async throws -> String {
        let names = [
            "server_version", "synchronous_commit", "fsync", "full_page_writes", "wal_sync_method", "shared_buffers",
            "max_wal_size",
        ]
        let found = try await database().read { connection in
            try names.flatMap { name in
                try connection.rows("SELECT current_setting('\(name)')", []) { (name, $0.text(0)) }
            }
        }
        guard found.filter({ ["synchronous_commit", "fsync"].contains($0.0) }).allSatisfy({ $0.1 == "on" }) else {
            throw BenchFailure("PostgreSQL is not at fsync=on and synchronous_commit=on")
        }
        return "PostgreSQL over its socket, " + found.map { "\($0.0)=\($0.1)" }.joined(separator: ", ")
    }
}
