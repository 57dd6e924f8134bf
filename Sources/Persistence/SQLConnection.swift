/// One open transaction on one connection.
///
/// The seam between the store's verbs and a driver: SQL text in the subset that SQLite and PostgreSQL share, with
/// parameters `$1`, `$2` … numbered in order of first appearance, as SQLite gives named parameters their places so.
/// Calls block; a driver runs them where blocking stalls nobody else.
public protocol SQLConnection {
    /// The rows of `sql`, each read by `read` while it is current.
    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ read: (any SQLRow) throws -> Value
    ) throws -> [Value]

    /// Runs `sql` and tells how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs several statements without parameters, such as a migration.
    func script(_ sql: String) throws
}

/// A value in or out of a statement.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// The current row of a result; columns count from 0.
public protocol SQLRow {
    func text(_ column: Int) -> String
    func optionalText(_ column: Int) -> String?
    func integer(_ column: Int) -> Int64
    func optionalInteger(_ column: Int) -> Int64?
    func optionalBytes(_ column: Int) -> [UInt8]?
}

/// A database that runs transactions one at a time for writers and side by side for readers.
public protocol SQLDatabase: Sendable {
    /// Runs `body` in a transaction that sees one moment of the database.
    func read<Value: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> Value) async throws -> Value

    /// Writes a copy of everything, as of one moment, to a new file of the embedded kind.
    func copy(to path: String) async throws

    /// Runs `body` in a transaction that is durable when this returns, and undone when it throws.
    ///
    /// It is begun and finished even when the task is cancelled.
    @discardableResult
    func write<Value: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> Value) async throws -> Value
}
