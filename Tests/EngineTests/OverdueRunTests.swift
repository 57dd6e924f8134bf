import Community
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Engine

/// Runs whose time is up before a worker comes to them.
@Suite(.timeLimit(.minutes(5))) struct OverdueRunTests {
    @Test(arguments: [("end", RunState.succeeded), ("fail", .failed)])
    func `a run that waits behind another one ends when its time is up`(choice: String, state: RunState) async throws {
        let program = try await ScriptedProgram(
            """
              - id: only
                uses: scripted.decide
                with: { script: SCRIPT }
            """, job: "timeout: 2h\non_timeout: \(choice)", overlap: "queue"
        ) { context in Plan(outcome: .wait(until: context.now + .days(3))) }
        let first = try await program.start().id
        _ = try await program.engine.runDue()
        program.clock.advance(by: .hours(1))
        let second = try await program.start().id
        #expect(try await program.engine.runDue().isEmpty)
        #expect(try await program.engine.tick().next?.iso8601 == "2026-11-19T14:00:00Z")
        program.clock.advance(by: .hours(1))
        #expect(try await program.engine.tick().ended.map(\.id) == [first])
        #expect(try await program.engine.runDue().map(\.id) == [second])
        program.clock.advance(by: .minutes(1))
        let third = try await program.start().id
        // Never begun, as the second one is at it when its time comes.
        _ = try await program.store.claimRuns(
            limit: 1, now: program.clock.now() + .days(4),
            lease: Lease(owner: "x", until: program.clock.now() + .days(9)),
            only: second)
        program.clock.advance(by: .hours(2))
        let ended = try await program.engine.tick().ended
        #expect(ended.map(\.id) == [third])
        let run = try await program.run(third)
        #expect(run.state == state && run.reason == "it was not done within 2h" && run.startedAt == nil)
        #expect(run.finishedAt == program.clock.now())
        let step = try #require(try await program.store.steps(ofRun: third).first)
        #expect(step.step == "only" && step.state == (choice == "fail" ? "failed" : "skipped"))
        #expect(try await program.engine.tick().ended.isEmpty)
    }

    @Test func `a run that waits for another try ends at its deadline, and one whose job is unknown fails`()
        async throws
    {
        let program = try await ScriptedProgram(
            """
              - uses: scripted.decide
                with: { script: SCRIPT }
                retry: { attempts: 3, initial: 5h, max: 5h }
            """, job: "timeout: 1h\non_timeout: end"
        ) { _ in throw PlanFailure("no room today", retry: .canHelp) }
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        var unknown = RunRecord(
            id: "r-unknown", job: JobID("gone"), jobRevision: "1", cause: .manual, trigger: "m",
            nominal: program.clock.now(), zone: "", state: .ready, dueAt: program.clock.now() + .days(1), group: "",
            createdAt: program.clock.now())
        unknown.deadline = program.clock.now() + .hours(1)
        try await program.store.addRun(unknown)
        program.clock.advance(by: .hours(1))
        let ended = try await program.engine.tick().ended
        #expect(Set(ended.map(\.id)) == [id, "r-unknown"])
        #expect(try await program.run(id).state == .succeeded)
        let other = try await program.run("r-unknown")
        #expect(other.state == .failed && other.reason == "it was not done within its time")
    }

    @Test func `a run that a worker has taken is the worker's to end`() async throws {
        let program = try await ScriptedProgram(job: "timeout: 1h\non_timeout: fail")
        let run = try await program.start()
        let now = program.clock.now() + .hours(1)
        #expect(try await program.store.overdueRuns(at: now).runs == [run])
        _ = try await program.store.claimRuns(limit: 1, now: now, lease: Lease(owner: "x", until: now))
        let end = OverdueEnd(run: run, state: .failed, step: nil, reason: "late")
        #expect(try await program.store.endOverdue([end], at: now).isEmpty)
        #expect(try await program.run(run.id).state == .running)
    }
}
