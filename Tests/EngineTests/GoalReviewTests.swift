import Community
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// A goal review from the job's file to the answered page.
@Suite(.timeLimit(.minutes(5))) struct GoalReviewTests {
    private static let nuno = MemberID("nuno")
    private static let maria = MemberID("maria")

    /// The shipped program with goals of Nuno's, who lives in Lisbon.
    private func program(
        setDaysAgo days: Int64 = 40, steps: [String] = [], at time: String = "2026-11-19T09:00:00Z"
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: time)
        try await program.store.addGoal(
            Goal(
                id: GoalID("g-1"), member: Self.nuno, ownWords: "Voltar a jogar à bola, \"sem pressa\"",
                setAt: program.clock.now() - .days(days), stepsTaken: steps))
        _ = try await program.engine.tick()
        return program
    }

    /// Turns the clock to `time` and lets what is due happen; what Nuno was sent then, which arrives unless it bounces.
    private func turn(
        _ program: InventedProgram, to time: String, bounces: Bool = false
    ) async throws -> [OutboxMessage] {
        program.clock.move(to: time)
        _ = try await program.engine.tick()
        var sent: [OutboxMessage] = []
        for run in try await program.engine.runDue() where run.job == JobID("goal-review") {
            let ids = try await program.store.messages(ofRun: run.id, to: Self.nuno).map(\.id)
            for id in ids { if let message = try await program.store.message(id) { sent.append(message) } }
        }
        guard bounces else {
            _ = try await program.deliver()
            return sent
        }
        let now = program.clock.now()
        let claims = try await program.store.claimMessages(
            limit: 1_000, now: now, lease: Lease(owner: "mail", until: now + .seconds(60)))
        _ = try await program.store.record(
            claims.map {
                DeliveryRecord(id: $0.message.id, epoch: $0.epoch, event: .refused, reason: "no such mailbox", at: now)
            })
        return sent
    }

    private func invited(_ program: InventedProgram) async throws -> String {
        try #require(try await turn(program, to: "2026-11-19T10:00:01Z").first?.ask)
    }

    private func stored(_ program: InventedProgram, _ id: String = "g-1") async throws -> Goal {
        try #require(try await program.store.goal(GoalID(id)))
    }

    @Test func `S1-26: a review tells of steps first, and of being there when there are none`() async throws {
        for (steps, count) in [([], nil), (["called Rui", "bought shoes"], "2")] as [([String], String?)] {
            let program = try await program(steps: steps)
            let message = try #require(try await turn(program, to: "2026-11-19T10:00:01Z").first)
            #expect(message.values["steps_count"] == count && message.values["goals_count"] == "1")
            // No word of theirs leaves in a message.
            #expect(!message.values.values.contains { $0.contains("bola") || $0.contains("shoes") })
            let template = try #require(program.engine.catalog.messages[message.message])
            for (language, text) in try Self.bodies(template) {
                let first = try #require(text.firstRange(of: "steps_count")?.lowerBound)
                let goals = try #require(text.firstRange(of: "goals_count")?.lowerBound)
                #expect(first < goals, "\(language)")
            }
        }
    }

    /// The inside texts of the invitation's file by language.
    private static func bodies(_ template: MessageTemplate) throws -> [(String, String)] {
        let path = "\(Repository.root)/Config/messages/\(template.id).yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.split(separator: "inside: |").dropFirst().enumerated().map { ("language \($0)", String($1)) }
    }

    @Test func `S3-10, S4-3, S3-9: a review keeps the step, the level and the confidence that its owner says`()
        async throws
    {
        let program = try await program()
        let ask = try await invited(program)
        let reply = AskReply(
            choice: .answer, answers: ["going_well": "my knee"],
            goals: [
                .init(
                    goal: GoalID("g-1"), stepTaken: "ran for the bus", nextStep: "call Rui",
                    nextStepOn: CivilDate(iso8601: "2026-11-27"), level: .somewhatMore, confidence: GoalRuler(6))
            ])
        #expect(try await program.engine.take(reply, toAsk: ask) == .kept(ReplyReceipt(isLate: false)))
        let goal = try await stored(program)
        #expect(goal.stepsTaken == ["ran for the bus"] && goal.touchedAt == program.clock.now())
        #expect(goal.thoughts.nextStep == "call Rui" && goal.thoughts.nextStepOn?.iso8601 == "2026-11-27")
        #expect(goal.ownWords == "Voltar a jogar à bola, \"sem pressa\"")
        #expect(try await program.store.reviewState(ofAsk: ask) == .held)
        // Somebody else's level stands beside it, and the page shows only the owner's.
        try await program.store.addRating(
            GoalRating(goal: goal.id, by: Self.maria, at: program.clock.now(), level: .muchLess))
        let page = try #require(try await program.engine.page(forAsk: ask))
        #expect(page.ratings.map(\.by) == [Self.nuno] && page.ratings.map(\.level) == [.somewhatMore])
        let all = try await program.store.ratings(of: [goal.id])
        #expect(GoalRating.latestLevels(all, owner: Self.nuno).map(\.level) == [.somewhatMore, .muchLess])
    }

    @Test func `whoever comes back to a review to add a step keeps what they wrote before`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        let words = AskReply(choice: .answer, answers: ["going_well": "my knee"])
        _ = try await program.engine.take(words, toAsk: ask)
        let step = AskReply(choice: .answer, goals: [.init(goal: GoalID("g-1"), stepTaken: "one lap")])
        _ = try await program.engine.take(step, toAsk: ask)
        #expect(try await program.store.answers(toAsk: ask).map(\.value) == ["my knee"])
        #expect(try await stored(program).stepsTaken == ["one lap"])
    }

    @Test(
        arguments: [
            (GoalState.Event.rest, "walk", false), (.achieve, "walk", false), (.change, " ", false),
            (.change, "walk", true),
            (.rest, " \n", true), (nil, "walk", false), (nil, "\t", true),
        ] as [(GoalState.Event?, String, Bool)])
    func `words that nothing chosen explains are asked about, and a blank says nothing`(
        event: GoalState.Event?, words: String, isKept: Bool
    ) async throws {
        let program = try await program()
        let ask = try await invited(program)
        let reply = AskReply(
            choice: .answer, answers: ["going_well": "my knee"],
            goals: [.init(goal: GoalID("g-1"), event: event, stepTaken: "one lap", words: words)], newGoal: " ")
        let outcome = try await program.engine.take(reply, toAsk: ask)
        guard isKept else {
            let expected = "other words or a choice that they go with"
            #expect(outcome == .unreadable([UnreadableAnswer(question: "goal g-1", expected: expected)]))
            #expect(try await program.store.answers(toAsk: ask).isEmpty)
            #expect(try await stored(program).state == .active)
            return
        }
        #expect(outcome == .kept(ReplyReceipt()))
        #expect(try await stored(program).stepsTaken == ["one lap"])
        let all = try await program.store.goals(of: Self.nuno, in: GoalState.allCases)
        #expect(all.allSatisfy { !$0.ownWords.allSatisfy(\.isWhitespace) })
        #expect(all.count == (event == .change ? 2 : 1))
    }

    @Test func `a changed goal is a new one that links to the old, and both keep their words`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        let change = AskReply.GoalReply(goal: GoalID("g-1"), event: .change, words: "Ver um jogo com o Rui")
        #expect(
            try await program.engine.take(AskReply(choice: .answer, goals: [change]), toAsk: ask)
                == .kept(ReplyReceipt(isLate: false)))
        #expect(try await stored(program).state == .changed)
        let now = try await program.store.goals(of: Self.nuno, in: [.active])
        #expect(now.map(\.ownWords) == ["Ver um jogo com o Rui"] && now.map(\.changedFrom) == [GoalID("g-1")])
        // The same said once more finds the goal changed already, and sets no second one.
        let again = try await program.engine.take(AskReply(choice: .answer, goals: [change]), toAsk: ask)
        #expect(again == .kept(ReplyReceipt()))
        // Other words are another change, and come too late.
        let other = AskReply.GoalReply(goal: GoalID("g-1"), event: .change, words: "Ler sobre bola")
        #expect(
            try await program.engine.take(AskReply(choice: .answer, goals: [other]), toAsk: ask) == .closed(.goalMoved))
        #expect(try await program.store.goals(of: Self.nuno, in: [.active]).count == 1)
    }

    @Test func `the same form sent twice is one reply, and the same words from a fresh page are a step`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        var reply = AskReply(
            choice: .answer, answers: ["in_the_way": "I want to die"],
            goals: [.init(goal: GoalID("g-1"), stepTaken: "one lap", confidence: GoalRuler(6))], newGoal: "sing")
        reply.form = "form=1&step=one lap"
        let first = try await program.engine.take(reply, toAsk: ask)
        program.clock.move(to: "2026-11-19T10:00:03Z")
        #expect(try await program.engine.take(reply, toAsk: ask) == first)
        guard case .kept(let receipt) = first else {
            Issue.record("it was not kept")
            return
        }
        #expect(receipt.support != nil && receipt.noticedWords)
        #expect(try await stored(program).stepsTaken == ["one lap"])
        #expect(try await program.store.ratings(of: [GoalID("g-1")]).count == 1)
        #expect(try await program.store.goals(of: Self.nuno, in: [.active]).count == 2)
        reply.form = "form=2&step=one lap"
        program.clock.move(to: "2026-11-19T10:00:05Z")
        _ = try await program.engine.take(reply, toAsk: ask)
        #expect(try await stored(program).stepsTaken == ["one lap", "one lap"])
    }

    @Test func `a double tap whose two forms come at once is one reply`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        let line = AskReply.GoalReply(goal: GoalID("g-1"), event: .achieve, stepTaken: "one lap")
        var reply = AskReply(choice: .answer, goals: [line])
        reply.form = "form=1"
        let sent = reply
        let outcomes = try await withThrowingTaskGroup(of: ReplyOutcome.self) { group in
            for _ in 0..<4 { group.addTask { try await program.engine.take(sent, toAsk: ask) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: .kept(ReplyReceipt()), count: 4))
        #expect(try await stored(program).stepsTaken == ["one lap"])
    }

    @Test(arguments: [GoalState.Event.rest, .achieve, .letGo])
    func `what stands already can be said once more, and another word about it comes too late`(
        event: GoalState.Event
    ) async throws {
        let program = try await program()
        let ask = try await invited(program)
        let reply = AskReply(choice: .answer, goals: [.init(goal: GoalID("g-1"), event: event)])
        for _ in 0..<2 { #expect(try await program.engine.take(reply, toAsk: ask) == .kept(ReplyReceipt())) }
        let other = AskReply(choice: .answer, goals: [.init(goal: GoalID("g-1"), event: .practise)])
        #expect(try await program.engine.take(other, toAsk: ask) == .closed(.goalMoved))
    }

    @Test func `two devices that answer at once both count, and neither undoes the other`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        let rest = AskReply(choice: .answer, goals: [.init(goal: GoalID("g-1"), event: .rest)])
        let step = AskReply(choice: .answer, goals: [.init(goal: GoalID("g-1"), stepTaken: "one lap")])
        async let first = program.engine.take(rest, toAsk: ask)
        async let second = program.engine.take(step, toAsk: ask)
        #expect(try await [first, second] == [.kept(ReplyReceipt(isLate: false)), .kept(ReplyReceipt(isLate: false))])
        let goal = try await stored(program)
        #expect(goal.state == .onHold && goal.stepsTaken == ["one lap"])
    }

    @Test func `S4-5: a suggestion is on the page, and its member alone makes a goal of it`() async throws {
        let program = try await program()
        let idea = Goal.suggested(
            "Lead the circle", as: GoalID("g-2"), to: Self.nuno, by: Self.maria, at: program.clock.now())
        try await program.store.addGoal(idea)
        let gone = Goal.suggested(
            "Too late", as: GoalID("g-3"), to: Self.nuno, by: Self.maria, at: program.clock.now() - .days(31))
        try await program.store.addGoal(gone)
        let ask = try await invited(program)
        let page = try #require(try await program.engine.page(forAsk: ask))
        #expect(page.goals.map(\.id.rawValue) == ["g-1", "g-2"])
        let accept = AskReply.GoalReply(goal: idea.id, event: .accept, words: "Abrir a porta à quinta")
        _ = try await program.engine.take(AskReply(choice: .answer, goals: [accept]), toAsk: ask)
        let goal = try await stored(program, "g-2")
        #expect(goal.ownWords == "Abrir a porta à quinta" && goal.state == .active)
        #expect(goal.suggestion?.words == "Lead the circle")
        let late = AskReply.GoalReply(goal: gone.id, event: .accept)
        #expect(
            try await program.engine.take(AskReply(choice: .answer, goals: [late]), toAsk: ask)
                == .closed(.goalMoved))
    }

    @Test
    func `S4-5: a suggestion is worth one invitation, also to somebody without a goal, and says nothing of itself`()
        async throws
    {
        let program = try await program(setDaysAgo: 1)
        let george = MemberID("george")
        func suggest(_ id: String, to member: MemberID) async throws {
            try await program.store.addGoal(
                Goal.suggested("Lead the circle", as: GoalID(id), to: member, by: Self.maria, at: program.clock.now()))
        }
        func sent(_ time: String, to member: MemberID = Self.nuno) async throws -> [OutboxMessage] {
            let before = Set(try await program.store.messages(limit: 2_000).map(\.id))
            _ = try await turn(program, to: time)
            return try await program.store.messages(limit: 2_000).filter {
                $0.member == member && $0.job == "goal-review" && !before.contains($0.id)
            }
        }
        // His own goal is new and due in some days; George has none at all.
        #expect(try await sent("2026-11-19T10:00:01Z").isEmpty)
        try await suggest("s-1", to: Self.nuno)
        try await suggest("s-2", to: george)
        let first = try #require(try await sent("2026-11-20T10:00:01Z").first)
        #expect(first.message == MessageID("goals.review-suggestion"))
        #expect(!first.values.values.contains { $0.contains("circle") })
        let asked = try #require(first.ask)
        let page = try #require(try await program.engine.page(forAsk: asked))
        #expect(page.goals.map(\.id.rawValue) == ["g-1", "s-1"])
        let hers = try await program.store.messages(limit: 2_000).filter {
            $0.member == george && $0.job == "goal-review"
        }
        #expect(hers.map(\.message.rawValue) == ["goals.review-suggestion"])
        // One each: whether it is left or taken up, nothing more comes of it.
        let skipped = try await program.engine.take(AskReply(choice: .skip), toAsk: asked)
        #expect(skipped == .kept(ReplyReceipt(isLate: false)))
        for day in ["2026-11-21", "2026-11-23", "2026-12-05", "2026-12-08"] {
            #expect(try await sent("\(day)T10:00:01Z", to: george).isEmpty)
        }
        let why = try await program.engine.why(
            try #require(program.engine.catalog.job(JobID("goal-review"))),
            member: try #require(try await program.store.person(george)), day: nil)
        #expect(why.refusal?.reason == "has had a review to see what was suggested")
        // A second idea is worth another one.
        try await suggest("s-3", to: george)
        #expect(try await sent("2026-12-09T10:00:01Z", to: george).count == 1)
    }

    @Test func `a member's own day goes before the cadence, and a moved review is asked again then`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        let past = AskReply(choice: .answer, reviewOn: CivilDate(iso8601: "2026-11-19"))
        #expect(
            try await program.engine.take(past, toAsk: ask)
                == .unreadable([UnreadableAnswer(question: "another day", expected: "a day after today")]))
        let move = AskReply(choice: .answer, reviewOn: CivilDate(iso8601: "2026-11-25"))
        #expect(try await program.engine.take(move, toAsk: ask) == .kept(ReplyReceipt(isLate: false)))
        #expect(try await program.store.reviewState(ofAsk: ask) == .movedByMember)
        #expect(try await stored(program).reviewOn?.iso8601 == "2026-11-25")
        // Who passes over it after that keeps the day that they chose.
        #expect(try await program.engine.take(AskReply(choice: .skip), toAsk: ask) == .kept(ReplyReceipt()))
        #expect(try await program.store.reviewState(ofAsk: ask) == .movedByMember)
        #expect(try await stored(program).reviewOn?.iso8601 == "2026-11-25")
        for day in 20...24 {
            #expect(try await turn(program, to: "2026-11-\(day)T10:00:01Z").isEmpty)
        }
        #expect(try await turn(program, to: "2026-11-25T10:00:01Z").count == 1)
        // One is in flight: no other day adds a second.
        #expect(try await turn(program, to: "2026-11-26T10:00:01Z").isEmpty)
    }

    @Test func `S0-9: two reviews, one offer, and then a person asks`() async throws {
        let program = try await program()
        var sent: [String] = []
        let start = try #require(CivilDate(iso8601: "2026-11-19"))
        for day in 0..<76 {
            let date = start.adding(days: day)
            sent += try await turn(program, to: "\(date)T10:00:01Z").map { "\(date) \($0.message)" }
        }
        #expect(
            sent == [
                "2026-11-19 goals.review-invite", "2026-12-18 goals.review-invite", "2027-01-15 goals.review-offer",
            ])
        let times = try await program.store.goalReviews(of: [Self.nuno], at: program.clock.now())[Self.nuno]
        #expect(times?.history(on: program.engine.programZone).unanswered == 3)
        let job = try #require(program.engine.catalog.job(JobID("goal-review")))
        let member = try #require(try await program.store.person(Self.nuno))
        let why = try await program.engine.why(job, member: member, day: nil)
        #expect(why.refusal?.reason == "was invited and offered another way; a person asks from here on")
    }

    @Test func `an invitation that never arrived is no review missed, and the next one comes once it can`() async throws
    {
        let program = try await program()
        let start = try #require(CivilDate(iso8601: "2026-11-19"))
        var sent: [String] = []
        for day in 0..<60 {
            let date = start.adding(days: day)
            sent += try await turn(program, to: "\(date)T10:00:01Z", bounces: true).map { "\(date) \($0.message)" }
        }
        // Each as soon as the one before is over, and never the offer, as nothing was asked of anybody.
        #expect(
            sent
                == ["2026-11-19", "2026-12-03", "2026-12-17", "2026-12-31", "2027-01-14"].map {
                    "\($0) goals.review-invite"
                })
        // The address is mended.
        sent = []
        for day in 60..<150 {
            let date = start.adding(days: day)
            sent += try await turn(program, to: "\(date)T10:00:01Z").map { "\(date) \($0.message)" }
        }
        #expect(
            sent.map { $0.split(separator: " ").last } == [
                "goals.review-invite", "goals.review-invite", "goals.review-offer",
            ])
    }

    @Test func `a skipped review is no review missed, and the next one comes in its time`() async throws {
        let program = try await program()
        let ask = try await invited(program)
        #expect(
            try await program.engine.take(AskReply(choice: .skip), toAsk: ask) == .kept(ReplyReceipt(isLate: false)))
        #expect(try await program.store.reviewState(ofAsk: ask) == .skippedByMember)
        #expect(try await turn(program, to: "2026-12-17T10:00:01Z").isEmpty)
        #expect(try await turn(program, to: "2026-12-18T10:00:01Z").map(\.message.rawValue) == ["goals.review-invite"])
    }

    @Test func `S4-13: a review offers a conversation before any form`() async throws {
        let program = try await program()
        let page = try #require(try await program.engine.page(forAsk: try await invited(program)))
        let questions = try #require(page.questionnaire?.questions)
        #expect(questions.first?.kind == .wantsContact)
        #expect(questions.dropFirst().allSatisfy { $0.kind == .text })
    }

    @Test func `S4-11: a plan's wording for others is in no message and on no page`() async throws {
        let program = try await program()
        var goal = try await stored(program)
        goal.planCrosswalk = "objective 2.1"
        try await program.store.addGoal(goal)
        let message = try #require(try await turn(program, to: "2026-11-19T10:00:01Z").first)
        #expect(!message.values.values.contains { $0.contains("2.1") })
        #expect(try await stored(program).ownWords == "Voltar a jogar à bola, \"sem pressa\"")
    }
}
