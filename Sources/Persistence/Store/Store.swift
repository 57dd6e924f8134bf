public import Scheduling

/// Everything that the program remembers, by verbs of the field.
///
/// Each verb is one transaction. The verbs stand in one file a topic beside the SQL that they run; the SQL is the same
/// on every driver.
public struct Store: Sendable {
    let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    /// Opens the store and brings its schema up to date.
    ///
    /// `name`: For messages to people: the path of the file.
    /// Throws `StoreError`.
    public static func open(_ database: any SQLDatabase, name: String, now: Instant) async throws -> Store {
        try await open(database, name: name, now: now, steps: Migrations.all)
    }

    /// Opens the store as a version does that knows `steps`.
    static func open(
        _ database: any SQLDatabase, name: String, now: Instant, steps: [Migration]
    ) async throws -> Store {
        try await Migrations.apply(steps, to: database, path: name, now: now)
        return Store(database: database)
    }

    /// An element whenever there may be something new, from this process or another; as `SQLDatabase.wakeUps`.
    public func wakeUps() -> AsyncStream<Void> { database.wakeUps() }

    /// Whether other processes may write to it at the same time.
    public var isShared: Bool { database.isShared }

    /// Where the schema of `database` stands; nothing is changed.
    public static func schema(of database: any SQLDatabase, name: String) async throws -> SchemaState {
        try await database.read { try Migrations.state($0, Migrations.all, path: name) }
    }

    /// What a server's own clock says; nil where the clock is this machine's.
    public func serverTime() async throws -> Instant? { try await database.serverTime() }

    /// Writes a copy of everything, as of one moment, to a new file of the embedded kind.
    public func copy(to path: String) async throws { try await database.copy(to: path) }

    /// The key under `name`, which is made from `fresh` the first time.
    public func key(named name: String, fresh: [UInt8]) async throws -> [UInt8] {
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO program_key (name, bytes) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                [.text(name), .bytes(fresh)])
            return try connection.row("SELECT bytes FROM program_key WHERE name = $1", [.text(name)]) {
                $0.optionalBytes(0) ?? []
            } ?? fresh
        }
    }
}

/// Sets of words in one text column, joined by `|`, which no word may hold.
enum WordSet {
    static func text(_ words: some Sequence<String>) -> String { words.joined(separator: "|") }

    static func words(_ text: String) -> [String] { text.split(separator: "|").map(String.init) }
}
