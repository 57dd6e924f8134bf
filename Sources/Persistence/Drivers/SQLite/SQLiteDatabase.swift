import Foundation
import GRDB

/// How much of what was committed outlives a power cut.
public enum Durability: Hashable, Sendable {
    /// All of it.
    case full
    /// Nothing need: for copies that are thrown away.
    case untilTheProcessEnds

    fileprivate var mode: String {
        switch self {
        case .full: "FULL"
        case .untilTheProcessEnds: "OFF"
        }
    }
}

/// The embedded store: one SQLite file in WAL mode, every commit on the disk before it counts.
///
/// `synchronous=FULL` is set on the writer after the pool is open, because `DatabasePool` sets NORMAL when it switches
/// to WAL, whatever `prepareDatabase` said (GRDB 7.10; a test reads it back). Writers of several processes queue for
/// five seconds; every write transaction begins IMMEDIATE, so that it cannot fail half-way for a lock.
public final class SQLiteDatabase: SQLDatabase {
    /// Where the file is.
    public let path: String
    private let pool: DatabasePool

    /// Opens the file, which is made when it is missing.
    ///
    /// - Throws: `StoreError` with a sentence that says what to do.
    public init(path: String, durability: Durability = .full) throws(StoreError) {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 2
        configuration.label = "store"
        configuration.acceptsDoubleQuotedStringLiterals = false
        // 16 MiB of pages for each connection, and the journals of single statements in memory: SQLite would write
        // them to a file of their own whenever a statement inserts several rows.
        configuration.prepareDatabase {
            try $0.execute(sql: "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(durability.mode); PRAGMA wal_autocheckpoint = 4000")
            }
        } catch {
            throw SQLiteDialect.storeError(error, path: path)
        }
    }

    /// Writes a copy of everything, as of one moment, to a new file; others may go on writing meanwhile.
    public func copy(to path: String) async throws {
        do {
            let target = try DatabaseQueue(path: path)
            try pool.backup(to: target)
            try target.close()
        } catch {
            throw SQLiteDialect.translated(error, path: path)
        }
    }

    /// The writer's `synchronous` mode as SQLite reports it: 2 is FULL.
    public func synchronousMode() throws -> Int {
        try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    public func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read { try body(SQLiteConnection(database: $0)) }
        } catch {
            throw SQLiteDialect.translated(error, path: path)
        }
    }

    public func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        // In a task of its own: a worker that is told to stop still gives back what it holds.
        let work = Task { [pool] in
            try await pool.writeWithoutTransaction { database in
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try body(SQLiteConnection(database: database))
                    return .commit
                }
                guard let value else {
                    throw StoreError.broken(path: "", reason: "a transaction ended without a result")
                }
                return value
            }
        }
        do {
            return try await work.value
        } catch {
            throw SQLiteDialect.translated(error, path: path)
        }
    }
}
