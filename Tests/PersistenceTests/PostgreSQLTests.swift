import Community
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What is PostgreSQL's alone: the server that goes away, its refusals, poolers and cancelled reads.
@Suite(.timeLimit(.minutes(5))) struct PostgreSQLTests {
    private let now = TestedStore.now

    @Test func `after a server was stopped and started, the same database works again`() async throws {
        let server = try PostgreSQLServer()
        let database = try PostgreSQLDatabase(url: server.url(query: "connections=2"))
        let store = try await Store.open(database, name: database.name, now: now)
        _ = try await store.key(named: "links", fresh: [7])
        try server.stop()
        let error = await #expect(throws: StoreError.self) { try await store.countPeople() }
        let sentence = try #require(error?.description)
        #expect(sentence.hasPrefix("the server of '\(database.name)' cannot be reached: "))
        #expect(sentence.hasSuffix("; check that it runs and that its address is right"))
        await #expect(throws: StoreError.self) { try await store.pause(JobID("a"), until: nil, at: now) }
        try server.start()
        #expect(try await store.key(named: "links", fresh: [9]) == [7])
        // Without a call in between, a connection is found dead at the next one.
        try server.stop()
        try server.start()
        #expect(try await store.key(named: "links", fresh: [9]) == [7])
        try await store.pause(JobID("a"), until: nil, at: now)
        #expect(try await store.pauses().count == 1)
    }

    @Test func `a connection that the server ended is replaced, and nobody notices`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let url = try await server.emptyStore(query: "connections=1")
        let database = try PostgreSQLDatabase(url: url)
        let store = try await Store.open(database, name: database.name, now: now)
        let before = try await database.read { try Self.number("SELECT pg_backend_pid()", $0) }
        try await PostgreSQLDatabase(url: url).write {
            _ = try $0.rows("SELECT pg_terminate_backend($1)", [.integer(before)]) { $0.text(0) }
        }
        #expect(try await store.countPeople() == 0)
        #expect(try await database.read { try Self.number("SELECT pg_backend_pid()", $0) } != before)
    }

    @Test func `a refusal says what to do, and never the password`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let secret = "hunter-22-and-more"
        let refused = await Self.error(at: server.url(password: secret))
        #expect(refused?.contains("as 'milieu': the server refused; check the user's name and the password") == true)
        let unsaid = await Self.error(at: "postgresql://milieu@/postgres?host=\(server.folder)&passfile=/dev/null")
        #expect(unsaid == refused)
        let missing = await Self.error(at: server.url(database: "nowhere"))
        #expect(missing?.contains("there is no database 'nowhere'") == true)
        #expect(missing?.hasSuffix("make it with: createdb nowhere") == true)
        let away = await Self.error(at: "postgresql://milieu:\(secret)@/x?host=/nowhere/at/all")
        #expect(away?.contains("cannot be reached: ") == true)
        for text in [refused, missing, away] {
            #expect(text?.contains(secret) == false)
            #expect(text?.contains(PostgreSQLServer.password) == false)
            #expect(text?.contains("\n") == false)
        }
    }

    @Test(arguments: [
        ("sqlite:///hunter22", "it does not begin with 'postgresql://'"),
        ("postgresql://milieu:hunter22@/a?no_such=hunter22", "does not know one of its parameters"),
        ("postgresql://milieu:hunter22@[/a", "libpq cannot read it"),
        ("postgresql:///a?connections=0", "'connections' is '0', expected a number from 1 to 64"),
        ("postgresql:///a?prepared=maybe", "'prepared' is 'maybe', expected 'on' or 'off'"),
    ])
    func `an address that cannot be used is not repeated`(url: String, part: String) {
        let error = #expect(throws: StoreError.self) { try PostgreSQLDatabase(url: url) }
        #expect(error?.description.contains(part) == true)
        #expect(error?.description.contains("hunter22") == false)
    }

    @Test(arguments: [
        ("postgresql://ana:secret@db.example.org/milieu?sslmode=verify-full", "postgresql://db.example.org/milieu"),
        ("postgres://ana@db.example.org:6432/milieu?prepared=off", "postgresql://db.example.org:6432/milieu"),
        ("postgresql://ana@/milieu?host=/run/postgresql", "postgresql:///milieu?host=/run/postgresql"),
    ])
    func `a store is called by its server and database`(url: String, name: String) throws {
        #expect(try PostgreSQLDatabase(url: url).name == name)
    }

    @Test func `numbers have 64 bits, and texts the order of their bytes`() async throws {
        let database = try await Self.opened()
        let types = try await database.read { connection in
            try connection.rows(
                """
                SELECT DISTINCT data_type, COALESCE(collation_name, '') FROM information_schema.columns
                WHERE table_schema = current_schema() ORDER BY 1
                """, []
            ) { $0.text(0) + " " + $0.text(1) }
        }
        #expect(types == ["bigint ", "bytea ", "text C"])
    }

    @Test func `every value comes back as it was`() async throws {
        let database = try await Self.opened()
        let numbers = [Int64.min, -1, 0, 1, Int64.max]
        for number in numbers {
            let back = try await database.read {
                try $0.rows("SELECT CAST($1 AS BIGINT)", [.integer(number)]) { $0.optionalInteger(0) }.first ?? nil
            }
            #expect(back == number)
        }
        let texts = try await database.read {
            try $0.rows("SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BYTEA)", ["", nil, .bytes([])]) {
                [$0.optionalText(0), $0.optionalText(1), $0.optionalBytes(2).map { "\($0)" }]
            }
        }
        #expect(texts == [["", nil, "[]"]])
        let error = await #expect(throws: StoreError.self) {
            try await database.read { try $0.rows("SELECT CAST($1 AS TEXT)", ["a\u{0}b"]) { $0.text(0) } }
        }
        #expect(error?.description.contains("a text holds a NUL character") == true)
    }

    @Test(arguments: ["connections=4", "connections=4&prepared=off"])
    func `what was read and then written holds among several writers`(query: String) async throws {
        let database = try await Self.opened(query)
        try await database.write { try $0.script("CREATE TABLE tally (count BIGINT); INSERT INTO tally VALUES (0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<25 {
                        try await database.write { connection in
                            let count = try Self.number("SELECT count FROM tally", connection)
                            try connection.execute("UPDATE tally SET count = $1", [.integer(count + 1)])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.read { try Self.number("SELECT count FROM tally", $0) } == 100)
    }

    @Test func `more texts than are kept prepared are prepared again`() async throws {
        let database = try await Self.opened("connections=1")
        let sum = try await database.read { connection in
            try (0..<600).reduce(into: Int64(0)) { sum, number in
                sum += try Self.number("SELECT \(number % 300)", connection)
            }
        }
        #expect(sum == 2 * 299 * 150)
    }

    @Test func `a read that waits is given up when its task is cancelled`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let holder = try PostgreSQLDatabase(url: server.url(query: "connections=1"))
        let database = try PostgreSQLDatabase(url: server.url(query: "connections=1&application_name=waiter"))
        let lock = "SELECT pg_advisory_lock(4711), 1"
        // Of the session, so that it outlasts the transaction.
        try await holder.write { _ = try $0.rows(lock, []) { $0.integer(1) } }
        let running = Task {
            try await database.read { connection in
                try connection.script("SET LOCAL lock_timeout = 0")
                return try connection.rows(lock, []) { $0.integer(1) }
            }
        }
        let waiting = {
            try await holder.read {
                try Self.number(
                    """
                    SELECT COUNT(*) FROM pg_stat_activity
                    WHERE application_name = 'waiter' AND wait_event = 'advisory'
                    """, $0)
            }
        }
        while try await waiting() == 0 {}
        let queued = Task { try await database.read { try Self.number("SELECT 1", $0) } }
        queued.cancel()
        await #expect(throws: CancellationError.self) { try await queued.value }
        #expect(try await waiting() == 1)
        let start = ContinuousClock.now
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        // Sooner than the limit of a minute for a statement ends it.
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect(try await waiting() == 0)
        #expect(try await database.read { try Self.number("SELECT 1", $0) } == 1)
    }

    @Test func `a copy is the server's own business`() async throws {
        let database = try await Self.opened()
        let error = await #expect(throws: StoreError.self) { try await database.copy(to: "/tmp/copy.db") }
        #expect(error?.description.hasSuffix("use: pg_dump --format=custom") == true)
    }

    private static func opened(_ query: String = "") async throws -> PostgreSQLDatabase {
        let database = try PostgreSQLDatabase(url: try await PostgreSQLServer.shared.get().emptyStore(query: query))
        _ = try await Store.open(database, name: database.name, now: TestedStore.now)
        return database
    }

    /// What a first read at `url` fails with.
    private static func error(at url: String) async -> String? {
        do {
            _ = try await PostgreSQLDatabase(url: url).read { try number("SELECT 1", $0) }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func number(_ sql: String, _ connection: any SQLConnection) throws -> Int64 {
        try connection.rows(sql, []) { $0.integer(0) }.first ?? -1
    }
}
