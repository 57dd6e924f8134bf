import Community
import Definitions
import Messages
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Plans that others are always faster than.
@Suite(.timeLimit(.minutes(5))) struct OvertakenPlanTests {
    /// A store that many nodes share, in which something happens right before each plan with effects is kept.
    private final class OvertakingDatabase: SQLDatabase {
        let count = Mutex(0)
        private let database: SQLiteDatabase
        private let meanwhile: @Sendable (_ number: Int) async throws -> Void

        init(_ database: SQLiteDatabase, meanwhile: @Sendable @escaping (Int) async throws -> Void) {
            self.database = database
            self.meanwhile = meanwhile
        }

        var isShared: Bool { true }

        func copy(to path: String) async throws { try await database.copy(to: path) }

        func read<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value { try await database.read(body) }

        func writeRowByRow<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value { try await database.write(body) }

        func write<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value {
            let number = count.withLock { count in
                count += 1
                return count
            }
            try await meanwhile(number)
            return try await database.write(body)
        }
    }

    @Test func `a plan that is overtaken again and again is tried again later, as after a failure`() async throws {
        let program = try await InventedProgram()
        let isBusy = Mutex(false)
        let path = "\(program.folder.path)/milieu.db"
        let (others, clock) = (program.store, program.clock)
        let people = try await others.people(after: "", limit: 1_000).map(\.id)
        let database = OvertakingDatabase(try SQLiteDatabase(path: path)) { number in
            guard isBusy.withLock({ $0 }) else { return }
            for member in people {
                try await others.addMessage(
                    OutboxMessage(
                        id: "other\(number) \(member)", run: "other\(number)", job: "other", step: "s", part: "",
                        member: member, channel: "screen", message: MessageID("x"), values: [:], ask: nil,
                        purpose: .checkIn, dueAt: clock.now(), expiresAt: clock.now() + .days(1), createdAt: clock.now()
                    ))
            }
        }
        let engine = ProgramEngine(
            store: try await Store.open(database, name: path, now: clock.now()), registry: program.engine.registry,
            catalog: program.engine.catalog, zones: program.engine.zones, clock: clock,
            elapsed: TestMonotonicClock(), owner: "two", readJob: ProgramLoader.readJob)
        let job = try #require(engine.catalog.job(JobID("nightly-check-in")))
        let id = try await engine.start(job, inputs: [:]).id
        isBusy.withLock { $0 = true }
        database.count.withLock { $0 = 0 }
        _ = try await engine.runDue()
        let run = try #require(try await others.run(id))
        #expect(run.state == .ready && run.attempt == 1 && run.dueAt > clock.now())
        #expect(run.reason == PlanOvertaken().description)
        #expect(database.count.withLock { $0 } == 10)
        #expect(try await others.attempts(ofRun: id).map(\.outcome) == [.failed])
        isBusy.withLock { $0 = false }
        // When nobody's cap is used up any more.
        clock.advance(by: .days(8))
        _ = try await engine.runDue()
        #expect(try await others.run(id)?.attempt == 0)
    }
}
