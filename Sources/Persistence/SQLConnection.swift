public import Scheduling

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

    /// Runs `sql` once for each of `rows`, in order, and tells how many rows each changed.
    ///
    /// For many small statements of one text: a server is not asked and waited for one by one.
    func executeEach(_ sql: String, _ rows: [[SQLValue]]) throws -> [Int]

    /// Adds `rows`, whose values stand in the order of `columns` (`"id, name"`), to `table`; those that a unique key of the
    /// table has already, or that a row before them has, are left out.
    ///
    /// A driver has its own way for many rows.
    func insert(into table: String, _ columns: String, _ rows: [[SQLValue]]) throws

    /// Has whoever watches the database by `SQLDatabase.wakeUps` look at it when this transaction has been kept.
    ///
    /// Once a transaction is enough. Nothing is said when the transaction fails.
    func wakeOthers()

    /// Runs several statements without parameters, such as a migration.
    func script(_ sql: String) throws

    /// A migration's text, written for SQLite, with this database's types and table options.
    func schema(_ sql: String) -> String

    /// What ends a SELECT of rows that the same transaction goes on to take, so that no two workers take one row.
    ///
    /// Empty where there is one writer at a time.
    var lockingClause: String { get }

    /// What ends a SELECT of rows that the same transaction goes on to change, and waits for whoever has them now.
    ///
    /// Empty where there is one writer at a time.
    var waitingLockClause: String { get }

    /// A SELECT of the names of all tables.
    var tableNames: String { get }
}

extension SQLConnection {
    /// One after the other, where a call costs next to nothing.
    public func executeEach(_ sql: String, _ rows: [[SQLValue]]) throws -> [Int] {
        try rows.map { try execute(sql, $0) }
    }
    /// In statements of several rows, which saves the database the work around each.
    public func insert(into table: String, _ columns: String, _ rows: [[SQLValue]]) throws {
        try insertByStatements(into: table, columns, rows)
    }
    /// Nothing, where every commit is noticed anyway.
    public func wakeOthers() {}
    /// The text as it is, which is SQLite's.
    public func schema(_ sql: String) -> String { sql }
    /// Nothing, as for SQLite, whose writers wait for each other.
    public var lockingClause: String { "" }
    /// Nothing, as for SQLite, whose writers wait for each other.
    public var waitingLockClause: String { "" }
    /// SQLite's.
    public var tableNames: String {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    }
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
    /// Whether workers of several processes may use it at the same time.
    var isShared: Bool { get }

    /// Runs `body` in a transaction that sees one moment of the database.
    func read<Value: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> Value) async throws -> Value

    /// Writes a copy of everything, as of one moment, to a new file of the embedded kind.
    func copy(to path: String) async throws

    /// Runs `body` in a transaction that is durable when this returns, and undone when it throws.
    ///
    /// It is begun and finished even when the task is cancelled. No other write changes what `body` has read until it is
    /// done; `body` may run several times to that end, and only the last time counts.
    @discardableResult
    func write<Value: Sendable>(_ body: @Sendable @escaping (any SQLConnection) throws -> Value) async throws -> Value

    /// Like `write`, for a body that relies on nothing it read but rows that it locked: each of its statements checks in
    /// its own WHERE what it relies on.
    ///
    /// Workers at one queue do not hold each other up then.
    @discardableResult
    func writeRowByRow<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Like `writeRowByRow`, for the few short writes that must not wait behind others, such as a sign of life.
    ///
    /// A driver whose transactions share connections keeps one for them.
    @discardableResult
    func writeAtOnce<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// An element whenever there may be something new in the database, from this process or another.
    ///
    /// A hint to look sooner, and nothing to rely on: elements can be missing, as where a pooler stands before the
    /// server, and there can be too many; who waits looks from time to time anyway. The first comes as soon as the
    /// database is watched, one more after each time it was out of reach, at most one in ten milliseconds; those that
    /// nobody takes are one. Never fails, never ends by itself; watching ends with the stream.
    func wakeUps() -> AsyncStream<Void>

    /// The clock that all nodes of a server share; nil where there is none but this machine's.
    func serverTime() async throws -> Instant?
}

extension SQLDatabase {
    /// Not, as for a file that one process works on.
    public var isShared: Bool { false }

    /// A stream without elements.
    public func wakeUps() -> AsyncStream<Void> { AsyncStream { _ in } }

    /// No other clock than this machine's.
    public func serverTime() async throws -> Instant? { nil }

    /// The same as `write`, where there is one writer at a time anyway.
    @discardableResult
    public func writeRowByRow<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await write(body)
    }

    /// The same as `writeRowByRow`, where all writes wait for each other anyway.
    @discardableResult
    public func writeAtOnce<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await writeRowByRow(body)
    }
}
