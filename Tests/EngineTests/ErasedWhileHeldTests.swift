import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

/// People who are erased while runs and pairs hold them.
@Suite struct ErasedWhileHeldTests {
    private let maria = MemberID("maria")

    @Test func `a run goes on without somebody who is erased between its pages and within one`() async throws {
        let program = try await InventedProgram()
        let many = (0..<2_500).map { number in
            Member(
                id: MemberID("x\(10_000 + number)"), preferredName: "X", languages: ["en"], timeZone: "Europe/Lisbon",
                contact: ContactPoint(channel: "screen", address: "x"), consents: [.checkIn])
        }
        _ = try await program.store.importRoster(many, doNotPair: [], at: program.clock.now())
        let everybody = try await program.store.people(after: "", limit: 1_000).map(\.id)
        // The last of the first page, behind whom the second begins, and one of each.
        let erased = [try #require(everybody.last), everybody[500], MemberID("x11999"), MemberID("x12499")]
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let run = try await program.engine.start(job, inputs: [:])
        let pages = Mutex(0)
        let store = program.store
        let now = program.clock.now()
        let busy = OnFirstPage {
            for id in erased { _ = try await store.erase(id, as: "~\(id)", by: MemberID("maria"), at: now) }
        }
        _ = try await program.engine.runDue { _ in
            pages.withLock { $0 += 1 }
            busy.go()
        }
        try await busy.end()
        #expect(try await store.run(run.id)?.state == .succeeded)
        let left = try await store.messages(limit: 5_000)
        #expect(left.filter { erased.contains($0.member) } == [])
        #expect(left.contains { $0.member == MemberID("x12000") })
        let people = try await store.people(after: "", limit: 5_000).filter { $0.id.rawValue.hasPrefix("x1") }
        #expect(Set(left.map(\.member)).isSuperset(of: people.map(\.id)))
        #expect(pages.withLock(\.self) >= 2)
    }

    /// Does something once, in a task that the test waits for.
    private final class OnFirstPage: Sendable {
        private let work: @Sendable () async throws -> Void
        private let task = Mutex<Task<Void, any Error>?>(nil)

        init(_ work: @Sendable @escaping () async throws -> Void) { self.work = work }

        func go() {
            task.withLock { task in
                if task == nil { task = Task { [work] in try await work() } }
            }
        }

        func end() async throws { try await task.withLock(\.self)?.value }
    }

    @Test func `the other of a pair is thanked when somebody is erased, without a name`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": "ana"])
        _ = try await program.engine.runDue()
        let pair = try #require(try await program.store.pairings(in: [.proposed]).first)
        _ = try await program.engine.decide(pair.id, .approve, by: maria)
        _ = try await program.engine.runDue()
        for person in [pair.newcomer, pair.mentor] {
            let asked = try #require(
                try await program.store.openAsks(of: person, at: program.clock.now()).first { $0.kind == .pairing })
            _ = try await program.engine.take(AskReply(choice: .answer), toAsk: asked.id)
            _ = try await program.engine.runDue()
        }
        let erasure = try await program.store.erase(
            pair.newcomer, as: "~gone", by: maria, at: program.clock.now())
        #expect(erasure.pairedWith == [pair.mentor])
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        #expect(try await program.store.pairings([pair.id]).first?.state == .closed)
        let thanks = try await program.store.messages(limit: 200).filter { $0.message == MessageID("pairing.closing") }
        #expect(thanks.map(\.member) == [pair.mentor])
        #expect(thanks.first?.values["other.preferred_name"]?.isEmpty == true)
        #expect(thanks.first?.state.isFinal == false)
        // The two are known to have been paired, should the newcomer come back.
        #expect(try await program.store.pairHistory().keys.contains(MemberPair(MemberID("~gone"), pair.mentor)))
    }
}
