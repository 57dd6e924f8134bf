import Persistence
import Synchronization
import TestSupport
import Testing

/// Where the drivers run transactions, and what a cancelled task leaves behind.
@Suite(.timeLimit(.minutes(15))) struct DriverThreadTests {
    @Test(.serialized, arguments: TestedDriver.allCases)
    func `a transaction needs none of the threads that tasks share`(driver: TestedDriver) async throws {
        let database = try await TestedStore(driver).database()
        try await database.write { try $0.script("CREATE TABLE word (words TEXT)") }
        let found = try await HeldThreads.during {
            try await database.write { connection in
                try connection.execute("INSERT INTO word (words) VALUES ($1)", ["written"])
            }
            return try await Self.words(database)
        }
        #expect(found == ["written"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a write of a cancelled task is finished`(driver: TestedDriver) async throws {
        let database = try await TestedStore(driver).database()
        try await database.write { try $0.script("CREATE TABLE word (words TEXT)") }
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await database.write { _ = try $0.execute("INSERT INTO word (words) VALUES ($1)", ["written"]) }
        }
        task.cancel()
        try await task.value
        #expect(try await Self.words(database) == ["written"])
    }

    @Test func `a read in SQLite is stopped when its task is cancelled, and one that waits is given up`() async throws {
        let database = try await TestedStore(.sqlite).database()
        try await database.write { try $0.script("CREATE TABLE word (words TEXT)") }
        // As many as there are connections for reading.
        let begun = Counter()
        let running = (0..<2).map { _ in
            Task {
                try await database.read { connection in
                    begun.add()
                    return try connection.rows(
                        "WITH RECURSIVE endless (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) "
                            + "SELECT COUNT(*) FROM endless", []
                    ) { $0.integer(0) }
                }
            }
        }
        while begun.value < 2 { await Task.yield() }
        let waiting = Task { try await Self.words(database) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        for task in running { task.cancel() }
        for task in running { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(try await Self.words(database) == [])
    }

    private static func words(_ database: any SQLDatabase) async throws -> [String] {
        try await database.read { connection in try connection.rows("SELECT words FROM word", []) { $0.text(0) } }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }

        func add() { count.withLock { $0 += 1 } }
    }
}
