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

    @Test func `S2-6: a number that could be a value or a place is no answer, and a letter is`() async throws {
        let program = try await evening { path, text in
            switch path {
            case "Config/milieu.yaml": text.replacing("instruments: []", with: "instruments: [phq-9]")
            case "Jobs/nightly-check-in.yaml":
                text.replacing("questionnaire: evening", with: "questionnaire: phq-9\n      outside_coverage: a test")
            default: text
            }
        }
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "1")
        #expect(try await answers(program, ask.id).isEmpty)
        let told = try #require(try await program.store.messages(limit: 500).first { $0.message == .replyUnread })
        #expect(told.values["expected"]?.hasPrefix("A = Not at all; B = Several days") == true)
        let questions = try #require(program.engine.catalog.questionnaires[QuestionnaireID("phq-9")]).questions
        for (number, question) in questions.enumerated() {
            try await receive(program, question.id == "thoughts" ? "B" : "A", id: "r-\(number + 2)")
        }
        #expect(try await answers(program, ask.id)["thoughts"] == "several_days")
        #expect(try await program.store.safetyFlags().map(\.member.rawValue) == ["ana"])
        #expect(try await program.store.scores(ofAsk: ask.id).map(\.value) == [1])
    }

    @Test func `a stranger's words wait for a person, and nothing is said to anybody`() async throws {
        let program = try await evening()
        try await receive(program, "STOP", from: "nobody-here")
        try await receive(program, "hello", id: "r-2", from: "nobody-here")
        let waiting = try await program.store.waitingReplies()
        // Somebody has to find out whose it is: it asks for no more messages.
        #expect(waiting.map(\.cause) == [.perhapsStop, .stranger] && waiting.allSatisfy { $0.member == nil })
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

    @Test func `a reply goes to the question that reached them, and never to one that waits for its time`() async throws
    {
        let program = try await evening()
        let first = try #require(try await program.openAsk(of: "ana"))
        var change = PreferenceChange()
        change.time = "09:30"
        #expect(try await program.engine.prefer(change, byAsk: first.id) == nil)
        // The next one is made already, and waits for the morning.
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        program.clock.move(to: "2026-11-19T20:30:00Z")
        _ = try await program.engine.start(job, inputs: [:])
        try await program.live()
        let second = try #require(try await program.openAsk(of: "ana"))
        #expect(second.id != first.id)
        #expect(try await program.store.message(forAsk: second.id)?.state == .deferred)
        try await receive(program, "7")
        #expect(try await answers(program, first.id) == ["connection": "7"])
        #expect(try await program.store.ask(second.id)?.state == .open)
        program.clock.move(to: "2026-11-20T09:30:05Z")
        #expect(try await program.deliver().contains { $0.ask == second.id })
        try await receive(program, "8", id: "r-2")
        #expect(try await answers(program, second.id) == ["connection": "8"])
    }

    @Test func `skip passes on the rest, and keeps what was said`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "7")
        try await receive(program, "skip", id: "r-2")
        #expect(try await answers(program, ask.id) == ["connection": "7"])
        #expect(try await program.store.ask(ask.id)?.state == .answered)
        #expect(try await program.store.waitingReplies().isEmpty)
        try await receive(program, "skip", id: "r-3", from: "joana")
        let other = try await program.store.openAsks(of: MemberID("joana"), at: program.clock.now())
        #expect(!other.contains { $0.kind == .checkIn })
    }

    @Test func `skip keeps the score of what was answered before`() async throws {
        let program = try await evening { path, text in
            path == "Config/milieu.yaml"
                ? text.replacing("instruments: []", with: "instruments: [who-5]") : Self.asking("who-5")(path, text)
        }
        let ask = try #require(try await program.openAsk(of: "ana"))
        let questions = try #require(program.engine.catalog.questionnaires[QuestionnaireID("who-5")]).questions
        let replies = Dictionary(uniqueKeysWithValues: questions.map { ($0.id, "more_than_half") })
        _ = try await program.engine.take(AskReply(choice: .answer, answers: replies), toAsk: ask.id)
        let before = try await program.store.scores(ofAsk: ask.id)
        #expect(!before.isEmpty)
        try await receive(program, "skip")
        #expect(try await program.store.scores(ofAsk: ask.id) == before)
        #expect(try await program.store.answers(toAsk: ask.id).count == questions.count)
    }

    @Test func `words that ask for a person are answered from a shared phone too, and a flag is raised about each`()
        async throws
    {
        let program = try await evening { path, text in
            path == "Config/people.csv" ? text.replacing(",screen,joana,", with: ",screen,ana,") : text
        }
        try await receive(program, "I want to die")
        #expect(Set(try await program.store.safetyFlags().map(\.member.rawValue)) == ["ana", "joana"])
        let support = try await program.store.messages(limit: 500).filter { $0.message == .replySupport }
        #expect(support.count == 1 && support[0].values["to"] == "ana")
        #expect(try await program.deliver().contains { $0.message == .replySupport })
        #expect(try await program.store.waitingReplies().map(\.cause) == [.stranger])
        try await receive(program, "please stop texting me", id: "r-2")
        #expect(try await program.store.waitingReplies().map(\.cause) == [.stranger, .perhapsStop])
    }

    @Test func `whom to turn to is said in the language that the person chose`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        var change = PreferenceChange()
        change.language = "pl"
        #expect(try await program.engine.prefer(change, byAsk: ask.id) == nil)
        try await receive(program, "I want to die")
        let support = try await program.store.messages(limit: 500).filter { $0.message == .replySupport }
        let words = program.engine.catalog.crisis.words(in: "PT", for: ["pl"])
        #expect(support.map { $0.values["help"] } == [words])
        #expect(words != program.engine.catalog.crisis.words(in: "PT", for: ["pt"]))
    }

    @Test func `whoever writes from an address is known to be there, and one that bounced is open again`() async throws
    {
        let program = try await evening()
        let contact = ContactPoint(channel: "screen", address: "ana")
        func health() async throws -> ContactHealth? {
            try await program.store.person(MemberID("ana"))?.health[contact]
        }
        #expect(try await health()?.verifiedAt == nil)
        try await receive(program, "7")
        #expect(try await health()?.state == .active)
        #expect(try await health()?.verifiedAt == program.clock.now())
        _ = try await program.store.setContact(contact, of: MemberID("ana"), .bounce, at: program.clock.now())
        try await receive(program, "rain all day", id: "r-2")
        #expect(try await health()?.state == .active)
        #expect(try await said(program) == [.replyUnread])
        // To stop says nothing of the kind, and a later word does not open what they closed.
        try await receive(program, "stop", id: "r-3", from: "joana")
        try await receive(program, "hello", id: "r-4", from: "joana")
        let joana = try #require(try await program.store.person(MemberID("joana")))
        #expect(joana.health.map(\.state) == [.stopped] && joana.health[0].verifiedAt == nil)
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
