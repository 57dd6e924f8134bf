public import Scheduling

/// The store on a PostgreSQL server, which any number of nodes may share.
///
/// Every `write` runs SERIALIZABLE and is tried again when the server reports 40001 or 40P01: the verbs were written for
/// one writer at a time, and this is the isolation under which a row that was read and then written still holds, with
/// no lock to forget in any verb. A body may therefore run several times, and only its last time counts. What each
/// row's own WHERE guards (`writeRowByRow`: claims, leases, attempts) runs READ COMMITTED with `FOR UPDATE SKIP LOCKED`
/// instead, because many workers reading one queue are all in each other's way under SERIALIZABLE. A `read` is REPEATABLE
/// READ, READ ONLY: it sees one moment and never waits for writers.
///
/// libpq blocks, so each connection belongs to a thread of its own, and callers wait in a continuation. A connection
/// that is lost before COMMIT is opened again and the transaction repeated; one that is lost at COMMIT is not, because
/// nobody knows whether it was kept.
///
/// Sources: PostgreSQL 15, chapters 13.2 (isolation), 13.5 (serialization failures), 34 (libpq) and appendix A (codes).
public final class PostgreSQLDatabase: SQLDatabase {
    /// The server and the database, for messages to people: never the user's name or the password.
    public let name: String
    private let address: PostgreSQLAddress
    private let dialect: PostgreSQLDialect
    private let pool: PostgreSQLPool
    /// For signs of life alone: however long the transactions of the others take, and however many wait, these do not.
    private let urgent: PostgreSQLPool

    /// Reads the address; the first transaction connects.
    ///
    /// `url` is `postgresql://user:password@host:port/database` with any parameter of libpq (`sslmode=verify-full`), and
    /// two of ours: `connections=4`, from 1 to 64, and `prepared=off` for a server behind a pooler of transactions. A
    /// process that works on runs has one more for its signs of life, and one that listens.
    ///
    /// - Throws: `StoreError.badAddress`, which does not repeat the address.
    public init(url: String) throws(StoreError) {
        let address = try PostgreSQLAddress(url)
        self.address = address
        name = address.name
        dialect = PostgreSQLDialect(address: address)
        pool = PostgreSQLPool(address: address, connections: address.connections)
        urgent = PostgreSQLPool(address: address, connections: 1)
    }

    deinit {
        pool.close()
        urgent.close()
    }

    public var isShared: Bool { true }

    /// Refuses, as a server has a tool of its own for this.
    ///
    /// - Throws: `StoreError.notCopied`, which names `pg_dump`, always.
    public func copy(to path: String) async throws { throw StoreError.notCopied(path: name) }

    /// The variables of the environment that point a server's own tools here, with the password among them, so that it
    /// stands in no command.
    ///
    /// Source: PostgreSQL 15, 34.15 (environment variables).
    public var toolEnvironment: [String: String] { address.variables }

    /// The database's name at its server.
    public var databaseName: String { address.database ?? "" }

    /// Runs `body` in a transaction that sees one moment of the database.
    ///
    /// When the task is cancelled, a call that waits for a connection ends at once, and one that runs is stopped on the
    /// server; both throw `CancellationError`.
    public func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await ReadTicket<Value>.result { ticket in
            pool.add { [dialect] session in
                guard ticket.begin() else { return }
                ticket.end(
                    Result {
                        do {
                            return try session.transaction(.read, watch: ticket.watch, body)
                        } catch {
                            throw dialect.translated(error)
                        }
                    })
            }
        }
    }

    /// Runs `body` SERIALIZABLE, again from its start when others were in its way; see the type.
    public func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(.write, in: pool, body)
    }

    /// Runs `body` READ COMMITTED; see the type.
    public func writeRowByRow<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(.writeRowByRow, in: pool, body)
    }

    /// Runs `body` READ COMMITTED on a connection that nothing else uses.
    public func writeAtOnce<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(.writeRowByRow, in: urgent, body)
    }

    /// Listens on a connection of its own, which does not count among `connections`.
    ///
    /// No element comes with `prepared=off`: a pooler would give what it hears to whoever has the connection by then.
    public func wakeUps() -> AsyncStream<Void> {
        guard address.isPrepared else { return AsyncStream { _ in } }
        let listener = PostgreSQLListener(address: address)
        return WakeUpThread.stream("postgresql-listen") { stop, wake in listener.run(until: stop, wake: wake) }
    }

    /// The server's clock at the time of the call, in whole milliseconds.
    public func serverTime() async throws -> Instant? {
        let sql = "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)"
        return try await read { connection in try connection.row(sql, []) { $0.instant(0) } }
    }

    private func run<Value: Sendable>(
        _ kind: PostgreSQLTransaction, in pool: PostgreSQLPool,
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            pool.add { [dialect] session in
                continuation.resume(
                    with: Result {
                        do {
                            return try session.transaction(kind, body)
                        } catch {
                            throw dialect.translated(error)
                        }
                    })
            }
        }
    }
}
