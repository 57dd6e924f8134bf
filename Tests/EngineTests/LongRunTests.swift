import Community
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Runs that take long, and what goes on beside them.
@Suite(.timeLimit(.minutes(5))) struct LongRunTests {
    @Test func `a run that takes long keeps nothing else waiting`() async throws {
        let (began, release, quick, looked) = (Latch(), Latch(), Latch(), Latch())
        let program = try await ScriptedProgram(
            """
              - uses: scripted.decide
                with: { script: SCRIPT }
            """
        ) { context in
            if context.nominalTime == Instant(iso8601: "2026-11-19T12:00:00Z") {
                began.open()
                await release.wait()
            } else {
                quick.open()
            }
            return Plan()
        }
        try await program.start()
        let serving = Task {
            await program.engine.serve(longest: .seconds(3_600)) {
                if program.clock.now() > Instant(iso8601: "2026-11-19T12:00:00Z") ?? program.clock.now() {
                    looked.open()
                }
            } _: { _ in
            }
        }
        await began.wait()
        program.clock.advance(by: .seconds(1))
        try await program.start()
        await quick.wait()
        await looked.wait()
        release.open()
        serving.cancel()
        await serving.value
    }

    @Test func `a page that took longer than a lease keeps the claim for the next one`() async throws {
        let box = Mutex<ScriptedProgram?>(nil)
        let reaped = Mutex<[String]>([])
        let program = try await ScriptedProgram(
            """
              - id: slow
                uses: scripted.decide
                with: { script: SCRIPT }
              - id: next
                uses: scripted.decide
                with: { script: SCRIPT }
            """
        ) { _ in
            guard let program = box.withLock({ $0 }) else { return Plan() }
            let lost = try await program.store.reapRuns(now: program.clock.now()).map(\.id)
            reaped.withLock { $0 += lost }
            for _ in 0..<5 {
                program.clock.advance(by: .seconds(12))
                program.elapsed.advance(by: .seconds(12))
                await program.engine.heartbeat.beat()
            }
            return Plan()
        }
        box.withLock { $0 = program }
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        box.withLock { $0 = nil }
        #expect(reaped.withLock { $0 }.isEmpty)
        let run = try await program.run(id)
        #expect(run.state == .succeeded && run.epoch == 1)
    }

    @Test func `a plugin that does not stop is left behind also when its run is claimed here again`() async throws {
        let plugin = StubbornOnce()
        let program = try await ScriptedProgram { _ in
            _ = await plugin.attempt()
            return Plan()
        }
        let id = try await program.start().id
        async let first = program.engine.runDue()
        await plugin.began.wait()
        program.clock.advance(by: .seconds(31))
        #expect(try await program.engine.runDue().map(\.state) == [.succeeded])
        for _ in 0..<3 {
            program.elapsed.advance(by: .seconds(26))
            await program.engine.heartbeat.beat()
        }
        _ = try await first
        plugin.release.open()
        #expect(try await program.run(id).epoch == 2)
    }

    @Test func `a plugin that cancels itself has failed, and is not asked again at once`() async throws {
        let program = try await ScriptedProgram { _ in throw CancellationError() }
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        let run = try await program.run(id)
        #expect(run.state == .ready && run.attempt == 1 && run.dueAt > program.clock.now())
        #expect(try await program.store.attempts(ofRun: id).map(\.outcome) == [.failed])
    }
}
