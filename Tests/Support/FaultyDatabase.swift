public import Persistence
public import Scheduling
import Synchronization

/// A database at whose transactions things go wrong, as one process sees it.
///
/// After a crash every call ends with `ProcessGone`: whoever used it is to be dropped and replaced.
public final class FaultyDatabase: SQLDatabase {
    /// What an injected failure names as the store, to tell it from a real one.
    public static let path = "a store that fails on purpose"

    private let database: any SQLDatabase
    private let faults: FaultSource
    private let meanwhile: @Sendable () async -> Void
    private let gone = Mutex(false)

    /// `meanwhile`: What the others do while this process stands still.
    public init(
        _ database: any SQLDatabase, faults: FaultSource, meanwhile: @Sendable @escaping () async -> Void = {}
    ) {
        self.database = database
        self.faults = faults
        self.meanwhile = meanwhile
    }

    /// Whether the process has crashed.
    public var isGone: Bool { gone.withLock { $0 } }

    public var isShared: Bool { database.isShared }

    public func serverTime() async throws -> Instant? { try await database.serverTime() }

    public func copy(to path: String) async throws { try await database.copy(to: path) }

    public func read<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(body) { try await $0.read($1) }
    }

    public func write<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(body) { try await $0.write($1) }
    }

    public func writeRowByRow<Value: Sendable>(
        _ body: @Sendable @escaping (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await run(body) { try await $0.writeRowByRow($1) }
    }

    private typealias Body<Value> = @Sendable (any SQLConnection) throws -> Value

    private func run<Value: Sendable>(
        _ body: @escaping Body<Value>, _ transaction: (any SQLDatabase, @escaping Body<Value>) async throws -> Value
    ) async throws -> Value {
        if isGone { throw ProcessGone() }
        let value: Value
        switch faults.next() {
        case nil: value = try await transaction(database, body)
        case .refused: throw Self.failure("it was refused")
        case .undone:
            let position = faults.position(upTo: 12)
            value = try await transaction(database) {
                try body(FailingConnection($0, at: position, error: Self.failure("a statement failed")))
            }
        case .unheard:
            _ = try await transaction(database, body)
            throw Self.failure("nobody knows what became of it")
        case .crashBefore: throw crash()
        case .crashMidway:
            let position = faults.position(upTo: 12)
            do {
                _ = try await transaction(database) {
                    try body(FailingConnection($0, at: position, error: ProcessGone()))
                }
            } catch {
                throw crash()
            }
            // It was shorter than that: the crash came right behind it.
            throw crash()
        case .crashAfter:
            _ = try? await transaction(database, body)
            throw crash()
        case .stall:
            await faults.stall(meanwhile)
            value = try await transaction(database, body)
        case .stop:
            withUnsafeCurrentTask { $0?.cancel() }
            value = try await transaction(database, body)
        }
        // Others may have crashed it while this call was on its way.
        if isGone { throw ProcessGone() }
        return value
    }

    private func crash() -> ProcessGone {
        gone.withLock { $0 = true }
        return ProcessGone()
    }

    private static func failure(_ reason: String) -> StoreError { .unreachable(path: path, reason: reason) }
}

/// A connection at which one statement fails.
private final class FailingConnection: SQLConnection {
    private let connection: any SQLConnection
    private var left: Int
    private let error: any Error

    /// `position`: Which of the statements fails, the first at 1.
    init(_ connection: any SQLConnection, at position: Int, error: any Error) {
        self.connection = connection
        left = position
        self.error = error
    }

    var lockingClause: String { connection.lockingClause }

    var tableNames: String { connection.tableNames }

    func schema(_ sql: String) -> String { connection.schema(sql) }

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ read: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        try count()
        return try connection.rows(sql, arguments, read)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try count()
        return try connection.execute(sql, arguments)
    }

    func executeEach(_ sql: String, _ rows: [[SQLValue]]) throws -> [Int] {
        try count()
        return try connection.executeEach(sql, rows)
    }

    func script(_ sql: String) throws {
        try count()
        try connection.script(sql)
    }

    private func count() throws {
        left -= 1
        if left == 0 { throw error }
    }
}
