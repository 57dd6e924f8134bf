import Persistence
import Synchronization
import TestSupport
import Testing

/// Servers that restart and connections that are ended while transactions run: every write is kept or reported.
@Suite(.timeLimit(.minutes(5))) struct PostgreSQLRestartTests {
    /// What the callers were told.
    private final class Ledger: Sendable {
        struct Told: Sendable {
            var kept: Set<Int64> = []
            var lost: Set<Int64> = []
            /// A connection that went away during its COMMIT.
            var unknown: Set<Int64> = []
            var next: Int64 = 0
            var isOver = false
        }

        let told = Mutex(Told())

        /// Writes one number after the other until it is over.
        func write(to database: PostgreSQLDatabase) async {
            while let number = next() {
                do {
                    try await database.write { connection in
                        try connection.execute("INSERT INTO kept (number) VALUES ($1)", [.integer(number)])
                        _ = try connection.executeEach(
                            "UPDATE kept SET half = $1 WHERE number = $2",
                            [[1, .integer(number)], [2, .integer(number)]])
                    }
                    told.withLock { $0.kept.formUnion([number]) }
                } catch {
                    let isUnknown = "\(error)".contains("whether it was kept is not known")
                    told.withLock { told in
                        if isUnknown { told.unknown.formUnion([number]) } else { told.lost.formUnion([number]) }
                    }
                }
            }
        }

        /// Waits until `more` writes were kept.
        func kept(_ more: Int) async {
            let enough = told.withLock { $0.kept.count } + more
            while told.withLock({ $0.kept.count }) < enough { await Task.yield() }
        }

        private func next() -> Int64? {
            told.withLock { told in
                told.next += 1
                return told.isOver ? nil : told.next
            }
        }
    }

    @Test(arguments: PostgreSQLServer.Stop.allCases)
    func `after a restart among writes, what was said to be kept is there, and nothing that was not`(
        how: PostgreSQLServer.Stop
    ) async throws {
        let server = try PostgreSQLServer()
        let database = try PostgreSQLDatabase(url: server.url(query: "connections=3"))
        try await database.write { connection in
            try connection.script("CREATE TABLE kept (number BIGINT PRIMARY KEY, half BIGINT)")
        }
        let ledger = Ledger()
        let writers = (0..<3).map { _ in Task { await ledger.write(to: database) } }
        await ledger.kept(20)
        for _ in 0..<3 {
            try server.stop(how)
            try server.start()
            await ledger.kept(20)
        }
        ledger.told.withLock { $0.isOver = true }
        for writer in writers { await writer.value }
        let found = Set(
            try await database.read { connection in
                try connection.rows("SELECT number FROM kept WHERE half = 2", []) { $0.integer(0) }
            })
        let all = try await database.read { connection in
            try connection.rows("SELECT COUNT(*) FROM kept", []) { $0.integer(0) }
        }
        let (saidKept, saidLost, unknown) = ledger.told.withLock { ($0.kept, $0.lost, $0.unknown) }
        #expect(saidKept.subtracting(found) == [])
        #expect(saidLost.intersection(found) == [])
        #expect(found.subtracting(saidKept).subtracting(unknown) == [])
        #expect(all == [Int64(found.count)])
    }

    @Test(arguments: ["connections=1", "connections=1&prepared=off"])
    func `a connection that is ended inside a transaction is replaced, and the body runs once more`(
        query: String
    ) async throws {
        let server = try PostgreSQLServer.shared.get()
        let name = try server.emptyDatabase()
        let database = try PostgreSQLDatabase(url: server.url(database: name, query: query))
        try await database.write { try $0.script("CREATE TABLE kept (number BIGINT); CREATE SEQUENCE tries") }
        for expected in [Int64(2), 4] {
            let tries = try await database.write { connection in
                try connection.execute("INSERT INTO kept VALUES ($1)", [.integer(expected)])
                let tries = try connection.rows("SELECT nextval('tries')", []) { $0.integer(0) }
                if tries != [expected] {
                    _ = try connection.rows("SELECT pg_terminate_backend(pg_backend_pid())", []) { $0.text(0) }
                }
                return tries
            }
            #expect(tries == [expected])
        }
        let kept = try await database.read { try $0.rows("SELECT number FROM kept ORDER BY 1", []) { $0.integer(0) } }
        #expect(kept == [2, 4])
    }

    @Test func `a connection that is ended during its COMMIT is reported as such, and not tried again`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let name = try server.emptyDatabase()
        let database = try PostgreSQLDatabase(url: server.url(database: name, query: "connections=1"))
        try await database.write { connection in
            try connection.script(
                """
                CREATE TABLE kept (number BIGINT); CREATE SEQUENCE tries;
                CREATE FUNCTION end_it() RETURNS TRIGGER LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION end_it()
                """)
        }
        let error = await #expect(throws: StoreError.self) {
            try await database.write { connection in
                connection.wakeOthers()
                _ = try connection.rows("SELECT nextval('tries')", []) { $0.integer(0) }
                try connection.execute("INSERT INTO kept VALUES ($1)", [1])
            }
        }
        #expect(error?.description.contains("lost during a commit, and whether it was kept is not known") == true)
        #expect(try await database.read { try $0.rows("SELECT last_value FROM tries", []) { $0.integer(0) } } == [1])
    }
}
