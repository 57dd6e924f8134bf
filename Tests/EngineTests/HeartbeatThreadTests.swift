import Scheduling
import TestSupport
import Testing

@testable import Engine
@testable import Persistence

/// The heart beats, whatever plugins do to the threads that tasks share.
@Suite(.timeLimit(.minutes(15))) struct HeartbeatThreadTests {
    /// Tells when something has been written.
    private struct WatchedDatabase: SQLDatabase {
        let database: SQLiteDatabase
        let written: Latch

        func copy(to path: String) async throws { try await database.copy(to: path) }

        func read<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value { try await database.read(body) }

        func write<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value {
            defer { written.open() }
            return try await database.write(body)
        }
    }

    @Test func `claims are kept while plugins hold all threads`() async throws {
        let program = try await ScriptedProgram()
        try await program.start()
        let lease = Lease(owner: "one", until: program.clock.now() + ProgramEngine.leaseLength)
        let claimed = try await program.store.claimRuns(limit: 1, now: program.clock.now(), lease: lease)
        let path = "\(program.folder.path)/milieu.db"
        let renewed = Latch()
        let store = Store(database: WatchedDatabase(database: try SQLiteDatabase(path: path), written: renewed))
        let heartbeat = Heartbeat(
            store: store, clock: program.clock, elapsed: program.elapsed, failpoint: { _ in })
        let hold = try #require(heartbeat.hold(claimed, from: .zero, for: RunEnds()).first)
        program.clock.advance(by: .seconds(20))
        program.elapsed.advance(by: .seconds(20))
        try await HeldThreads.during { await heartbeat.during { await renewed.wait() } }
        #expect(!hold.isLost)
        program.clock.advance(by: .seconds(20))
        #expect(try await program.store.reapRuns(now: program.clock.now()).isEmpty)
        program.clock.advance(by: .seconds(20))
        #expect(try await program.store.reapRuns(now: program.clock.now()).count == 1)
    }
}
