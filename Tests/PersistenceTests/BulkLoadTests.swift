import Persistence
import PluginKit
import TestSupport
import Testing

/// Adding many rows at once, by whichever way a driver takes for their number.
@Suite(.timeLimit(.minutes(5))) struct BulkLoadTests {
    @Test(arguments: TestedDriver.allCases)
    func `whatever is written comes back, and many rows as few`(driver: TestedDriver) async throws {
        let database = try await Self.opened(driver)
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        let texts = (0..<5_000).map { _ in Self.text(&random) }
        let rows = texts.enumerated().map { number, text in
            [
                .integer(Int64(number)), text.map { .text($0) } ?? .null,
                [.integer(.min), .integer(.max), .integer(Int64(truncatingIfNeeded: random.next())), .null]
                    .randomElement(using: &random) ?? .null,
                [.bytes((0..<Int(random.next() % 20)).map { _ in UInt8(truncatingIfNeeded: random.next()) }), .null]
                    .randomElement(using: &random) ?? .null,
            ] as [SQLValue]
        }
        try await database.write { connection in
            try connection.insert(into: "load_many", Self.columns, rows)
            for start in stride(from: 0, to: rows.count, by: 50) {
                try connection.insert(into: "load_few", Self.columns, Array(rows[start..<min(start + 50, rows.count)]))
            }
        }
        let many = try await Self.rows(of: "load_many", database)
        #expect(many == rows.map(Written.init), "seed \(seed)")
        #expect(try await Self.rows(of: "load_few", database) == many, "seed \(seed)")
    }

    @Test(arguments: TestedDriver.allCases, [1, 40, 5_000])
    func `what is there already stays, and of two alike the first is taken`(driver: TestedDriver, count: Int)
        async throws
    {
        let database = try await Self.opened(driver)
        try await database.write { connection in
            try connection.insert(into: "load_many", "id, words", [[0, "old"]])
            try connection.insert(
                into: "load_many", "id, words",
                (0..<count).flatMap { [[.integer(Int64($0)), "first"], [.integer(Int64($0)), "second"]] })
            // Again in one transaction, and with other columns.
            try connection.insert(
                into: "load_many", "number, id", (0..<count).map { [1, .integer(Int64($0) + 100_000)] })
        }
        let rows = try await Self.rows(of: "load_many", database)
        #expect(rows.count == 2 * count)
        #expect(rows.first?.words == Array("old".utf8))
        #expect(rows[1..<count].allSatisfy { $0.words == Array("first".utf8) })
        #expect(rows[count...].allSatisfy { $0.number == 1 && $0.words == nil })
    }

    @Test(arguments: TestedDriver.allCases, [1, 5_000])
    func `what is not listed gets its default, and what must be there is missed`(
        driver: TestedDriver, count: Int
    ) async throws {
        let database = try await Self.opened(driver)
        try await database.write { connection in
            try connection.insert(into: "load_few", "id", (0..<count).map { [.integer(Int64($0))] })
        }
        let kinds = try await database.read {
            try $0.rows("SELECT DISTINCT kind FROM load_few", []) { $0.text(0) }
        }
        #expect(kinds == ["usual"])
        await #expect(throws: StoreError.self) {
            try await database.write { connection in
                try connection.insert(
                    into: "load_few", "id, kind", (0..<count).map { [.integer(Int64($0) + 100_000), nil] })
            }
        }
        #expect(try await Self.rows(of: "load_few", database).count == count)
    }

    @Test(arguments: [TestedDriver.postgresql, .pooled], [1, 40, 5_000])
    func `a NUL character is refused with the same sentence, and the connection goes on`(
        driver: TestedDriver, count: Int
    ) async throws {
        let database = try await Self.opened(driver)
        let error = await #expect(throws: StoreError.self) {
            try await database.write { connection in
                try connection.insert(
                    into: "load_many", "id, words",
                    (0..<count).map { [.integer(Int64($0)), $0 == count - 1 ? "a\u{0}" : "a"] })
            }
        }
        #expect(error?.description.contains("a text holds a NUL character, which PostgreSQL cannot keep") == true)
        #expect(try await Self.rows(of: "load_many", database).isEmpty)
    }

    @Test func `who may not make temporary tables can load all the same`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let name = try server.emptyDatabase()
        let owner = try PostgreSQLDatabase(url: server.url(database: name))
        try await owner.write { connection in
            try connection.script(
                """
                REVOKE TEMP ON DATABASE \(name) FROM PUBLIC;
                CREATE ROLE \(name) LOGIN PASSWORD '\(PostgreSQLServer.password)';
                CREATE TABLE loaded (id BIGINT); GRANT INSERT, SELECT ON loaded TO \(name)
                """)
        }
        let address = server.url(database: name).replacing(
            "\(PostgreSQLServer.user):", with: "\(name):", maxReplacements: 1)
        let database = try PostgreSQLDatabase(url: address)
        try await database.write { connection in
            try connection.insert(into: "loaded", "id", (0..<5_000).map { [.integer($0)] })
        }
        #expect(try await owner.read { try $0.rows("SELECT COUNT(*) FROM loaded", []) { $0.integer(0) } } == [5_000])
    }

    private static let columns = "id, words, number, body"

    /// A row as its bytes: texts that look the same may differ in them.
    private struct Written: Equatable, Sendable {
        let id: Int64
        let words: [UInt8]?
        let number: Int64?
        let body: [UInt8]?

        init(_ row: any SQLRow) {
            id = row.integer(0)
            words = row.optionalText(1).map { Array($0.utf8) }
            number = row.optionalInteger(2)
            body = row.optionalBytes(3)
        }

        init(_ row: [SQLValue]) {
            func integer(_ value: SQLValue) -> Int64? { if case .integer(let value) = value { value } else { nil } }
            id = integer(row[0]) ?? -1
            if case .text(let text) = row[1] { words = Array(text.utf8) } else { words = nil }
            number = integer(row[2])
            if case .bytes(let bytes) = row[3] { body = bytes } else { body = nil }
        }
    }

    private static let pieces = [
        "", "a", #"\"#, #"\N"#, #"\."#, "\n", "\r\n", "\r", "\t", "'", "\"", "$1", "%s", " ", "\u{1}", "\u{7f}",
        "\u{a0}",
        "é", "e\u{301}", "ß", "Ж", "ش", "हि", "中", "한", "ก", "🏳️‍🌈", "\u{feff}", "\u{202e}", "\u{fffd}", "\u{ffff}",
        "\u{10ffff}", "null", "NULL", #"\x41"#, #"\\x41"#, "{}", "COPY",
    ]

    private static func text(_ random: inout SplitMix64) -> String? {
        if random.next() % 10 == 0 { return nil }
        return (0..<Int(random.next() % 8)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    private static func rows(of table: String, _ database: any SQLDatabase) async throws -> [Written] {
        try await database.read { connection in
            try connection.rows("SELECT \(columns) FROM \(table) ORDER BY id", []) { Written($0) }
        }
    }

    private static func opened(_ driver: TestedDriver) async throws -> any SQLDatabase {
        let database = try await TestedStore(driver).database()
        try await database.write { connection in
            for table in ["load_many", "load_few"] {
                try connection.script(
                    connection.schema(
                        """
                        CREATE TABLE \(table) (
                            id INTEGER NOT NULL PRIMARY KEY, words TEXT, number INTEGER, body BLOB,
                            kind TEXT NOT NULL DEFAULT 'usual'
                        ) STRICT
                        """))
            }
        }
        return database
    }
}
