import CPostgres
import Foundation

/// One connection, used by one thread alone, and opened again when it is lost.
final class PostgreSQLSession {
    private let address: PostgreSQLAddress
    private var connection: PostgreSQLConnection?
    private var stop: (@Sendable () -> Void)?

    init(address: PostgreSQLAddress) { self.address = address }

    /// Runs `body` in a transaction, again from its start when the failure is one that passes.
    ///
    /// BEGIN is the health check: a connection that died while it was idle shows there, with nothing done yet.
    ///
    /// `watch` is told what stops the transaction on the server, and nil when it is over.
    func transaction<Value>(
        _ kind: PostgreSQLTransaction, watch: ((@Sendable () -> Void)?) throws -> Void = { _ in },
        _ body: (any SQLConnection) throws -> Value
    ) throws -> Value {
        var failures = 0
        while true {
            do {
                return try attempt(kind, watch, body)
            } catch let failure as PostgreSQLFailure {
                failures += 1
                guard failures < failure.tries else { throw failure }
                usleep(failure.pause(afterFailures: failures) * 1_000)
            }
        }
    }

    func disconnect() {
        connection?.close()
        connection = nil
        stop = nil
    }

    private func attempt<Value>(
        _ kind: PostgreSQLTransaction, _ watch: ((@Sendable () -> Void)?) throws -> Void,
        _ body: (any SQLConnection) throws -> Value
    ) throws -> Value {
        let connection = try open()
        do {
            let value: Value
            do {
                try watch(stop)
                try connection.begin(kind.begin + (address.isPrepared ? "" : ";" + Self.limits("SET LOCAL")))
                value = try body(connection)
                try watch(nil)
            } catch {
                try watch(nil)
                throw error
            }
            // Nothing is kept of a read, so that one which is cut off at its end can be repeated too.
            if case .read = kind { try connection.rollBack() } else { try connection.commit() }
            return value
        } catch {
            if connection.isLost || (error as? PostgreSQLFailure)?.endsConnection == true {
                disconnect()
            } else {
                do { try connection.rollBack() } catch { disconnect() }
            }
            throw error
        }
    }

    private func open() throws -> PostgreSQLConnection {
        if let connection { return connection }
        let opened = try PostgreSQLConnection(address: address)
        do {
            // A pooler of transactions would give these to whoever comes next; there they are set for each transaction.
            if address.isPrepared { try opened.script(Self.limits("SET")) }
        } catch {
            opened.close()
            throw error
        }
        let canceller = opened.makeCanceller()
        stop = { canceller?.cancel() }
        connection = opened
        return opened
    }

    /// How long things may take here, and how statements are planned.
    ///
    /// A statement ends after a minute, a wait for somebody's lock after five seconds, as with SQLite; a transaction whose
    /// node was stopped in the middle lets go of its rows after a minute. Statements are planned once: all of them go by
    /// keys, and planning one for 64 rows takes as long as running it. Nor are they compiled: a claim among a million runs
    /// takes two milliseconds, and compiling it twenty, each time.
    private static func limits(_ set: String) -> String {
        """
        \(set) statement_timeout = '60s'; \(set) lock_timeout = '5s';
        \(set) idle_in_transaction_session_timeout = '60s'; \(set) client_min_messages = warning;
        \(set) plan_cache_mode = force_generic_plan; \(set) jit = off
        """
    }
}
