import Community
import Engine
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// The shipped pairing job, from the round to what is kept of it.
@Suite struct PairingRoundTests {
    private func job(_ program: InventedProgram) throws -> Job {
        try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
    }

    @Test func `a round keeps why, and another with nothing new proposes nothing`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let planned = try await program.engine.plan(try job(program), for: .instant(program.clock.now()))
        #expect(try await program.store.pairings().isEmpty)
        let run = try await program.engine.start(try job(program), inputs: [:])
        _ = try await program.engine.runDue()
        let pairs = try await program.store.pairings(in: [.proposed])
        #expect(pairs.count == 5 && pairs.allSatisfy { $0.explanation != nil })
        #expect(Set(pairs.map(\.newcomer)) == Set(planned.parts.flatMap(\.proposals).map(\.newcomer)))
        let ana = try #require(pairs.first { $0.newcomer == MemberID("ana") })
        #expect(ana.mentor == MemberID("joana"))
        #expect(ana.reasons.contains("both free Tuesday and Thursday evenings"))
        #expect(ana.explanation?.common == ["parenting"])
        let step = try #require(try await program.store.steps(ofRun: run.id).first { $0.step == "propose" })
        let round = try #require(step.outputs["round"]?.first.flatMap { PairingRound(json: $0) })
        #expect(round.pairs.count == 5 && round.waiting.map(\.newcomer) == [MemberID("farah")])
        let left = try await program.store.leftOut(ofRun: run.id, member: MemberID("farah"))
        #expect(left.map(\.reason) == round.waiting.map(\.reason))

        let again = try await program.engine.plan(try job(program), for: .instant(program.clock.now()))
        #expect(again.parts.flatMap(\.proposals).isEmpty)
    }

    @Test func `a counselor's choice for one newcomer becomes a proposal`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        _ = try await program.engine.start(try job(program), inputs: ["newcomer": "ana", "mentor": "karim"])
        _ = try await program.engine.runDue()
        let pairs = try await program.store.pairings()
        #expect(pairs.map { "\($0.newcomer) \($0.mentor)" } == ["ana karim"])
        #expect(pairs.first?.explanation?.alternatives.first?.mentor == MemberID("joana"))
    }

    @Test func `a pause between the look and the round keeps somebody out of it`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let now = program.clock.now()
        try await program.store.setPaused(MemberID("joana"), until: now + .days(3), at: now)
        try await program.store.setStopped(MemberID("bo"), true, at: now)
        _ = try await program.engine.start(try job(program), inputs: [:])
        _ = try await program.engine.runDue()
        let named = try await program.store.pairings().flatMap { pair in
            [pair.newcomer, pair.mentor] + (pair.explanation?.alternatives.map(\.mentor) ?? [])
        }
        #expect(!named.isEmpty && Set(named).isDisjoint(with: [MemberID("joana"), MemberID("bo")]))
    }
}
