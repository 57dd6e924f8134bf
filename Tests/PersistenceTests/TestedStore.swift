import Persistence
import Scheduling
import TestSupport
import Testing

/// The drivers that every test of the store's verbs runs over.
enum TestedDriver: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite
    case postgresql
    /// PostgreSQL behind a pooler of transactions.
    case pooled

    var testDescription: String { rawValue }
}

/// An empty place for one test's store.
struct TestedStore: Sendable {
    static let now = Instant(seconds: 1_795_000_000)

    /// What the messages of the store call it.
    let name: String
    private let address: String
    private let folder: TemporaryFolder?

    init(_ driver: TestedDriver) async throws {
        switch driver {
        case .sqlite:
            let folder = try TemporaryFolder()
            self.folder = folder
            address = folder.path + "/a.db"
            name = address
        case .postgresql:
            folder = nil
            address = try await PostgreSQLServer.shared.get().emptyStore()
            name = try PostgreSQLDatabase(url: address).name
        case .pooled:
            folder = nil
            // A database of its own, as a pooler takes no options of a session.
            let database = try PostgreSQLServer.shared.get().emptyDatabase()
            address = try PostgreSQLPooler.shared.get().url(database: database)
            name = try PostgreSQLDatabase(url: address).name
        }
    }

    /// A database object of its own over the same place, as another process has one.
    func database() throws -> any SQLDatabase {
        guard let folder else { return try PostgreSQLDatabase(url: address) }
        return DatabaseInFolder(database: try SQLiteDatabase(path: address), folder: folder)
    }

    func open() async throws -> Store { try await Store.open(database(), name: name, now: Self.now) }
}

/// Keeps the folder of an embedded store for as long as the store is used.
private struct DatabaseInFolder: SQLDatabase {
    let database: SQLiteDatabase
    let folder: TemporaryFolder

    func copy(to path: String) async throws { try await database.copy(to: path) }
    func wakeUps() -> AsyncStream<Void> { database.wakeUps() }

    func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await database.read(body)
    }

    func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await database.write(body)
    }
}
