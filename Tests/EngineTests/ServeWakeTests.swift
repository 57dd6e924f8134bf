import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Engine

/// A serving engine that waits for an hour, unless something wakes it.
@Suite(.timeLimit(.minutes(5))) struct ServeWakeTests {
    /// What comes out of `begun`, as runs of the program begin.
    private func program() async throws -> (program: ScriptedProgram, begun: AsyncStream<Void>) {
        let (stream, begin) = AsyncStream.makeStream(of: Void.self)
        let program = try await ScriptedProgram { _ in
            begin.yield()
            return Plan()
        }
        return (program, stream)
    }

    /// Has `engine` serve, and adds a run each time it waits; tells how many of five were begun.
    private func serve(
        _ engine: ProgramEngine, _ begun: AsyncStream<Void>, add: () async throws -> Void
    ) async throws -> Int {
        let loop = Task { await engine.serve(longest: .seconds(3_600)) { _ in } }
        defer { loop.cancel() }
        func addWhileItWaits() async throws {
            while engine.bell.waiters == 0 { await Task.yield() }
            try await add()
        }
        var count = 0
        try await addWhileItWaits()
        for await _ in begun {
            count += 1
            if count == 5 { break }
            try await addWhileItWaits()
        }
        loop.cancel()
        await loop.value
        return count
    }

    @Test func `a run that is added beside it is begun at once`() async throws {
        let (program, begun) = try await program()
        #expect(try await serve(program.engine, begun) { try await program.start() } == 5)
    }

    @Test func `so is one that another process adds to the same file`() async throws {
        let (program, begun) = try await program()
        let path = "\(program.folder.path)/milieu.db"
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: program.clock.now())
        let other = program.engine(over: store, clock: program.clock)
        let count = try await serve(program.engine, begun) { _ = try await other.start(program.job(), inputs: [:]) }
        #expect(count == 5)
    }

    @Test func `and one that another node adds on the same server`() async throws {
        let (program, begun) = try await program()
        // A database of its own, as everybody in a database hears the same.
        let server = try PostgreSQLServer.shared.get()
        let url = server.url(database: try server.emptyDatabase())
        var engines: [ProgramEngine] = []
        for owner in ["one", "two"] {
            let store = try await Store.open(PostgreSQLDatabase(url: url), name: owner, now: program.clock.now())
            engines.append(program.engine(over: store, clock: program.clock, owner: owner))
        }
        let other = engines[1]
        let count = try await serve(engines[0], begun) { _ = try await other.start(program.job(), inputs: [:]) }
        #expect(count == 5)
    }
}
