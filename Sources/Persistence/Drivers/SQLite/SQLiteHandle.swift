import GRDBSQLite

/// A connection, for stopping what it does from another thread.
struct SQLiteHandle: @unchecked Sendable {
    // Safe because sqlite3_interrupt may be called on any thread while the connection is open, which it is during a read.
    let pointer: OpaquePointer?

    /// Ends the statements that run; those that come later are not concerned.
    func interrupt() { sqlite3_interrupt(pointer) }
}
