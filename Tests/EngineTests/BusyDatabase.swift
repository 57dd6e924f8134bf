import Persistence
import Synchronization

/// A database that others are in the way of whenever a transaction deletes more rows than they let it.
final class BusyDatabase: SQLDatabase {
    let mostRows = Mutex(Int.max)
    private let database: SQLiteDatabase

    init(database: SQLiteDatabase) { self.database = database }

    func copy(to path: String) async throws { try await database.copy(to: path) }

    func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value { try await database.read(body) }

    func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let most = mostRows.withLock { $0 }
        return try await database.write { connection in
            let before = try Self.rows(connection, most)
            let value = try body(connection)
            guard try before - Self.rows(connection, most) <= most else { throw StoreError.busy(path: "") }
            return value
        }
    }

    private static func rows(_ connection: any SQLConnection, _ most: Int) throws -> Int {
        // Before there is a schema nothing is counted.
        guard most < .max else { return 0 }
        return try connection.rows("SELECT COUNT(*) FROM run", []) { Int($0.integer(0)) }.first ?? 0
    }
}
