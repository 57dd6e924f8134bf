import GRDBSQLite

/// Notices what any connection commits, by a connection of its own that never writes.
///
/// `PRAGMA data_version` changes when another connection, of this process or not, has changed the file; asking costs a
/// few microseconds (https://www.sqlite.org/pragma.html#pragma_data_version).
struct SQLiteWatcher {
    /// Milliseconds between two looks.
    private static let pause = 50

    let path: String

    /// Looks until `stop` says so.
    func run(until stop: StopSignal, wake: () -> Void) {
        var connection: OpaquePointer?
        var statement: OpaquePointer?
        defer {
            sqlite3_finalize(statement)
            sqlite3_close(connection)
        }
        var version: Int64?
        repeat {
            if statement == nil {
                sqlite3_close(connection)
                connection = nil
                sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
                sqlite3_prepare_v2(connection, "PRAGMA data_version", -1, &statement, nil)
            }
            // Somebody may hold the file for a moment; then the next look tells.
            if sqlite3_step(statement) == SQLITE_ROW {
                let found = sqlite3_column_int64(statement, 0)
                if found != version { wake() }
                version = found
            }
            sqlite3_reset(statement)
        } while stop.wait(milliseconds: Self.pause)
    }
}
