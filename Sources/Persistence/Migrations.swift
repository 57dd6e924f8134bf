import Scheduling

/// One numbered step of the schema.
struct Migration: Sendable {
    let number: Int
    let name: String
    let sql: [UInt8]
    /// Whether programs that know only the steps before go on working beside it.
    ///
    /// A new table, a new index, or a new column with a default is additive. One that takes something away, or demands
    /// what older programs do not write, is not: it is applied when no node is at work.
    let isAdditive: Bool
}

/// The numbered steps of the schema, each run once, in order, never edited after a release.
///
/// Adding one is a file in `Migrations/` and a line here. There is no way back: a program that knows fewer steps than
/// the store has is refused.
enum Migrations {
    static let all = [
        Migration(number: 1, name: "initial", sql: PackageResources.m001_initial_sql, isAdditive: false)
    ]

    /// A node that was not seen for this long is taken to be gone.
    static let nodeLife: Duration = .minutes(2)

    /// Brings the schema up to the newest of `steps`, each in a transaction of its own.
    ///
    /// A node that was started with an older program and is at work goes on beside an additive step. Others wait.
    ///
    /// - Throws: `StoreError.newerSchema` when the store knows steps that this version does not, `foreign` when it is
    ///   another program's, `nodesInTheWay` when nodes are at work that cannot go on beside a step; nothing is changed.
    static func apply(
        _ steps: [Migration] = all, to database: any SQLDatabase, path: String, now: Instant
    ) async throws {
        let state = try await database.read { try self.state($0, steps, path: path) }
        guard !state.isForeign else { throw StoreError.foreign(path: path) }
        try state.checkIsKnown(path: path)
        for step in steps where step.number > state.found {
            try await database.write { try run(step, of: steps, on: $0, path: path, now: now) }
        }
    }

    /// Where a database stands, without changing anything.
    static func state(_ connection: any SQLConnection, _ steps: [Migration], path: String) throws -> SchemaState {
        let tables = try connection.rows(connection.tableNames, []) { $0.text(0) }
        let hasSteps = tables.contains("schema_step")
        let found =
            hasSteps
            ? try connection.row("SELECT COALESCE(MAX(number), 0) FROM schema_step", []) { $0.count(0) } ?? 0 : 0
        return SchemaState(
            found: found, known: steps.last?.number ?? 0, isForeign: !hasSteps && !tables.isEmpty,
            pending: pending(after: found, of: steps))
    }

    /// The last step of this version.
    static var known: Int { all.last?.number ?? 0 }

    static func pending(after found: Int, of steps: [Migration] = all) -> [SchemaState.Step] {
        steps.filter { $0.number > found }.map {
            SchemaState.Step(number: $0.number, name: $0.name, isAdditive: $0.isAdditive)
        }
    }

    private static func run(
        _ step: Migration, of steps: [Migration], on connection: any SQLConnection, path: String, now: Instant
    ) throws {
        try connection.script(
            connection.schema(
                """
                CREATE TABLE IF NOT EXISTS schema_step (
                    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
                ) STRICT
                """))
        // Another node may have come first, or be at it: then this waits for it, and looks again.
        try connection.execute("UPDATE schema_step SET name = name", [])
        let state = try state(connection, steps, path: path)
        try state.checkIsKnown(path: path)
        guard state.found < step.number else { return }
        if !step.isAdditive, state.found > 0 {
            let nodes = try connection.row("SELECT COUNT(*) FROM node WHERE seen_at >= $1", [.instant(now - nodeLife)])
            {
                $0.count(0)
            }
            if let nodes, nodes > 0 {
                throw StoreError.nodesInTheWay(path: path, nodes: nodes, step: step.number)
            }
        }
        try connection.script(connection.schema(String(decoding: step.sql, as: UTF8.self)))
        try connection.execute(
            "INSERT INTO schema_step (number, name, applied_at) VALUES ($1, $2, $3)",
            [.count(step.number), .text(step.name), .instant(now)])
    }
}
