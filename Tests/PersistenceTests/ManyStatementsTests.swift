import Persistence
import TestSupport
import Testing

/// One text for many rows: on a server, all of them are sent before the first is answered.
@Suite(.timeLimit(.minutes(5))) struct ManyStatementsTests {
    @Test(arguments: TestedDriver.allCases)
    func `each row's changes are counted, in their order`(driver: TestedDriver) async throws {
        let database = try await Self.opened(driver)
        let counts = try await database.write { connection in
            let inserted = try connection.executeEach(
                "INSERT INTO word (id, words) VALUES ($1, $2)", (0..<1_000).map { [.integer($0), "old"] })
            let none = try connection.executeEach("DELETE FROM word WHERE id = $1", [])
            let updated = try connection.executeEach(
                "UPDATE word SET words = $1 WHERE id IN ($2, $3)",
                (0..<1_000).map { ["new", .integer($0 * 3), .integer(min($0 * 3 + 1, 1_000))] })
            return [inserted, none, updated]
        }
        #expect(counts[0] == Array(repeating: 1, count: 1_000))
        #expect(counts[1].isEmpty)
        #expect(counts[2] == (0..<1_000).map { $0 < 333 ? 2 : $0 == 333 ? 1 : 0 })
        #expect(try await Self.count("words = 'new'", database) == 667)
    }

    @Test(arguments: TestedDriver.allCases, [0, 1, 300, 999])
    func `a row that fails is the one that is reported, and nothing of the others is kept`(
        driver: TestedDriver, place: Int
    ) async throws {
        let database = try await Self.opened(driver)
        let error = await #expect(throws: StoreError.self) {
            try await database.write { connection in
                _ = try connection.executeEach(
                    "INSERT INTO word (id, words) VALUES ($1, $2)",
                    (0..<1_000).map { [.integer(Int64($0)), $0 == place ? "bad" : "good"] })
            }
        }
        #expect(error?.description.contains("word_is_good") == true)
        #expect(try await Self.count("1 = 1", database) == 0)
        try await database.write { connection in
            _ = try connection.executeEach("INSERT INTO word (id) VALUES ($1)", [[1], [2], [3]])
        }
        #expect(try await Self.count("1 = 1", database) == 3)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a text that is wrong fails, for one row and for many`(driver: TestedDriver) async throws {
        let database = try await Self.opened(driver)
        for count in [1, 2, 600] {
            await #expect(throws: StoreError.self) {
                try await database.write { connection in
                    _ = try connection.executeEach(
                        "INSERT INTO no_such_table (id) VALUES ($1)", Array(repeating: [1], count: count))
                }
            }
        }
        #expect(try await Self.count("1 = 1", database) == 0)
    }

    @Test(arguments: TestedDriver.allCases)
    func `long rows with long answers do not lock the two sides up`(driver: TestedDriver) async throws {
        let database = try await Self.opened(driver)
        let text = String(repeating: "long ", count: 8_000)
        let counts = try await database.write { connection in
            try connection.executeEach(
                "INSERT INTO word (id, words) VALUES ($1, $2) RETURNING words",
                (0..<600).map { [.integer($0), .text(text)] })
        }
        #expect(counts.count == 600)
        #expect(try await Self.count("length(words) = 40000", database) == 600)
    }

    @Test(arguments: [TestedDriver.postgresql, .pooled], [1, 400])
    func `a NUL character among many rows is refused`(driver: TestedDriver, place: Int) async throws {
        let database = try await Self.opened(driver)
        let error = await #expect(throws: StoreError.self) {
            try await database.write { connection in
                _ = try connection.executeEach(
                    "INSERT INTO word (id, words) VALUES ($1, $2)",
                    (0..<500).map { [.integer(Int64($0)), $0 == place ? "a\u{0}b" : "good"] })
            }
        }
        #expect(error?.description.contains("a text holds a NUL character") == true)
        #expect(try await Self.count("1 = 1", database) == 0)
    }

    @Test func `a connection that is lost among many rows is replaced, and they are sent again`() async throws {
        let database = try await Self.opened(.postgresql)
        try await database.write { try $0.script("CREATE SEQUENCE tries") }
        let counts = try await database.write { connection in
            let isFirst = try connection.rows("SELECT nextval('tries')", []) { $0.integer(0) } == [1]
            _ = try connection.executeEach(
                "INSERT INTO word (id) VALUES ($1)", (0..<500).map { [.integer($0)] })
            let own = try connection.rows("SELECT pg_backend_pid()", []) { $0.integer(0) }
            let ends = (0..<500).map { [.integer($0 == 100 && isFirst ? own[0] : 0)] as [SQLValue] }
            return try connection.executeEach(
                "SELECT pg_terminate_backend(CAST($1 AS INTEGER)) WHERE CAST($1 AS INTEGER) > 0", ends)
        }
        #expect(counts == Array(repeating: 0, count: 500))
        #expect(try await Self.count("1 = 1", database) == 500)
    }

    private static func opened(_ driver: TestedDriver) async throws -> any SQLDatabase {
        let database = try await TestedStore(driver).database()
        try await database.write { connection in
            try connection.script(
                connection.schema(
                    """
                    CREATE TABLE word (
                        id INTEGER NOT NULL PRIMARY KEY, words TEXT, CONSTRAINT word_is_good CHECK (words <> 'bad')
                    ) STRICT
                    """))
        }
        return database
    }

    private static func count(_ condition: String, _ database: any SQLDatabase) async throws -> Int64 {
        try await database.read {
            try $0.rows("SELECT COUNT(*) FROM word WHERE \(condition)", []) { $0.integer(0) }.first ?? -1
        }
    }
}
