import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Addresses at which nobody has acted yet.
@Suite(.timeLimit(.minutes(5))) struct ContactConfirmTests {
    /// Whether ana gets Thursday's reminder, which carries no link, after the evening's question, which does.
    private func isReminded(_ rule: String, after act: (InventedProgram) async throws -> Void) async throws -> Bool {
        let program = try await InventedProgram(at: "2026-11-18T19:59:00Z") { path, text in
            path == "Config/milieu.yaml"
                ? text.replacing("unconfirmed_addresses: send", with: "unconfirmed_addresses: \(rule)") : text
        }
        try await program.live()
        program.clock.move(to: "2026-11-18T20:00:05Z")
        #expect(try await program.live().contains { $0.member == MemberID("ana") && $0.ask != nil })
        try await act(program)
        let job = try #require(program.engine.catalog.job(JobID("group-reminder")))
        let report = try await program.engine.plan(job, for: .next, inputs: [:], only: nil)
        return report.messages.contains { $0.member == MemberID("ana") }
    }

    @Test func `an address that a counselor wrote down receives, unless the program wants to know first`() async throws
    {
        #expect(try await isReminded("send") { _ in })
        #expect(!(try await isReminded("link") { _ in }))
    }

    @Test func `the person's own act at the address confirms it, and nothing else does`() async throws {
        let ana = MemberID("ana")
        #expect(
            try await isReminded("link") { program in
                let contact = try #require(try await program.store.person(ana)?.contact)
                _ = try await program.store.setContact(contact, of: ana, .verify, at: program.clock.now())
            })
        // An answer that staff write down at a desk says nothing of the address.
        #expect(
            !(try await isReminded("link") { program in
                let ask = try #require(try await program.openAsk(of: "ana"))
                _ = try await program.engine.take(AskReply(choice: .skip), toAsk: ask.id)
            }))
    }
}
