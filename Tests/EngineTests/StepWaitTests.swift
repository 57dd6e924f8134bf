import Community
import Engine
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Steps that wait for an event or a date before their turn.
@Suite(.timeLimit(.minutes(5))) struct StepWaitTests {
    private func program(_ wait: String) async throws -> ScriptedProgram {
        try await ScriptedProgram(
            """
              - id: first
                uses: scripted.decide
              - id: second
                uses: scripted.decide
                wait_for: \(wait)
              - id: third
                uses: scripted.decide
            """)
    }

    /// A newcomer joins, which the import tells of.
    private func join(_ name: String, _ program: ScriptedProgram) async throws {
        let day = program.engine.programZone.civil(at: program.clock.now()).date
        let member = Member(id: MemberID(name), joinedOn: day)
        _ = try await program.store.importRoster([member], doNotPair: [], at: program.clock.now())
    }

    private func states(_ program: ScriptedProgram, _ id: String) async throws -> [String] {
        try await program.store.steps(ofRun: id).map(\.state)
    }

    @Test func `a step goes on as soon as what it waits for happens`() async throws {
        let program = try await program("{ event: member.joined, within: 3d }")
        try await join("early", program)
        program.clock.advance(by: .seconds(1))
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        // The run looks once more right after it is known to wait.
        program.clock.advance(by: .seconds(1))
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).dueAt.iso8601 == "2026-11-19T12:15:02Z")
        program.clock.advance(by: .minutes(5))
        #expect(try await program.engine.runDue().isEmpty)
        try await join("ana", program)
        #expect(try await program.engine.runDue().map(\.id) == [id])
        #expect(try await program.run(id).state == .succeeded)
        #expect(try await states(program, id) == ["done", "done", "done"])
    }

    @Test func `what happens to somebody else wakes nobody`() async throws {
        let program = try await program("{ event: member.joined, member: \"${{ inputs.who }}\", within: 3d }")
        let id = try await program.start(["who": "ana"]).id
        for _ in 0..<2 {
            _ = try await program.engine.runDue()
            program.clock.advance(by: .seconds(1))
        }
        try await join("rui", program)
        #expect(try await program.engine.runDue().isEmpty)
        try await join("ana", program)
        #expect(try await program.engine.runDue().map(\.state) == [.succeeded])
        #expect(try await program.run(id).waits == 2)
    }

    @Test func `what happens between the look and the wait is not missed`() async throws {
        let program = try await program("{ event: member.joined, within: 3d }")
        let id = try await program.start().id
        _ = try await program.engine.runDue { _ in }
        try await join("ana", program)
        program.clock.advance(by: .seconds(1))
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .succeeded)
    }

    @Test(arguments: [
        ("go_on", RunState.succeeded, ["done", "done", "done"]),
        ("skip", .succeeded, ["done", "skipped", "done"]),
        ("end", .succeeded, ["done", "skipped"]),
        ("fail", .failed, ["done", "failed"]),
    ])
    func `a wait in vain ends as the step says`(choice: String, state: RunState, steps: [String]) async throws {
        let program = try await program("{ event: member.joined, within: 3d, otherwise: \(choice) }")
        let id = try await program.start().id
        for pause in [Duration.seconds(1), .days(3), .seconds(1)] {
            _ = try await program.engine.runDue()
            program.clock.advance(by: pause)
        }
        let run = try await program.run(id)
        #expect(run.state == state)
        #expect(try await states(program, id) == steps)
        if choice == "end" || choice == "fail" { #expect(run.reason == "no member.joined within 3d") }
    }

    @Test func `a step that waits for a date begins on that day`() async throws {
        let program = try await program("{ date: 2026-12-01, at: \"10:30\" }")
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).dueAt.iso8601 == "2026-12-01T10:30:00Z")
        program.clock.move(to: "2026-12-01T10:30:00Z")
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .succeeded)
    }

    @Test(arguments: [
        ("{ within: 3d }", "expected either 'event' or 'date'"),
        ("{ event: member.joined, date: 2026-12-01 }", "expected either 'event' or 'date'"),
        ("{ event: member.joind }", "nothing tells of 'member.joind'"),
        ("{ date: 2026-12-01, member: ana }", "expected together with 'event'"),
        ("{ event: member.joined, member: \"${{ inputs.whom }}\" }", "there is no input 'whom'"),
    ])
    func `a wait that cannot be meant is refused when the file is read`(wait: String, sentence: String) async throws {
        do {
            _ = try await program(wait)
            Issue.record("\(wait) was read")
        } catch let faults as Diagnostics {
            #expect("\(faults)".contains(sentence))
        }
    }
}
