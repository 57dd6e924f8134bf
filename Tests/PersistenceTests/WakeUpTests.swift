import Persistence
import Scheduling
import TestSupport
import Testing

/// Hearing from other processes that there is something new.
@Suite(.timeLimit(.minutes(5))) struct WakeUpTests {
    @Test func `a commit in a SQLite file wakes whoever watches it`() async throws {
        let place = try await TestedStore(.sqlite)
        let store = try await place.open()
        let watching = try place.database()
        var wakes = watching.wakeUps().makeAsyncIterator()
        #expect(await wakes.next() != nil)
        for number in 0..<3 {
            _ = try await store.key(named: "key \(number)", fresh: [1])
            #expect(await wakes.next() != nil)
        }
        #expect(try await watching.serverTime() == nil)
    }

    @Test func `a transaction that says so wakes those who listen`() async throws {
        let url = try Self.emptyDatabase()
        let listening = try PostgreSQLDatabase(url: url)
        let writing = try PostgreSQLDatabase(url: url)
        try await writing.write { try $0.script("CREATE TABLE word (words TEXT)") }
        var wakes = listening.wakeUps().makeAsyncIterator()
        #expect(await wakes.next() != nil)
        for number in 0..<3 {
            try await writing.writeRowByRow { connection in
                try connection.execute("INSERT INTO word VALUES ($1)", [.text("\(number)")])
                connection.wakeOthers()
                connection.wakeOthers()
            }
            #expect(await wakes.next() != nil)
        }
        #expect(try await Self.numbers("SELECT COUNT(*) FROM word", listening) == [3])
    }

    @Test func `what is undone wakes nobody, nor does the next transaction`() async throws {
        let url = try Self.emptyDatabase()
        let database = try PostgreSQLDatabase(url: url + "&connections=1")
        let onlooker = try PostgreSQLDatabase(url: url)
        let own = try await Self.numbers("SELECT pg_backend_pid()", database)
        let last = {
            try await onlooker.read { connection in
                try connection.rows("SELECT query FROM pg_stat_activity WHERE pid = $1", [.integer(own[0])]) {
                    $0.text(0)
                }
            }
        }
        await #expect(throws: CancellationError.self) {
            try await database.write { connection in
                connection.wakeOthers()
                throw CancellationError()
            }
        }
        #expect(try await last() == ["ROLLBACK"])
        try await database.write { _ = try $0.rows("SELECT 1", []) { $0.integer(0) } }
        #expect(try await last() == ["COMMIT"])
        try await database.write { $0.wakeOthers() }
        #expect(try await last() == ["COMMIT; NOTIFY milieu"])
    }

    @Test func `a listener that lost its connection comes back, and says that something may have been missed`()
        async throws
    {
        let url = try Self.emptyDatabase()
        let listening = try PostgreSQLDatabase(url: url)
        let other = try PostgreSQLDatabase(url: url)
        var wakes = listening.wakeUps().makeAsyncIterator()
        #expect(await wakes.next() != nil)
        for _ in 0..<2 {
            let ended = try await Self.numbers(
                "SELECT pg_terminate_backend(pid)::INTEGER FROM \(Self.listeners)", other)
            #expect(ended == [1])
            #expect(await wakes.next() != nil)
            // The one that ended closes its connection before it is listed no more.
            while try await Self.numbers("SELECT COUNT(*) FROM \(Self.listeners)", other) != [1] {}
            try await other.write { $0.wakeOthers() }
            #expect(await wakes.next() != nil)
        }
    }

    @Test func `a listener waits for a server that starts later, and survives its restart`() async throws {
        let server = try PostgreSQLServer()
        let database = try PostgreSQLDatabase(url: server.url(query: "connections=1"))
        try server.stop()
        var wakes = database.wakeUps().makeAsyncIterator()
        try server.start()
        #expect(await wakes.next() != nil)
        try server.stop(.immediate)
        try server.start()
        #expect(await wakes.next() != nil)
    }

    @Test func `the connection ends with the stream`() async throws {
        let url = try Self.emptyDatabase()
        let database = try PostgreSQLDatabase(url: url)
        func watch() async -> Bool {
            var wakes = database.wakeUps().makeAsyncIterator()
            return await wakes.next() != nil
        }
        #expect(await watch())
        while try await Self.numbers("SELECT COUNT(*) FROM \(Self.listeners)", database) != [0] {}
        // A task that waits for an element is let go when it is cancelled.
        let task = Task {
            for await _ in database.wakeUps() {}
        }
        while try await Self.numbers("SELECT COUNT(*) FROM \(Self.listeners)", database) != [1] {}
        task.cancel()
        await task.value
        while try await Self.numbers("SELECT COUNT(*) FROM \(Self.listeners)", database) != [0] {}
    }

    @Test func `behind a pooler nothing is listened to, and commits there wake those who listen directly`() async throws
    {
        let name = try PostgreSQLServer.shared.get().emptyDatabase()
        let direct = try PostgreSQLDatabase(url: PostgreSQLServer.shared.get().url(database: name))
        let pooled = try PostgreSQLDatabase(url: PostgreSQLPooler.shared.get().url(database: name))
        let silent = pooled.wakeUps()
        var wakes = direct.wakeUps().makeAsyncIterator()
        #expect(await wakes.next() != nil)
        try await pooled.write { $0.wakeOthers() }
        #expect(await wakes.next() != nil)
        #expect(try await Self.numbers("SELECT COUNT(*) FROM \(Self.listeners)", direct) == [1])
        let task = Task { await silent.first { _ in true } != nil }
        task.cancel()
        #expect(await task.value == false)
    }

    @Test func `a server tells its time`() async throws {
        let database = try PostgreSQLDatabase(url: PostgreSQLServer.shared.get().url())
        let before = try #require(try await database.serverTime())
        let between = try await Self.numbers("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)", database)
        let after = try #require(try await database.serverTime())
        #expect(before <= after)
        #expect(abs(between[0] * 1_000 - before.milliseconds) < 60_000)
    }

    /// Those of this test's database.
    private static let listeners = "pg_stat_activity WHERE query = 'LISTEN milieu' AND datname = current_database()"

    /// A database of one test's own, as everybody in a database hears the same.
    private static func emptyDatabase() throws -> String {
        let server = try PostgreSQLServer.shared.get()
        return server.url(database: try server.emptyDatabase())
    }

    private static func numbers(_ sql: String, _ database: PostgreSQLDatabase) async throws -> [Int64] {
        try await database.read { connection in try connection.rows(sql, []) { $0.integer(0) } }
    }
}
