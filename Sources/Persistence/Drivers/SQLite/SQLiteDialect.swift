import GRDB

/// What is SQLite's own: its errors, as sentences of ours.
enum SQLiteDialect {
    /// `error` as a `StoreError` when SQLite is its source; else `error` itself.
    static func translated(_ error: any Error, path: String) -> any Error {
        error is DatabaseError ? storeError(error, path: path) : error
    }

    /// `error` as a sentence that says what to do.
    static func storeError(_ error: any Error, path: String) -> StoreError {
        guard let error = error as? DatabaseError else { return .cannotOpen(path: path, reason: "\(error)") }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_READONLY: return .readOnly(path: path)
        case .SQLITE_NOTADB: return .notADatabase(path: path)
        case .SQLITE_CANTOPEN: return .cannotOpen(path: path, reason: "it cannot be opened")
        case .SQLITE_IOERR:
            return .broken(
                path: path,
                reason: "the disk could not be read or written; look at its health and the room on it, then try again")
        case .SQLITE_CORRUPT: return .broken(path: path, reason: "the file is damaged; restore a backup")
        default: return .broken(path: path, reason: error.message ?? "\(error.resultCode)")
        }
    }
}
