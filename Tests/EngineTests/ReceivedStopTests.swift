import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Words that stop, start and help, before any job's own logic (47 CFR 64.1200(a)(10) to (12)).
@Suite struct ReceivedStopTests {
    private func program(
        at time: String = "2026-11-19T19:59:00Z", _ edit: (_ path: String, _ text: String) -> String = { $1 }
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: time, edit: edit)
        try await program.live()
        return program
    }

    private func receive(
        _ program: InventedProgram, _ text: String, id: String, from sender: String = "ana"
    ) async throws {
        try await program.engine.receive(
            ReceivedReply(channel: "screen", id: id, senders: [sender], text: text))
    }

    private func ana(_ program: InventedProgram) async throws -> Member? {
        try await program.store.person(MemberID("ana"))
    }

    private func said(_ program: InventedProgram) async throws -> [OutboxMessage] {
        try await program.store.messages(limit: 500).filter(\.message.answersReply)
    }

    @Test func `stop closes the channel at once, before the question that is open, and is confirmed once`()
        async throws
    {
        let program = try await program()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        _ = try await program.engine.tick()
        while !(try await program.engine.runDue()).isEmpty {}
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, "Stop.", id: "1")
        try await receive(program, "STOP", id: "2")
        let member = try #require(try await ana(program))
        #expect(!member.hasStopped && member.contacts(among: ["screen"], at: program.clock.now()).isEmpty)
        #expect(try await program.store.answers(toAsk: ask.id).isEmpty)
        let confirmations = try await said(program)
        #expect(confirmations.map(\.message) == [.replyStopped])
        #expect(confirmations[0].expiresAt == program.clock.now() + .minutes(5))
        #expect(confirmations[0].purpose == nil && confirmations[0].values["to"] == "ana")
        // It goes to where the word came from, and nothing else does.
        let claim = ClaimedMessage(message: confirmations[0], member: member, epoch: 1, isAmbiguous: false)
        #expect(
            claim.contact(among: ["screen"], at: program.clock.now()) == ContactPoint(channel: "screen", address: "ana")
        )
        let question = try #require(try await program.store.message(forAsk: ask.id))
        let other = ClaimedMessage(message: question, member: member, epoch: 1, isAmbiguous: false)
        #expect(other.contact(among: ["screen"], at: program.clock.now()) == nil)
    }

    @Test(arguments: ["Stop all", "STOPALL", "parar tudo"])
    func `everything means every channel, and what waits is let go`(word: String) async throws {
        let program = try await program()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        _ = try await program.engine.tick()
        while !(try await program.engine.runDue()).isEmpty {}
        let ask = try #require(try await program.openAsk(of: "ana"))
        try await receive(program, word, id: "1")
        #expect(try await ana(program)?.hasStopped == true)
        #expect(try await program.store.message(forAsk: ask.id)?.state == .cancelled)
        // The confirmation goes out although they hear nothing more.
        #expect(try await program.deliver().filter { $0.member.rawValue == "ana" }.map(\.message) == [.replyStopped])
        program.clock.move(to: "2026-11-20T20:00:05Z")
        #expect(!(try await program.live()).contains { $0.member.rawValue == "ana" })
    }

    @Test func `reminders alone stop where only they are meant`() async throws {
        let program = try await program()
        try await receive(program, "stop reminders", id: "1")
        let member = try #require(try await ana(program))
        #expect(!member.consents.given.contains(.reminders) && member.consents.given.contains(.checkIn))
        #expect(!member.hasStopped && member.health.allSatisfy { $0.isOpen(at: program.clock.now()) })
        #expect(try await said(program).map { $0.values["scope"] } == ["reminders"])
    }

    @Test(arguments: ["stop", "stop all"])
    func `start takes it back, and is confirmed where there was something to take back`(word: String) async throws {
        let program = try await program()
        try await receive(program, "start", id: "0")
        #expect(try await said(program).isEmpty)
        try await receive(program, word, id: "1")
        program.clock.move(to: "2026-11-19T19:59:30Z")
        try await receive(program, "UNSTOP", id: "2")
        let member = try #require(try await ana(program))
        #expect(!member.hasStopped && !member.contacts(among: ["screen"], at: program.clock.now()).isEmpty)
        #expect(try await Set(said(program).map(\.message)) == [.replyStopped, .replyStarted])
        program.clock.move(to: "2026-11-19T20:00:05Z")
        #expect((try await program.live()).contains { $0.member.rawValue == "ana" && $0.ask != nil })
    }

    @Test(arguments: ["stop", "stop all"])
    func `whoever stopped hears nothing that they did not ask for, and is heard all the same`(word: String) async throws
    {
        let program = try await program()
        try await receive(program, word, id: "1")
        try await receive(program, "thank you all for everything", id: "2")
        #expect(try await program.store.waitingReplies().map(\.cause) == [.unread])
        try await receive(program, "I want to die", id: "3")
        #expect(try await Set(said(program).map(\.message)) == [.replyStopped, .replySupport])
        #expect(try await program.store.safetyFlags().count == 1)
    }

    @Test func `what would be understood is not said any more to somebody who stopped meanwhile`() async throws {
        let program = try await program()
        try await receive(program, "rain all day", id: "1")
        try await receive(program, "stop all", id: "2")
        #expect(try await program.deliver().filter { $0.member.rawValue == "ana" }.map(\.message) == [.replyStopped])
    }

    @Test func `help says whom to turn to, and changes nothing`() async throws {
        let program = try await program()
        var before = try #require(try await ana(program))
        try await receive(program, "HELP", id: "1")
        let after = try #require(try await ana(program))
        // But that they are there.
        #expect(after.health.map(\.state) == [.active])
        before.health = after.health
        #expect(after == before)
        let answer = try #require(try await said(program).first)
        #expect(answer.message == .replyHelp && answer.values["label"] == "Riverside")
        #expect(answer.values["help"]?.contains("112") == true)
    }

    @Test func `a phone that two people share stops for both`() async throws {
        let program = try await program { path, text in
            path == "Config/people.csv" ? text.replacing(",screen,joana,", with: ",screen,ana,") : text
        }
        try await receive(program, "STOP", id: "1")
        for id in ["ana", "joana"] {
            #expect(
                try await program.store.person(MemberID(id))?.contacts(among: ["screen"], at: program.clock.now())
                    .isEmpty == true)
        }
        #expect(try await said(program).count == 1)
        // Nobody can tell whose answer it would be.
        try await receive(program, "7", id: "2")
        #expect(try await program.store.waitingReplies().map(\.cause) == [.stranger])
    }

    @Test func `start from a shared phone opens the phone, and takes back nobody's stop of everything`() async throws {
        let program = try await program { path, text in
            path == "Config/people.csv" ? text.replacing(",screen,joana,", with: ",screen,ana,") : text
        }
        let joana = MemberID("joana")
        try await receive(program, "STOP", id: "1")
        try await program.store.setStopped(joana, true, at: program.clock.now())
        try await receive(program, "START", id: "2")
        let people = try await program.store.people([joana, MemberID("ana")])
        #expect(people.values.allSatisfy { !$0.contacts(among: ["screen"], at: program.clock.now()).isEmpty })
        #expect(people[joana]?.hasStopped == true && people[MemberID("ana")]?.hasStopped == false)
        // Somebody asks them whose word it was.
        #expect(try await program.store.waitingReplies().map(\.words) == ["START"])
        let again = try await said(program).filter { $0.message == .replyStarted }
        #expect(again.map(\.member.rawValue) == ["ana"])
    }

    @Test(arguments: StopWord.Scope.allCases)
    func `a person at the desk can take it as what it meant`(scope: StopWord.Scope) async throws {
        let program = try await program()
        try await receive(program, "please stop texting me", id: "1")
        let reply = try #require(try await program.store.waitingReplies().first)
        let now = program.clock.now()
        let contact = ContactPoint(channel: reply.channel, address: reply.sender)
        try await program.store.stop(MemberID("ana"), scope, at: contact, now: now)
        #expect(try await program.store.finishReply(reply, by: MemberID("maria"), at: now))
        #expect(!(try await program.store.finishReply(reply, by: MemberID("samir"), at: now)))
        let member = try #require(try await ana(program))
        #expect(member.contacts(among: ["screen"], at: program.clock.now()).isEmpty == (scope == .here))
        #expect(member.hasStopped == (scope == .everything))
        #expect(member.consents.given.contains(.reminders) == (scope != .reminders))
        #expect(try await program.store.waitingReplies().isEmpty)
    }
}
