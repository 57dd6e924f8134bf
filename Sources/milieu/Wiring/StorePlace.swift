import Foundation
import Persistence

/// Where a program's store is: a file, or the database of a server.
enum StorePlace: Sendable {
    case file(String)
    case server(PostgreSQLDatabase)

    /// `setting`: As in `Config/milieu.yaml`; `root`: what a relative path starts from.
    init(_ setting: String, root: String) throws(StoreError) {
        if setting.hasPrefix("postgresql://") || setting.hasPrefix("postgres://") {
            self = .server(try PostgreSQLDatabase(url: setting))
        } else {
            self = .file(setting.hasPrefix("/") ? setting : "\(root)/\(setting)")
        }
    }

    /// For messages to people; never with a password.
    var name: String {
        switch self {
        case .file(let path): path
        case .server(let database): database.name
        }
    }

    /// The file, when it is one that is there.
    var exists: Bool {
        switch self {
        case .file(let path): FileManager.default.fileExists(atPath: path)
        case .server: true
        }
    }

    /// Opens it, or makes the file.
    ///
    /// A file that is not for this version is left as it is to the last byte: opening it to write would change its mode.
    func database(durability: Durability = .full) throws(StoreError) -> any SQLDatabase {
        switch self {
        case .file(let path):
            if exists {
                let schema = try SQLiteFile(path: path).schema()
                if schema.isForeign { throw .foreign(path: path) }
                try schema.checkIsKnown(path: path)
            }
            return try SQLiteDatabase(path: path, durability: durability)
        case .server(let database): return database
        }
    }

    /// Where its schema stands, without making or changing anything.
    func schema() async throws -> SchemaState {
        switch self {
        case .file(let path): try SQLiteFile(path: path).schema()
        case .server(let database): try await Store.schema(of: database, name: database.name)
        }
    }
}
