import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What becomes of what people write back by a channel.
@Suite struct ReceivedReplyTests {
    private func evening(
        at time: String = "2026-11-19T20:00:05Z", _ edit: (_ path: String, _ text: String) -> String = { $1 }
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z", edit: edit)
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        program.clock.move(to: time)
        return program
    }

    private static func asking(_ questionnaire: String) -> (String, String) -> String {
        { path, text in
            path == "Jobs/nightly-check-in.yaml"
                ? text.replacing("questionnaire: evening", with: "questionnaire: \(questionnaire)") : text
        }
    }

    private func receive(
        _ program: InventedProgram, _ text: String, id: String = "r-1", from sender: String = "ana",
        target: ReceivedReply.Target? = nil
    ) async throws {
        try await program.engine.receive(
            ReceivedReply(channel: "screen", id: id, senders: [sender], text: text, target: target))
    }

    private func answers(_ program: InventedProgram, _ ask: String) async throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try await program.store.answers(toAsk: ask).map { ($0.question, $0.value) })
    }

    private func said(_ program: InventedProgram) async throws -> [MessageID] {
        try await program.store.messages(limit: 500).filter(\.message.answersReply).map(\.message)
    }

    @Test func `numbers sent one after the other answer the questions in their order`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "7")
        #expect(try await answers(program, ask.id) == ["connection": "7"])
        #expect(try await program.store.ask(ask.id)?.state == .answered)
        try await receive(program, "5", id: "r-2")
        try await receive(program, "resting", id: "r-3")
        #expect(try await answers(program, ask.id) == ["connection": "7", "confidence": "5", "skill": "rested"])
        #expect(try await said(program).isEmpty)
        #expect(try await program.store.waitingReplies().isEmpty)
    }

    @Test func `the same reply passed on again does nothing, whatever came in between`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "7")
        _ = try await program.engine.take(AskReply(choice: .answer, answers: ["connection": "2"]), toAsk: ask.id)
        try await receive(program, "7")
        #expect(try await answers(program, ask.id) == ["connection": "2"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await receive(program, "later", id: "same", from: "joana") } }
            try await group.waitForAll()
        }
        #expect(try await program.openAsk(of: "joana")?.snoozes == 1)
    }

    @Test func `two devices that answer different questions at once are both kept`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (id, text) in [("a", "7"), ("b", "resting"), ("c", "call me")] {
                group.addTask { try await receive(program, text, id: id) }
            }
            try await group.waitForAll()
        }
        #expect(try await answers(program, ask.id) == ["connection": "7", "skill": "rested", "contact": "yes"])
    }

    @Test func `S0-10: an answer after its window is kept as late`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        program.clock.move(to: "2026-11-20T13:00:00Z")
        try await receive(program, "6")
        #expect(try await program.store.ask(ask.id)?.state == .late)
        #expect(try await answers(program, ask.id) == ["connection": "6"])
        program.clock.move(to: "2026-11-28T13:00:00Z")
        try await receive(program, "5", id: "r-2")
        #expect(try await program.store.waitingReplies().map(\.cause) == [.unread])
    }

    @Test func `a reply answers what it names, also when something newer is asked`() async throws {
        let program = try await evening()
        let first = try #require(try await program.openAsk(of: "ana"))
        let message = try #require(try await program.store.message(forAsk: first.id))
        program.clock.move(to: "2026-11-20T20:00:05Z")
        try await program.live()
        let second = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "3", target: .named(message.id))
        try await receive(program, "4", id: "r-2", target: .named(first.id))
        try await receive(program, "8", id: "r-3")
        // What belongs to somebody else is not answered by naming it.
        let foreign = try #require(try await program.openAsk(of: "joana"))
        try await receive(program, "9", id: "r-4", target: .named(foreign.id))
        #expect(try await answers(program, first.id) == ["connection": "3", "confidence": "4"])
        #expect(try await answers(program, second.id) == ["connection": "8", "confidence": "9"])
        #expect(try await answers(program, foreign.id) == [:])
    }

    @Test func `free words are kept as they are where one question is open for them`() async throws {
        let program = try await evening(Self.asking("newcomer-hello"))
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "  A corner where nobody talks, and tea ☕️ ")
        #expect(try await answers(program, ask.id) == ["at_home": "A corner where nobody talks, and tea ☕️"])
    }

    @Test func `words that sound like stop are answers all the same, and wait for somebody besides`() async throws {
        let program = try await evening(Self.asking("newcomer-hello"))
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "please stop it with the loud music")
        #expect(try await answers(program, ask.id) == ["at_home": "please stop it with the loud music"])
        let waiting = try await program.store.waitingReplies()
        #expect(waiting.map(\.cause) == [.perhapsStop] && waiting[0].member?.rawValue == "ana")
        let ana = try #require(try await program.store.person(MemberID("ana")))
        #expect(!ana.hasStopped && ana.health.allSatisfy { $0.isOpen(at: program.clock.now()) })
        #expect(try await said(program).isEmpty)
    }

    @Test func `what cannot be read waits for a person, and what would be understood is said once`() async throws {
        let program = try await evening()
        for (number, text) in ["rain all day", "sorry, I meant the sun", ""].enumerated() {
            try await receive(program, text, id: "r-\(number)")
        }
        #expect(
            try await program.store.waitingReplies().map(\.words) == ["rain all day", "sorry, I meant the sun", ""])
        let told = try await program.store.messages(limit: 500).filter { $0.message == .replyUnread }
        #expect(told.count == 1 && told[0].values["expected"] == "0-10" && told[0].member.rawValue == "ana")
        #expect(try await program.deliver().map(\.message) == [.replyUnread])
    }

    @Test func `a stranger's words wait for a person, and nothing is said to anybody`() async throws {
        let program = try await evening()
        try await receive(program, "STOP", from: "nobody-here")
        try await receive(program, "hello", id: "r-2", from: "nobody-here")
        let waiting = try await program.store.waitingReplies()
        #expect(waiting.map(\.cause) == [.stranger, .stranger] && waiting.allSatisfy { $0.member == nil })
        #expect(waiting.map(\.sender) == ["nobody-here", "nobody-here"])
        #expect(try await said(program).isEmpty)
    }

    @Test func `words that ask for a person raise a flag, and bring whom to turn to`() async throws {
        let program = try await evening()
        try await receive(program, "I want to die")
        #expect(try await program.store.safetyFlags().map(\.member.rawValue) == ["ana"])
        let support = try await program.store.messages(limit: 500).filter { $0.message == .replySupport }
        #expect(support.count == 1 && support[0].values["help"]?.contains("808 24 24 24") == true)
        #expect(try await program.deliver().contains { $0.message == .replySupport })
        // The alert to staff says nothing of it.
        for message in try await program.store.messages(limit: 500) where message.message == .safetyAttention {
            #expect(!message.values.values.contains { $0.contains("die") })
        }
    }

    @Test func `a call is a wish that staff see, also when nothing is asked`() async throws {
        let program = try await evening(at: "2026-11-30T12:00:00Z")
        try await receive(program, "Liguem-me")
        let listed = try await program.engine.reachOut().filter { $0.wish == .call }.map(\.member.id.rawValue)
        #expect(listed == ["ana"])
        #expect(try await program.store.waitingReplies().isEmpty)
    }

    @Test func `later asks again later, and no answers nothing but what was asked`() async throws {
        let program = try await evening()
        try await receive(program, "mais tarde")
        let ask = try #require(try await program.openAsk(of: "ana"))
        #expect(ask.snoozes == 1)
        let again = try await program.store.messages(limit: 500).filter { $0.ask == ask.id && $0.state == .deferred }
        #expect(again.map(\.dueAt.iso8601) == ["2026-11-19T21:00:05Z"])
    }
}
