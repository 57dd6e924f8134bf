import Dispatch
import Foundation
import Glibc
import Persistence
import Synchronization
import TestSupport
import Testing

/// Where the drivers run transactions, and what a cancelled task leaves behind.
@Suite(.timeLimit(.minutes(1))) struct DriverThreadTests {
    @Test(.serialized, arguments: TestedDriver.allCases)
    func `a transaction needs none of the threads that tasks share`(driver: TestedDriver) async throws {
        let database = try await TestedStore(driver).database()
        try await database.write { try $0.script("CREATE TABLE word (words TEXT)") }
        // Other tests may hold one of the threads for long; then they are all let go, and it is tried again.
        for _ in 0..<50 {
            let doors = Doors()
            let blocked = (0..<doors.count).map { _ in Task.detached { doors.wait() } }
            // What resumes a task is the executor that it prefers; an actor's own is only gone to from there.
            let found = try await Task(executorPreference: Desk()) {
                try await Self.look(into: database, behind: doors)
            }.value
            var waited: [Bool] = []
            for task in blocked { waited.append(await task.value) }
            guard let found else { continue }
            #expect(found == ["written"])
            #expect(!waited.contains(false))
            return
        }
        Issue.record("the threads could not all be held at once")
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

    /// Holds as many threads as tasks share.
    private final class Doors: Sendable {
        private struct State {
            var held = 0
            var isGivenUp = false
        }

        let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        private let state = Mutex(State())
        private let full = DispatchSemaphore(value: 0)
        private let opened = DispatchSemaphore(value: 0)

        /// Blocks the thread until the doors are opened; false when all were held and nobody opens them.
        func wait() -> Bool {
            let isLast = state.withLock { state in
                state.held += 1
                return state.held == count
            }
            if isLast { for _ in 0..<count { full.signal() } }
            let isFull = full.wait(timeout: .now() + 0.2) == .success
            let isGivenUp = state.withLock { state in
                if !isFull, state.held < count { state.isGivenUp = true }
                return state.isGivenUp
            }
            return isGivenUp || opened.wait(timeout: .now() + 10) == .success
        }

        /// Waits until all threads are held; false when one was not to be had.
        func close() -> Bool {
            while true {
                let (isFull, isGivenUp) = state.withLock { ($0.held == count, $0.isGivenUp) }
                if isGivenUp { return false }
                if isFull { return true }
                sched_yield()
            }
        }

        func open() { for _ in 0..<count { opened.signal() } }
    }

    /// Writes and reads while all other tasks stand still; nil when they do not.
    private static func look(into database: any SQLDatabase, behind doors: Doors) async throws -> [String]? {
        guard doors.close() else { return nil }
        defer { doors.open() }
        try await database.write { connection in
            try connection.execute("DELETE FROM word", [])
            try connection.execute("INSERT INTO word (words) VALUES ($1)", ["written"])
        }
        return try await words(database)
    }

    /// Runs each piece of a task on a thread of its own.
    private final class Desk: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            Thread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }.start()
        }
    }
}
