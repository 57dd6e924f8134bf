import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What becomes of the wish that somebody be in touch, wherever it is said.
@Suite struct CallWishTests {
    private let ana = MemberID("ana")

    private func evening(_ questionnaire: String = "evening") async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z") { path, text in
            path == "Jobs/nightly-check-in.yaml"
                ? text.replacing("questionnaire: evening", with: "questionnaire: \(questionnaire)") : text
        }
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        return program
    }

    private func wishes(_ program: InventedProgram) async throws -> [String] {
        try await program.engine.reachOut().filter { $0.wish == .call }.map(\.member.id.rawValue)
    }

    private func notices(_ program: InventedProgram) async throws -> [OutboxMessage] {
        try await program.store.messages(limit: 2_000).filter { $0.message == .callNotice }
            .sorted { ($0.createdAt, $0.member) < ($1.createdAt, $1.member) }
    }

    @Test(
        arguments: [
            ("evening", "contact"), ("goals", "together"), ("newcomer-buddy", "buddy"), ("newcomer-week", "talk"),
        ])
    func `S2-6: whoever would like somebody to be in touch is on the list in that moment, and counselors are told`(
        questionnaire: String, question: String
    ) async throws {
        let program = try await evening(questionnaire)
        let ask = try #require(try await program.openAsk(of: "ana"))
        let reply = AskReply(choice: .answer, answers: [question: "yes"])
        #expect(try await program.engine.take(reply, toAsk: ask.id) == .kept(ReplyReceipt()))
        #expect(try await wishes(program) == ["ana"])
        let told = try await notices(program)
        #expect(told.map(\.member.rawValue) == ["maria", "samir"])
        for notice in told {
            #expect(notice.values.isEmpty && notice.purpose == nil && notice.ask == nil && notice.ignoresQuietHours)
            #expect(notice.dueAt == program.clock.now() && notice.deliveryClass == .interactive)
        }
        let now = program.clock.now()
        let night = try await program.engine.nightReport(from: now - .days(1), to: now)
        #expect(night.entries.contains { $0.matter == .reachOut && $0.member?.id == ana })
        // The same again tells nobody twice while it stands, and anew when somebody was in touch.
        program.clock.advance(by: .minutes(5))
        _ = try await program.engine.take(reply, toAsk: ask.id)
        #expect(try await notices(program).count == 2)
        try await program.store.setPreference(.contact, of: ana, to: nil)
        program.clock.advance(by: .minutes(5))
        _ = try await program.engine.take(reply, toAsk: ask.id)
        let again = try await notices(program).count
        #expect(again == 4)
        #expect(try await wishes(program) == ["ana"])
    }

    @Test(arguments: ["no", ""])
    func `who wishes for nothing is on no list`(answer: String) async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let reply = AskReply(choice: .answer, answers: ["contact": answer, "connection": "4"])
        #expect(try await program.engine.take(reply, toAsk: ask.id) == .kept(ReplyReceipt()))
        #expect(try await wishes(program).isEmpty)
        #expect(try await notices(program).isEmpty)
    }

    @Test func `S2-6: a call asked for by text is a wish, with a question open and without`() async throws {
        let program = try await evening()
        for (sender, id) in [("ana", "r-1"), ("joana", "r-2")] {
            if sender == "joana" { program.clock.move(to: "2026-11-20T13:00:00Z") }
            try await program.engine.receive(
                ReceivedReply(channel: "screen", id: id, senders: [sender], text: "Please call me", target: nil))
        }
        #expect(Set(try await wishes(program)) == ["ana", "joana"])
        #expect(try await notices(program).count == 4)
        #expect(try await program.store.waitingReplies().isEmpty)
    }

    @Test func `a stop takes an earlier wish back, and a wish after it stands`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let reply = AskReply(choice: .answer, answers: ["contact": "yes"])
        _ = try await program.engine.take(reply, toAsk: ask.id)
        try await program.engine.stop(byAsk: ask.id)
        #expect(try await wishes(program).isEmpty)
        _ = try await program.engine.take(reply, toAsk: ask.id)
        #expect(try await wishes(program) == ["ana"])
    }
}
