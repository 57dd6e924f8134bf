import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What becomes of answers to a check-in, from the job to what is kept.
@Suite struct CheckInAnswerTests {
    private func evening(
        _ edit: (_ path: String, _ text: String) -> String = { $1 }
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z", edit: edit)
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        return program
    }

    private static func reminding(_ path: String, _ text: String) -> String {
        path == "Jobs/nightly-check-in.yaml"
            ? text.replacing(
                "answer_within: 16h", with: "answer_within: 16h\n      remind_after: 2h\n      reminders: 2")
            : path == "Config/milieu.yaml" ? text.replacing("per_day: 2", with: "per_day: 4") : text
    }

    @Test(arguments: [AskReply.Choice.skip, .answer])
    func `S1-7: a wholly skipped check-in counts as answered, and nothing reminds of it`(choice: AskReply.Choice)
        async throws
    {
        let program = try await evening(Self.reminding)
        let ask = try #require(try await program.openAsk(of: "ana"))
        let waiting = try await program.store.messages(limit: 200).filter { $0.ask == ask.id && $0.state == .deferred }
        // 22:00 and midnight are quiet: what remains of both is one, in the morning.
        #expect(waiting.map(\.dueAt.iso8601) == ["2026-11-20T08:00:00Z"])
        let reply = AskReply(choice: choice, answers: choice == .answer ? ["connection": ""] : [:])
        #expect(try await program.engine.take(reply, toAsk: ask.id) == .kept(ReplyReceipt()))
        #expect(try await program.store.ask(ask.id)?.state == .answered)
        #expect(try await program.store.answers(toAsk: ask.id) == [])
        program.clock.move(to: "2026-11-20T08:00:05Z")
        let morning = try await program.deliver()
        #expect(!morning.contains { $0.member.rawValue == "ana" })
        #expect(morning.contains { $0.member.rawValue == "joana" && $0.ask != nil })
        #expect(try await program.store.message(waiting[0].id)?.reason == "it was answered already")
    }

    @Test func `answers stay with the version that was asked when the file changes meanwhile`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let old = try #require(program.engine.catalog.questionnaires[QuestionnaireID("evening")])
        try program.folder.write(
            "title: T\nquestions:\n  - { id: connection, text: Other words, kind: text, visibility: group }\n",
            to: "Config/questionnaires/evening.yaml")
        let edited = try await InventedProgram.engine(in: program.folder, clock: program.clock, owner: "edited")
        #expect(edited.catalog.questionnaires[old.id]?.version != old.version)
        #expect(try await edited.page(forAsk: ask.id)?.questionnaire == old)
        let reply = AskReply(choice: .answer, answers: ["connection": "7", "strength": "patience"])
        guard case .kept = try await edited.take(reply, toAsk: ask.id) else {
            Issue.record("it was not kept")
            return
        }
        #expect(
            try await program.store.answers(toAsk: ask.id) == [
                AnswerRecord(question: "connection", value: "7", visibility: .careTeam),
                AnswerRecord(question: "strength", value: "patience", visibility: .me),
            ])
        // A number out of the old scale is none, whatever the new file says.
        let wrong = try await edited.take(AskReply(choice: .answer, answers: ["connection": "rain"]), toAsk: ask.id)
        #expect(
            wrong == .unreadable([UnreadableAnswer(question: "connection", expected: "a whole number from 0 to 10")]))
    }

    @Test func `of two devices that answer at once neither takes back what the other one said`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let replies = [["connection": "3", "high": "sun"], ["connection": "8", "confidence": "5"]]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for answers in replies {
                group.addTask {
                    _ = try await program.engine.take(AskReply(choice: .answer, answers: answers), toAsk: ask.id)
                }
            }
            try await group.waitForAll()
        }
        let kept = try await Self.kept(ask, in: program)
        #expect(kept["high"] == "sun" && kept["confidence"] == "5")
        #expect(["3", "8"].contains(kept["connection"]))
    }

    private static func kept(_ ask: Ask, in program: InventedProgram) async throws -> [String: String] {
        let answers = try await program.store.answers(toAsk: ask.id)
        return Dictionary(answers.map { ($0.question, $0.value) }) { first, _ in first }
    }

    @Test func `what was said stays with its day until its giver says otherwise or takes it back`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let first = ["connection": "3", "strength": "patience", "high": "sun", "contact": "yes"]
        _ = try await program.engine.take(AskReply(choice: .answer, answers: first), toAsk: ask.id)
        #expect(try await program.engine.page(forAsk: ask.id)?.kept == Set(first.keys))
        program.clock.move(to: "2026-11-19T23:00:00Z")
        let second = AskReply(choice: .answer, answers: ["low": "rain", "high": "moon"])
        _ = try await program.engine.take(second, toAsk: ask.id)
        var expected = first.merging(second.answers) { $1 }
        #expect(try await Self.kept(ask, in: program) == expected)
        let given = try await program.store.lowCheckIns(
            of: [MemberID("ana")], questions: ["connection"], atMost: 3, since: program.clock.now() - .days(1))
        #expect(given[MemberID("ana")]?.map(\.iso8601) == ["2026-11-19T20:00:05Z"])
        // Whoever passes over the rest takes nothing back, and nothing that they did not name.
        _ = try await program.engine.take(AskReply(choice: .skip), toAsk: ask.id)
        #expect(try await Self.kept(ask, in: program) == expected)
        _ = try await program.engine.take(AskReply(choice: .answer, takenBack: ["strength"]), toAsk: ask.id)
        expected["strength"] = nil
        #expect(try await Self.kept(ask, in: program) == expected)
    }

    @Test func `S0-8: an answer has its own readers, and no word of it is in any message`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let reply = AskReply(
            choice: .answer, answers: ["strength": "zanzibar", "high": "zanzibar", "connection": "4", "contact": "yes"])
        _ = try await program.engine.take(reply, toAsk: ask.id)
        let visible = Dictionary(
            uniqueKeysWithValues: try await program.store.answers(toAsk: ask.id).map { ($0.question, $0.visibility) })
        #expect(visible == ["strength": .me, "high": .mentor, "connection": .careTeam, "contact": .careTeam])
        program.clock.move(to: "2026-11-20T20:00:05Z")
        try await program.live()
        for message in try await program.store.messages(limit: 500) {
            #expect(!message.values.values.contains { $0.contains("zanzibar") })
        }
    }

    @Test func `S0-7: their own course is theirs in the same moment, before anybody else's, unless they turn it off`()
        async throws
    {
        let program = try await evening()
        let first = try #require(try await program.openAsk(of: "ana"))
        let one = AskReply(choice: .answer, answers: ["connection": "3", "confidence": "2", "high": "sun"])
        #expect(try await program.engine.take(one, toAsk: first.id) == .kept(ReplyReceipt()))
        program.clock.move(to: "2026-11-20T20:00:05Z")
        try await program.live()
        let second = try #require(try await program.openAsk(of: "ana"))
        let two = AskReply(choice: .answer, answers: ["connection": "6"])
        guard case .kept(let receipt) = try await program.engine.take(two, toAsk: second.id) else {
            Issue.record("it was not kept")
            return
        }
        #expect(receipt.trend.map { $0.points.map(\.value) } == [[3, 6]])
        #expect(receipt.trend.first?.points.map(\.day.iso8601) == ["2026-11-19", "2026-11-20"])
        try await program.engine.setTrend(byAsk: second.id, isShown: false)
        #expect(try await program.engine.take(two, toAsk: second.id) == .kept(ReplyReceipt()))
        try await program.engine.setTrend(byAsk: second.id, isShown: true)
        #expect(try await program.engine.take(two, toAsk: second.id) == .kept(receipt))
    }

    @Test func `S0-10: what comes late is kept as late, on the day when it was given`() async throws {
        let program = try await evening()
        let first = try #require(try await program.openAsk(of: "ana"))
        program.clock.move(to: "2026-11-21T10:00:00Z")
        let late = AskReply(choice: .answer, answers: ["connection": "5"])
        #expect(try await program.engine.take(late, toAsk: first.id) == .kept(ReplyReceipt(isLate: true)))
        #expect(try await program.store.ask(first.id)?.state == .late)
        let dated = try await program.store.datedAnswers(
            of: MemberID("ana"), to: QuestionnaireID("evening"), since: program.clock.now() - .days(30))
        #expect(dated.map(\.at.iso8601) == ["2026-11-21T10:00:00Z"])
    }

    @Test func `S0-10: what is put off comes back once, inside its window, and never after it`() async throws {
        let program = try await evening(Self.reminding)
        let ask = try #require(try await program.openAsk(of: "ana"))
        #expect(try await program.engine.page(forAsk: ask.id)?.snoozes == Snooze.allCases)
        program.clock.move(to: "2026-11-20T08:30:00Z")
        _ = try await program.deliver()
        #expect(try await program.engine.page(forAsk: ask.id)?.snoozes == [.hour, .threeHours])
        #expect(
            try await program.engine.take(AskReply(choice: .later, snooze: .night), toAsk: ask.id)
                == .closed(.tooLong))
        let at = program.clock.now() + .hours(1)
        #expect(
            try await program.engine.take(AskReply(choice: .later, snooze: .hour), toAsk: ask.id)
                == .kept(ReplyReceipt(laterAt: at)))
        #expect(!(try await program.deliver()).contains { $0.member.rawValue == "ana" })
        program.clock.move(to: "2026-11-20T09:30:05Z")
        #expect((try await program.deliver()).filter { $0.ask == ask.id }.count == 1)
        program.clock.move(to: "2026-11-20T12:30:00Z")
        #expect(try await program.engine.page(forAsk: ask.id)?.snoozes == [])
        #expect(!(try await program.deliver()).contains { $0.ask == ask.id })
    }

    @Test func `a double tap on later puts off once`() async throws {
        let program = try await evening(Self.reminding)
        let ask = try #require(try await program.openAsk(of: "ana"))
        var later = AskReply(choice: .later, snooze: .hour)
        later.form = "choice=later hour&form=a"
        let at = program.clock.now() + .hours(1)
        for _ in 0..<2 {
            #expect(
                try await program.engine.take(later, toAsk: ask.id) == .kept(ReplyReceipt(laterAt: at)))
            program.clock.advance(by: .seconds(1))
        }
        #expect(try await program.store.ask(ask.id)?.snoozes == 1)
        later.form = "choice=later hour&form=b"
        async let first = program.engine.take(later, toAsk: ask.id)
        async let second = program.engine.take(later, toAsk: ask.id)
        _ = try await [first, second]
        #expect(try await program.store.ask(ask.id)?.snoozes == 2)
        // Once the question has come back, the same page is a wish of its own.
        program.clock.advance(by: .hours(2))
        _ = try await program.engine.take(later, toAsk: ask.id)
        #expect(try await program.store.ask(ask.id)?.snoozes == 3)
    }

    @Test func `S0-15: a skill is one optional answer like the others`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        _ = try await program.engine.take(AskReply(choice: .answer, answers: ["skill": "listened"]), toAsk: ask.id)
        #expect(try await program.store.answers(toAsk: ask.id).map(\.value) == ["listened"])
        let wrong = try await program.engine.take(
            AskReply(choice: .answer, answers: ["skill": "flying"]), toAsk: ask.id)
        #expect(wrong == .unreadable([UnreadableAnswer(question: "skill", expected: "one of the answers on the page")]))
    }
}
