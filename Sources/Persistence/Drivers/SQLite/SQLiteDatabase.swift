import Foundation
import GRDB

/// How much of what was committed outlives a power cut.
public enum Durability: Hashable, Sendable {
    /// All of it.
    case full
    /// Nothing need: for copies that are thrown away.
    case untilTheProcessEnds

    /// What `PRAGMA synchronous` calls it.
    var mode: String {
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
    private let checkpointer: SQLiteCheckpointer

    /// Opens the file, which is made when it is missing.
    ///
    /// It is made for its owner alone, as it holds what people said and the key of their links; SQLite gives the log beside
    /// it the same mode.
    ///
    /// - Throws: `StoreError` with a sentence that says what to do.
    public convenience init(path: String, durability: Durability = .full) throws(StoreError) {
        try self.init(path: path, durability: durability, log: SQLiteCheckpointer.Bounds())
    }

    /// `log`: How long the log beside the file may become.
    init(path: String, durability: Durability = .full, log: SQLiteCheckpointer.Bounds) throws(StoreError) {
        self.path = path
        checkpointer = SQLiteCheckpointer(path: path, durability: durability, bounds: log)
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
        SQLiteFile.makePrivate(path)
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA synchronous = \(durability.mode); PRAGMA journal_size_limit = 67108864")
            }
        } catch {
            throw SQLiteDialect.storeError(error, path: path)
        }
    }

    /// Writes a copy of everything, as of one moment, to a new file; others may go on writing meanwhile.
    public func copy(to path: String) async throws {
        do {
            try SQLiteFile.copy(from: pool, to: path)
        } catch {
            throw SQLiteDialect.translated(error, path: path)
        }
    }

    /// The writer's `synchronous` mode as SQLite reports it: 2 is FULL.
    public func synchronousMode() throws -> Int {
        try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    /// Runs `body` in a transaction that sees one moment of the database.
    ///
    /// When the task is cancelled, a call that waits for a connection ends at once, and one that runs is stopped; both
    /// throw `CancellationError`.
    public func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await ReadTicket<Value>.result { ticket in
            pool.asyncRead { [path] opened in
                guard ticket.begin() else { return }
                ticket.end(Result { try Self.read(opened, path: path, ticket, body) })
            }
        }
    }

    /// Runs `body` on the writer's own thread, in a transaction that begins IMMEDIATE.
    public func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        // Never on the threads that tasks share, and cancelled by nobody: a worker that is told to stop still gives back
        // what it holds.
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [path, checkpointer] database in
                continuation.resume(
                    with: Result {
                        try checkpointer.watch(database.sqliteConnection) { try Self.write(database, path: path, body) }
                    })
            }
        }
    }

    /// An element whenever a look at the file, twenty times a second, finds it changed.
    public func wakeUps() -> AsyncStream<Void> {
        let watcher = SQLiteWatcher(path: path)
        return WakeUpThread.stream("sqlite-watch") { stop, wake in watcher.run(until: stop, wake: wake) }
    }

    private static func read<Value: Sendable>(
        _ opened: Result<Database, any Error>, path: String, _ ticket: ReadTicket<Value>,
        _ body: (any SQLConnection) throws -> Value
    ) throws -> Value {
        do {
            let database = try opened.get()
            let stop = SQLiteStop()
            try ticket.watch { stop.stop() }
            return try stop.watch(database.sqliteConnection) { try body(SQLiteConnection(database: database)) }
        } catch {
            throw SQLiteDialect.translated(error, path: path)
        }
    }

    private static func write<Value: Sendable>(
        _ database: Database, path: String, _ body: (any SQLConnection) throws -> Value
    ) throws -> Value {
        do {
            var value: Value?
            try database.inTransaction(.immediate) {
                value = try body(SQLiteConnection(database: database))
                return .commit
            }
            guard let value else {
                throw StoreError.broken(path: path, reason: "a transaction ended without a result")
            }
            return value
        } catch {
            throw SQLiteDialect.translated(error, path: path)
        }
    }
}
