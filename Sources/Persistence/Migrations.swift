import Scheduling

/// The numbered steps of the schema, each run once, in order, never edited after a release.
///
/// Adding one is a file in `Migrations/` and a line here.
enum Migrations {
    static let all: [(number: Int, name: String, sql: [UInt8])] = [
        (1, "initial", PackageResources.m001_initial_sql)
    ]

    /// Brings the schema up to the newest step, all in one transaction.
    ///
    /// - Throws: `StoreError.newerSchema` when the store knows steps that this version does not; nothing is changed.
    static func apply(to connection: any SQLConnection, path: String, now: Instant) throws {
        try connection.script(
            connection.schema(
                """
                CREATE TABLE IF NOT EXISTS schema_step (
                    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
                ) STRICT
                """))
        let done = try connection.rows("SELECT number FROM schema_step ORDER BY number", []) { $0.count(0) }
        let newest = all.last?.number ?? 0
        if let last = done.last, last > newest {
            throw StoreError.newerSchema(path: path, found: last, known: newest)
        }
        for step in all where !done.contains(step.number) {
            try connection.script(connection.schema(String(decoding: step.sql, as: UTF8.self)))
            try connection.execute(
                "INSERT INTO schema_step (number, name, applied_at) VALUES ($1, $2, $3)",
                [.count(step.number), .text(step.name), .instant(now)])
        }
    }
}
