import Community
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Engine

/// What a step that is planned by pages leaves for later steps.
@Suite(.timeLimit(.minutes(5))) struct PageOutputTests {
    private static let steps = """
          - id: look
            uses: scripted.count
            with: { script: SCRIPT }
        """

    private func fill(_ program: ScriptedProgram, _ count: Int) async throws {
        let people = (1...count).map { Member(id: MemberID("m\(10_000 + $0)")) }
        _ = try await program.store.importRoster(people, doNotPair: [], at: program.clock.now())
    }

    @Test func `lists of pages stand one behind the other, and counts add up, also after a page that waits`()
        async throws
    {
        let waits = Mutex(true)
        let program = try await ScriptedProgram(Self.steps) { context in
            let isLast = context.audience.count < 1_000
            let mayEnd = waits.withLock { waits in
                defer { if isLast { waits = false } }
                return !waits
            }
            return Plan(
                outcome: isLast && !mayEnd ? .wait(until: context.now + .hours(1)) : .done,
                outputs: [
                    "people": context.audience.first.map { [$0.id.rawValue] } ?? [],
                    "count": ["\(context.audience.count)"],
                ])
        }
        try await fill(program, 2_100)
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .waiting)
        #expect(try await program.store.steps(ofRun: id).first?.outputs["count"] == ["2000"])
        program.clock.advance(by: .hours(1))
        _ = try await program.engine.runDue()
        #expect(try await program.run(id).state == .succeeded)
        let outputs = try await program.store.steps(ofRun: id).first?.outputs
        #expect(outputs == ["people": ["m10001", "m11001", "m12001"], "count": ["2100"]])
    }

    @Test func `a count that is no number fails the run, and says whose it is`() async throws {
        let program = try await ScriptedProgram(Self.steps) { _ in Plan(outputs: ["count": ["many"]]) }
        try await fill(program, 1)
        let id = try await program.start().id
        _ = try await program.engine.runDue()
        let run = try await program.run(id)
        #expect(run.state == .failed && run.attempt == 1)
        #expect(run.reason == "plugin 'scripted.count', count 'count': expected one whole number, found 'many'")
    }

    @Test func `pages join as the manifest says`() throws {
        let manifest = ScriptedCounter.manifest
        var all: [String: [String]] = [:]
        for page in [["people": ["7"], "count": ["-2"]], ["people": ["8", "7"]], ["count": ["5"], "people": []]] {
            all = try manifest.joined(all, with: page)
        }
        #expect(all == ["people": ["7", "8", "7"], "count": ["3"]])
        for wrong in [[], ["1", "2"], ["1.5"], [""], ["99999999999999999999"]] {
            #expect(throws: PlanFailure.self) { try manifest.joined([:], with: ["count": wrong]) }
        }
        #expect(throws: PlanFailure.self) {
            try manifest.joined(["count": ["\(Int.max)"]], with: ["count": ["1"]])
        }
    }
}
