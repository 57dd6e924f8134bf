import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What asks for a person in a reply that is not kept.
@Suite struct RefusedReplyTests {
    private let ana = MemberID("ana")
    private let nuno = MemberID("nuno")

    private func evening(
        _ edit: (_ path: String, _ text: String) -> String = { $1 }
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z", edit: edit)
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        return program
    }

    /// The program with a goal of Nuno's under review, and the ask for it.
    private func review() async throws -> (program: InventedProgram, ask: String) {
        let program = try await InventedProgram(at: "2026-11-19T09:00:00Z")
        try await program.store.addGoal(
            Goal(
                id: GoalID("g-1"), member: nuno, ownWords: "Voltar a jogar à bola",
                setAt: program.clock.now() - .days(40)))
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-19T10:00:01Z")
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        guard
            let ask = try await program.store.messages(limit: 500).first(where: { message in
                message.member == nuno && message.job == "goal-review" && message.ask != nil
            })?.ask
        else { throw PlanFailure("nobody asked Nuno", retry: .cannotHelp) }
        return (program, ask)
    }

    /// What was seen to of a reply that is not kept.
    private func heeded(_ outcome: ReplyOutcome) -> ReplyReceipt? {
        switch outcome {
        case .kept: nil
        case .unreadable(_, let heeded), .closed(_, let heeded): heeded
        }
    }

    private func signals(_ program: InventedProgram, of member: MemberID) async throws -> [SafetySignal] {
        guard let flag = try await program.store.safetyFlag(of: member) else { return [] }
        return try await program.store.safetyHistory(of: flag.id).signals.map(\.signal)
    }

    @Test func `S2-6: words beside a day that is none raise a flag, and bring whom to turn to`() async throws {
        let (program, ask) = try await review()
        let today = try #require(CivilDate(iso8601: "2026-11-19"))
        let reply = AskReply(choice: .answer, answers: ["in_the_way": "I want to die"], reviewOn: today)
        let outcome = try await program.engine.take(reply, toAsk: ask)
        guard case .unreadable(let faults, let heeded) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(faults.map(\.question) == ["another day"])
        #expect(heeded?.support?.contains("112") == true && heeded?.isTold == true && heeded?.noticedWords == true)
        #expect(try await signals(program, of: nuno) == [SafetySignal(.words, question: "in_the_way")])
        // Nothing else of it is kept.
        #expect(try await program.store.ask(ask)?.state == .open)
        #expect(try await program.store.answers(toAsk: ask).isEmpty)
    }

    @Test func `S2-6: words beside a goal that another device ended raise a flag all the same`() async throws {
        let (program, ask) = try await review()
        var goal = try #require(try await program.store.goal(GoalID("g-1")))
        goal.state = .letGo
        try await program.store.addGoal(goal)
        let reply = AskReply(
            choice: .answer, answers: ["in_the_way": "quero morrer"], goals: [.init(goal: goal.id, event: .achieve)])
        let outcome = try await program.engine.take(reply, toAsk: ask)
        #expect(heeded(outcome)?.isTold == true && heeded(outcome)?.support != nil, "\(outcome)")
        #expect(try await signals(program, of: nuno).map(\.source) == [.words])
        #expect(try await program.store.answers(toAsk: ask).isEmpty)
    }

    @Test func `S2-6: an item beside an answer that cannot be read is flagged`() async throws {
        let program = try await evening { path, text in
            switch path {
            case "Jobs/nightly-check-in.yaml":
                text.replacing("questionnaire: evening", with: "questionnaire: phq-9\n      outside_coverage: a test")
            case "Config/milieu.yaml": text.replacing("instruments: []", with: "instruments: [phq-9]")
            default: text
            }
        }
        let ask = try #require(try await program.openAsk(of: "ana"))
        let reply = AskReply(choice: .answer, answers: ["thoughts": "several_days", "down": "rain"])
        let outcome = try await program.engine.take(reply, toAsk: ask.id)
        #expect(heeded(outcome)?.isTold == true && heeded(outcome)?.noticedWords == false, "\(outcome)")
        #expect(try await signals(program, of: ana) == [SafetySignal(.item, question: "thoughts")])
        let alerts = try await program.store.messages(limit: 500).filter { $0.message == .safetyAttention }
        #expect(alerts.map(\.member.rawValue) == ["maria"])
    }

    @Test func `words that only their giver sees, and words too long to keep, are looked at as they would be kept`()
        async throws
    {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let own = AskReply(choice: .answer, answers: ["strength": "I want to die", "connection": "rain"])
        let shown = heeded(try await program.engine.take(own, toAsk: ask))
        #expect(shown?.support?.contains("112") == true && shown?.isTold == false)
        #expect(try await program.store.safetyFlags().isEmpty)
        let long = String(repeating: "so tired ", count: 300) + "I want to die"
        let outcome = try await program.engine.take(AskReply(choice: .answer, answers: ["low": long]), toAsk: ask)
        #expect(heeded(outcome)?.isTold == true, "\(outcome)")
        #expect(try await signals(program, of: ana) == [SafetySignal(.words, question: "low")])
    }

    @Test(arguments: [["connection": "rain"], ["connection": "rain", "low": "rain all day", "contact": "no"]])
    func `what asks for nobody is refused as before`(answers: [String: String]) async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let outcome = try await program.engine.take(AskReply(choice: .answer, answers: answers), toAsk: ask)
        #expect(
            outcome == .unreadable([UnreadableAnswer(question: "connection", expected: "a whole number from 0 to 10")]))
        #expect(try await program.store.safetyFlags().isEmpty)
        #expect(try await program.engine.reachOut().isEmpty)
    }

    @Test func `S2-6: a wish for a call beside an answer that cannot be read is kept, and said to be`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let reply = AskReply(choice: .answer, answers: ["contact": "yes", "connection": "rain"])
        let outcome = try await program.engine.take(reply, toAsk: ask)
        #expect(heeded(outcome)?.wishIsKept == true && heeded(outcome)?.support == nil, "\(outcome)")
        #expect(try await program.engine.reachOut().map(\.wish) == [.call])
    }

    @Test func `S2-6: who would like a counselor about a pair that has ended meanwhile is on the list`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": "ana"])
        _ = try await program.engine.runDue()
        let pair = try #require(try await program.store.pairings(in: [.proposed]).first)
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        _ = try await program.engine.runDue()
        func asked(_ member: MemberID, _ kind: Ask.Kind) async throws -> String? {
            try await program.store.openAsks(of: member, at: program.clock.now()).first { $0.kind == kind }?.id
        }
        for person in [ana, pair.mentor] {
            let id = try #require(try await asked(person, .pairing))
            _ = try await program.engine.take(AskReply(choice: .answer), toAsk: id)
            _ = try await program.engine.runDue()
        }
        for time in ["2026-11-23T09:00:01Z", "2026-11-26T10:00:01Z"] {
            program.clock.move(to: time)
            _ = try await program.engine.tick()
            _ = try await program.engine.runDue()
        }
        let theirs = try #require(try await asked(pair.mentor, .pairFollowUp))
        let hers = try #require(try await asked(ana, .pairFollowUp))
        _ = try await program.engine.take(AskReply(choice: .answer, pairWish: .close), toAsk: theirs)
        let reply = AskReply(choice: .answer, answers: ["pair_contact": "yes", "received": "I want to die"])
        let outcome = try await program.engine.take(reply, toAsk: hers)
        guard case .closed(let reason, let heeded) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason == .notPaired)
        #expect(heeded?.wishIsKept == true && heeded?.support?.contains("112") == true && heeded?.isTold == false)
        #expect(try await program.engine.reachOut().contains { $0.member.id == ana && $0.wish == .call })
        #expect(try await program.store.messages(limit: 500).contains { $0.message == .callNotice })
    }

    @Test func `words of a concern that is refused are looked at as those of one that is kept`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana")).id
        let words = ConcernWords(happened: "I want to die", need: "", repair: "", support: "")
        let stranger = Concern.First.peer(MemberID("nobody-here"))
        let outcome = try #require(try await program.engine.raiseConcern(byAsk: ask, words, first: stranger))
        #expect(heeded(outcome)?.isTold == true && heeded(outcome)?.support?.contains("112") == true, "\(outcome)")
        #expect(try await signals(program, of: ana) == [SafetySignal(.words, question: "concern")])
    }
}
