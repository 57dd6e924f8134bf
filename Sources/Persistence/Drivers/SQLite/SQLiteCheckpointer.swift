import Dispatch
import GRDBSQLite
import Synchronization

/// Brings what was committed from the log into the file, beside the writer.
///
/// SQLite does so within the commit that makes the log long, and everybody who writes waits for the disk meanwhile; another
/// connection may do it as well (https://www.sqlite.org/wal.html, "Avoiding Excessively Large WAL Files"). A writer that is
/// faster than the disk waits for it after all, so that the log stays below 160 MiB and a few transactions.
final class SQLiteCheckpointer: Sendable {
    /// Pages in the log.
    struct Bounds: Sendable {
        /// From here on they are brought over, beside the writer.
        var soon: CInt = 4_000
        /// From here on the writer waits for it.
        var late: CInt = 40_000
    }

    private let path: String
    private let durability: Durability
    private let bounds: Bounds
    private let queue = DispatchQueue(label: "sqlite-checkpoint")
    private let isUnderWay = Atomic(false)

    init(path: String, durability: Durability, bounds: Bounds) {
        self.path = path
        self.durability = durability
        self.bounds = bounds
    }

    /// Runs `body`, which writes on `connection`, and looks at the log after each of its commits.
    func watch<Value>(_ connection: OpaquePointer?, _ body: () throws -> Value) rethrows -> Value {
        sqlite3_wal_hook(
            connection,
            { context, connection, _, pages in
                if let context, let connection {
                    Unmanaged<SQLiteCheckpointer>.fromOpaque(context).takeUnretainedValue().look(pages, connection)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_wal_hook(connection, nil, nil) }
        return try withExtendedLifetime(self) { try body() }
    }

    private func look(_ pages: CInt, _ writer: OpaquePointer) {
        guard pages >= bounds.soon else { return }
        if pages >= bounds.late {
            queue.sync {}
            return Self.checkpoint(writer)
        }
        guard !isUnderWay.exchange(true, ordering: .relaxed) else { return }
        queue.async { [self] in
            bringOver()
            isUnderWay.store(false, ordering: .relaxed)
        }
    }

    /// By a connection of its own, which opens in a fraction of a millisecond.
    ///
    /// What keeps it from its work keeps the writer from its own as well, which says so.
    private func bringOver() {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
            let connection
        else { return }
        // A connection knows of the log once it has read.
        sqlite3_exec(connection, "PRAGMA synchronous = \(durability.mode); SELECT 1 FROM sqlite_schema", nil, nil, nil)
        Self.checkpoint(connection)
    }

    /// As far as readers let it; when somebody else is at it, not at all.
    private static func checkpoint(_ connection: OpaquePointer) {
        sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}
