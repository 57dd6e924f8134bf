import GRDB
import Glibc

/// A file that may be a store, looked at without being changed.
public struct SQLiteFile: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Reads every page and index, which takes as long as the file is large.
    ///
    /// - Throws: `StoreError.broken` when anything is damaged, `notADatabase` when it is none.
    public func check() throws(StoreError) {
        let faults = try read { try String.fetchAll($0, sql: "PRAGMA integrity_check(1)") }
        guard faults == ["ok"] else {
            throw .broken(path: path, reason: "the file is damaged (\(faults.first ?? "no answer")); restore a backup")
        }
    }

    /// Where its schema stands.
    public func schema() throws(StoreError) -> SchemaState {
        try read { try Migrations.state(SQLiteConnection(database: $0), Migrations.all, path: path) }
    }

    /// Writes a copy of everything to a file that is new or empty.
    public func copy(to target: String) throws(StoreError) {
        do {
            try Self.copy(from: open(), to: target)
        } catch {
            throw SQLiteDialect.storeError(error, path: path)
        }
    }

    /// Brings what stands in the log beside the file into the file, and removes the log.
    ///
    /// - Throws: `StoreError.busy` when another process has the file open, others when it cannot be read or written.
    public func foldLog() throws(StoreError) {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let isBusy = try queue.writeWithoutTransaction {
                try Bool.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") ?? false
            }
            // The last connection takes the log away.
            try queue.close()
            if isBusy { throw StoreError.busy(path: path) }
        } catch let error as StoreError {
            throw error
        } catch {
            throw SQLiteDialect.storeError(error, path: path)
        }
    }

    /// Writes what `source` holds at one moment to a file that is whole by itself, without a log beside it.
    static func copy(from source: some DatabaseReader, to target: String) throws {
        makePrivate(target)
        let queue = try DatabaseQueue(path: target)
        try source.backup(to: queue)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try queue.close()
    }

    /// Makes an empty file that only its owner may read and write, whatever the process's mask.
    ///
    /// One that is there stays as it is. Where it cannot be made, SQLite says why.
    static func makePrivate(_ path: String) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        fchmod(descriptor, 0o600)
        close(descriptor)
    }

    /// The permissions of the file and of what SQLite keeps beside it that go beyond its owner's, by path.
    public func widePermissions() -> [(path: String, mode: UInt32)] {
        [path, path + "-wal", path + "-shm"].compactMap { path in
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
            return (path, UInt32(status.st_mode & 0o777))
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try open().read(body)
        } catch {
            throw SQLiteDialect.storeError(error, path: path)
        }
    }

    private func open() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
