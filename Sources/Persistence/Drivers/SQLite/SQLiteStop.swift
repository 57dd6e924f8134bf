import GRDBSQLite
import Synchronization

/// Ends what a connection does from another thread.
///
/// Asked by SQLite itself every thousand steps of its machine: sqlite3_interrupt is forgotten when it comes between two
/// statements.
final class SQLiteStop: Sendable {
    private static let steps: CInt = 1_000

    private let isWanted = Atomic(false)

    /// Ends the statement that runs, or the next one.
    func stop() { isWanted.store(true, ordering: .relaxed) }

    /// Runs `body`, whose statements on `connection` end with SQLITE_INTERRUPT once this was stopped.
    func watch<Value>(_ connection: OpaquePointer?, _ body: () throws -> Value) rethrows -> Value {
        sqlite3_progress_handler(
            connection, Self.steps,
            { context in
                guard let context else { return 0 }
                let stop = Unmanaged<SQLiteStop>.fromOpaque(context).takeUnretainedValue()
                return stop.isWanted.load(ordering: .relaxed) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        return try withExtendedLifetime(self) { try body() }
    }
}
