import Community
import Foundation
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// Runs from claim to end: batches, plugins that fail or never stop, lost claims, cancelling and replaying.
@Suite(.timeLimit(.minutes(5))) struct WorkTests {
    @Test func `a thousand runs are each worked on once`() async throws {
        let count = Mutex(0)
        let program = try await ScriptedProgram { _ in
            count.withLock { $0 += 1 }
            return Plan()
        }
        let first = try await program.start()
        let more = (0..<999).map { number in
            RunRecord(
                id: "r\(1_000 + number)", job: first.job, jobRevision: first.jobRevision, cause: .manual, trigger: "m",
                nominal: first.nominal, zone: "", state: .ready, dueAt: first.dueAt, group: "",
                createdAt: first.createdAt)
        }
        _ = try await program.store.addBackfill(more)
        async let one = program.engine.runDue()
        async let two = program.other().runDue()
        let worked = try await [one, two].flatMap(\.self)
        #expect(worked.count == 1_000 && Set(worked.map(\.id)).count == 1_000)
        #expect(count.withLock { $0 } == 1_000)
        #expect(worked.allSatisfy { $0.state == .succeeded && $0.epoch == 1 })
        let kept = try await program.store.runs(limit: 2_000)
        #expect(kept.allSatisfy { $0.state == .succeeded && $0.finishedAt != nil })
    }

    @Test func `what goes wrong is tried again later, and each claim is kept with its reason`() async throws {
        let program = try await ScriptedProgram(
            """
              - uses: scripted.decide
                with: { script: SCRIPT }
                retry: { attempts: 3, initial: 1m, max: 10m }
            """
        ) { _ in throw PlanFailure("no room today", retry: .canHelp) }
        let id = try await program.start().id
        var waits: [Duration] = []
        while try await !program.run(id).state.isFinal {
            let before = program.clock.now()
            _ = try await program.engine.runDue()
            let run = try await program.run(id)
            guard !run.state.isFinal else { break }
            waits.append(.milliseconds(run.dueAt.milliseconds - before.milliseconds))
            program.clock.advance(by: waits[waits.count - 1])
        }
        #expect(waits.count == 2)
        #expect((48...72).contains(waits[0].components.seconds) && (96...144).contains(waits[1].components.seconds))
        let run = try await program.run(id)
        #expect(run.state == .failed && run.reason == "no room today" && run.attempt == 3)
        let attempts = try await program.store.attempts(ofRun: id)
        #expect(attempts.map(\.outcome) == [.failed, .failed, .failed])
        #expect(attempts.map(\.epoch) == [1, 2, 3] && attempts.allSatisfy { $0.owner == "one" })
    }

    @Test func `a run that failed goes on where it failed when it is replayed`() async throws {
        let works = Mutex(false)
        let program = try await ScriptedProgram(
            """
              - id: first
                uses: scripted.decide
              - id: second
                uses: scripted.decide
                with: { script: SCRIPT }
                retry: { attempts: 1 }
            """
        ) { _ in
            guard works.withLock({ $0 }) else { throw PlanFailure("not yet", retry: .cannotHelp) }
            return Plan()
        }
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .failed)
        #expect(try await program.engine.replay(run: "r-none") == nil)
        works.withLock { $0 = true }
        #expect(try await program.engine.replay(run: id)?.isReady == true)
        #expect(try await program.engine.replay(run: id)?.isReady == false)
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .succeeded)
        #expect(try await program.store.steps(ofRun: id).map(\.state) == ["done", "done"])
    }

    @Test func `a plugin that takes too long is stopped, and one that does not stop is left behind`() async throws {
        let plugin = StubbornOnce()
        let program = try await ScriptedProgram(
            """
              - uses: scripted.decide
                with: { script: SCRIPT }
                timeout: 1m
            """
        ) { _ in
            _ = await plugin.attempt()
            return Plan()
        }
        let id = try await program.start().id
        async let worked = program.engine.runDue()
        await plugin.began.wait()
        program.elapsed.advance(by: .seconds(20))
        await program.engine.heartbeat.beat()
        #expect(try await program.run(id).state == .running)
        for _ in 0..<4 {
            program.elapsed.advance(by: .seconds(20))
            await program.engine.heartbeat.beat()
        }
        _ = try await worked
        let stopped = try await program.run(id)
        #expect(stopped.state == .ready)
        #expect(stopped.reason == "deciding took longer than 1m; see 'timeout' of the step")
        #expect(try await program.store.attempts(ofRun: id).map(\.outcome) == [.timedOut])
        // It still runs, and what it decides in the end is nobody's.
        program.clock.move(to: "2026-11-19T12:30:00Z")
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .succeeded)
        plugin.release.open()
        #expect(plugin.count == 2)
    }

    @Test func `a run that is cancelled ends at once, and its worker writes nothing more`() async throws {
        let began = Latch()
        let program = try await ScriptedProgram { _ in
            began.open()
            // Until it is cancelled; far longer than the test may take.
            try await Latch().waitUnlessCancelled()
            return Plan()
        }
        let id = try await program.start().id
        let waiting = try await program.start().id
        let cancelled = try await program.engine.cancel(run: waiting, because: "not needed any more")
        #expect(cancelled?.isCancelled == true && cancelled?.run.state == .cancelled)
        async let worked = program.engine.runDue()
        await began.wait()
        #expect(try await program.engine.cancel(run: id, because: "by mistake")?.isCancelled == true)
        #expect(try await program.engine.cancel(run: id, because: "again")?.isCancelled == false)
        program.elapsed.advance(by: .seconds(11))
        await program.engine.heartbeat.beat()
        #expect(try await worked.map(\.state) == [.cancelled])
        #expect(try await program.run(id).reason == "by mistake")
        #expect(try await program.store.steps(ofRun: id).isEmpty)
        #expect(try await program.store.attempts(ofRun: id).map(\.outcome) == [.cancelled])
        #expect(try await program.engine.cancel(run: "r-none", because: "") == nil)
    }

    @Test func `a claim lives as long as its worker gives signs of life`() async throws {
        let began = Latch()
        let release = Latch()
        let program = try await ScriptedProgram { _ in
            began.open()
            await release.wait()
            return Plan()
        }
        let id = try await program.start().id
        async let worked = program.engine.runDue()
        await began.wait()
        for _ in 0..<6 {
            program.clock.advance(by: .seconds(11))
            program.elapsed.advance(by: .seconds(11))
            await program.engine.heartbeat.beat()
        }
        #expect(try await program.other().runDue().isEmpty)
        release.open()
        _ = try await worked
        let run = try await program.run(id)
        #expect(run.state == .succeeded && run.epoch == 1)
    }

    @Test func `a worker that gave no sign of life finds its run in other hands`() async throws {
        let plugin = StubbornOnce()
        let program = try await ScriptedProgram { _ in
            let number = await plugin.attempt()
            return Plan(outputs: ["by": ["\(number)"]])
        }
        let id = try await program.start().id
        async let late = program.engine.runDue()
        await plugin.began.wait()
        // Its monotonic clock stands still, as that of a stopped process seems to itself.
        program.clock.advance(by: .seconds(31))
        _ = try await program.other().runDue()
        plugin.release.open()
        _ = try await late
        let run = try await program.run(id)
        #expect(run.state == .succeeded && run.epoch == 2 && run.owner == "two")
        #expect(try await program.store.steps(ofRun: id).map(\.outputs) == [["by": ["2"]]])
        #expect(try await program.store.attempts(ofRun: id).map(\.outcome) == [.lapsed])
    }

    @Test func `a run that costs five workers their lives ends`() async throws {
        let program = try await ScriptedProgram()
        let id = try await program.start().id
        for _ in 1...5 {
            let now = program.clock.now()
            _ = try await program.store.claimRun(now: now, lease: Lease(owner: "gone", until: now + .seconds(30)))
            program.clock.advance(by: .seconds(31))
        }
        #expect(try await program.engine.runDue().isEmpty)
        let run = try await program.run(id)
        #expect(run.state == .failed && run.lapses == 5)
        #expect(try await program.store.attempts(ofRun: id).map(\.outcome) == Array(repeating: .lapsed, count: 5))
        #expect(try await program.engine.replay(run: id)?.isReady == true)
        #expect(try await program.engine.runDue().map(\.state) == [.succeeded])
    }

    @Test func `a worker that is told to stop gives back what it holds as it was`() async throws {
        let began = Latch()
        let program = try await ScriptedProgram { _ in
            began.open()
            try await Latch().waitUnlessCancelled()
            return Plan()
        }
        for _ in 0..<20 { try await program.start() }
        let work = Task { try await program.engine.runDue() }
        await began.wait()
        work.cancel()
        _ = await work.result
        let runs = try await program.store.runs(limit: 50)
        #expect(runs.count == 20)
        #expect(
            runs.allSatisfy {
                $0.state == .ready && $0.attempt == 0 && $0.lapses == 0 && $0.dueAt <= program.clock.now()
            })
        let given = try await program.store.attempts(ofRun: runs[0].id)
        #expect(given.allSatisfy { $0.outcome == .givenBack })
    }

    @Test func `a run is put off as often as its plugin asks, and not counted as failing`() async throws {
        let program = try await ScriptedProgram { context in
            context.now < context.nominalTime + .hours(3)
                ? Plan(outcome: .wait(until: context.now + .hours(1))) : Plan()
        }
        let id = try await program.start().id
        for _ in 0..<4 {
            _ = try await program.engine.runDue()
            program.clock.advance(by: .hours(1))
        }
        let run = try await program.run(id)
        #expect(run.state == .succeeded && run.waits == 3 && run.attempt == 0)
        #expect(try await program.store.attempts(ofRun: id).isEmpty)
    }

    @Test(arguments: [("end", RunState.succeeded), ("fail", .failed)])
    func `a run whose time is over ends as the job says`(choice: String, state: RunState) async throws {
        let program = try await ScriptedProgram(job: "timeout: 2h\non_timeout: \(choice)") { context in
            Plan(outcome: .wait(until: context.now + .days(3)))
        }
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        let due = try await program.run(id).dueAt
        #expect(due.iso8601 == "2026-11-19T14:00:00Z")
        program.clock.advance(by: .hours(2))
        _ = try await program.engine.runDue()
        let run = try await program.run(id)
        #expect(run.state == state && run.reason == "it was not done within 2h")
    }

    @Test func `two who ask for the same thing at once get one run`() async throws {
        let program = try await ScriptedProgram(job: "unique_by: [who]") { context in
            Plan(outcome: .wait(until: context.now + .hours(1)))
        }
        let first = try await program.start(["who": "ana"])
        let refusal = ManualRunRefusal.exists(JobID("work"), run: first.id)
        await #expect(throws: refusal) { try await program.start(["who": "ana"]) }
        try await program.start(["who": "rui"])
        _ = try await program.engine.runDue()
        await #expect(throws: refusal) { try await program.start(["who": "ana"]) }
        _ = try await program.engine.cancel(run: first.id, because: "done")
        program.clock.advance(by: .seconds(1))
        try await program.start(["who": "ana"])
    }

    @Test func `no more runs begin than a job's limit allows, and the next is known`() async throws {
        let program = try await ScriptedProgram(job: "rate: { runs: 3, per: 1m }")
        for _ in 0..<5 {
            try await program.start()
            program.clock.advance(by: .milliseconds(1))
        }
        #expect(try await program.engine.runDue().count == 3)
        #expect(try await program.engine.runDue().isEmpty)
        let next = try #require(try await program.engine.nextRunDue())
        let pause = next.milliseconds - program.clock.now().milliseconds
        #expect((19_000...20_000).contains(pause))
        program.clock.advance(by: .milliseconds(pause))
        #expect(try await program.other().runDue().count == 1)
        program.clock.advance(by: .seconds(20))
        #expect(try await program.engine.runDue().count == 1)
    }
}

extension Latch {
    /// Waits until the task is cancelled.
    func waitUnlessCancelled() async throws {
        await withTaskCancellationHandler {
            await wait()
        } onCancel: {
            open()
        }
        try Task.checkCancellation()
    }
}
