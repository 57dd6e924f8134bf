import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// The offer of fewer prompts, from what somebody does to what becomes of it.
@Suite(.timeLimit(.minutes(10))) struct FadingPromptsFlowTests {
    private let george = MemberID("george")
    private let lidia = MemberID("lidia")

    private func commit(_ program: InventedProgram, _ member: MemberID) async throws {
        let now = program.clock.now()
        _ = try await program.store.endCommitment(of: member, at: now)
        _ = try await program.store.setCommitment(
            Commitment(id: CommitmentID("\(member)-\(now.milliseconds)"), member: member, words: "a walk", setAt: now))
    }

    /// A week in the middle of which somebody sets down what they mean to do.
    private func week(_ program: InventedProgram, _ member: MemberID) async throws {
        program.clock.advance(by: .days(3))
        try await commit(program, member)
        program.clock.advance(by: .days(4))
    }

    /// Runs the job as if its hour had come, and lets what it says arrive.
    ///
    /// - Returns: Who is made an offer.
    private func offer(_ program: InventedProgram) async throws -> [MemberID: String] {
        guard let job = program.engine.catalog.job(JobID("fading-prompts")) else { return [:] }
        let run = try await program.engine.start(job, inputs: [:])
        while !(try await program.engine.runDue()).isEmpty {}
        _ = try await program.deliver()
        let sent = try await program.store.messages(limit: 5_000).filter { $0.run == run.id }
        return Dictionary(sent.compactMap { message in message.ask.map { (message.member, $0) } }) { first, _ in first }
    }

    private func frequency(_ program: InventedProgram) async throws -> AskFrequency? {
        try await program.store.person(george)?.choices.frequency
    }

    @Test(arguments: [AskReply(choice: .skip), AskReply(choice: .decline), nil])
    func `S2-18: after four weeks of their own accord it is offered once, and not again after a no or silence`(
        reply: AskReply?
    ) async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        for number in 0..<4 {
            #expect(try await offer(program).isEmpty, "week \(number)")
            try await week(program, george)
        }
        let offers = try await offer(program)
        #expect(Set(offers.keys) == [george])
        let ask = try #require(offers[george])
        #expect(try await program.store.ask(ask)?.kind == .fading)
        if let reply { #expect(try await program.engine.take(reply, toAsk: ask) == .kept(ReplyReceipt())) }
        #expect(try await frequency(program) == nil)
        for _ in 0..<12 {
            try await week(program, george)
            #expect(try await offer(program).isEmpty)
        }
        // After 91 days it may be asked again.
        try await week(program, george)
        #expect(Set(try await offer(program).keys) == [george])
    }

    @Test func `S2-18: a yes changes their own preference, and only fewer is on the page`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        try await program.store.setPreference(.frequency, of: george, to: AskFrequency.weekly.rawValue)
        for _ in 0..<4 {
            try await week(program, george)
        }
        let ask = try #require(try await offer(program)[george])
        let page = try #require(try await program.engine.page(forAsk: ask))
        guard case .choice(let choices) = page.questionnaire?.questions.first?.kind else {
            Issue.record("the page has no choices")
            return
        }
        #expect(choices.map(\.id) == ["as_it_is", "every_2_weeks", "on_request"])
        let yes = AskReply(choice: .answer, answers: ["fewer": "every_2_weeks"])
        #expect(try await program.engine.take(yes, toAsk: ask) == .kept(ReplyReceipt()))
        #expect(try await frequency(program) == .everySecondWeek)
    }

    @Test func `S2-18: an answer to a question that arrived is nothing of their own accord, and one before it is`()
        async throws
    {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z")
        try await program.live()
        let start = program.clock.now()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        _ = try await program.engine.tick()
        while !(try await program.engine.runDue()).isEmpty {}
        let early = try #require(try await program.openAsk(of: "george"))
        _ = try await program.engine.take(AskReply(choice: .skip), toAsk: early.id)
        program.clock.advance(by: .seconds(5))
        _ = try await program.deliver()
        program.clock.advance(by: .seconds(5))
        let other = try #require(try await program.openAsk(of: "rui"))
        _ = try await program.engine.take(AskReply(choice: .skip), toAsk: other.id)
        let own = try await program.store.ownAccord(of: [george, other.member], since: start)
        #expect(Set(own.keys) == [george])
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `S2-18: no sequence of answers brings more questions, unless the member chose more themselves`(
        seed: UInt64
    ) async throws {
        var random = SplitMix64(seed: seed)
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        let wishes: [AskFrequency?] = [nil] + AskFrequency.allCases
        let first = wishes.randomElement(using: &random) ?? nil
        try await program.store.setPreference(.frequency, of: george, to: first?.rawValue)
        let answers =
            AskFrequency.allCases.map(\.rawValue) + ["as_it_is", "as_before", "less_often", "pause", "call", ""]
        var offers = 0
        // Within the year for which the consent to questions holds.
        for round in 0..<3 {
            program.clock.advance(by: .days(63))
            for _ in 0..<4 {
                try await week(program, george)
            }
            let before = try await frequency(program)
            guard let ask = try await offer(program)[george] else {
                #expect(before == .onRequest, "seed \(seed), round \(round): nothing was offered")
                let chosen = wishes.randomElement(using: &random) ?? nil
                // Their own choice, which alone may bring more.
                try await program.store.setPreference(.frequency, of: george, to: chosen?.rawValue)
                continue
            }
            offers += 1
            // Whoever thinks better of their answer goes back to what stood before it, and never beyond.
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                if Bool.random(using: &random) {
                    program.clock.advance(by: .days(Int64.random(in: 0...8, using: &random)))
                }
                let reply: AskReply
                switch Int.random(in: 0..<6, using: &random) {
                case 0: reply = AskReply(choice: .skip)
                case 1: reply = AskReply(choice: .decline)
                default:
                    reply = AskReply(
                        choice: .answer, answers: ["fewer": answers.randomElement(using: &random) ?? ""])
                }
                _ = try await program.engine.take(reply, toAsk: ask)
                let after = try await frequency(program)
                #expect(
                    after == before || after?.isRarer(than: before) == true,
                    "seed \(seed), round \(round): \(String(describing: before)) became \(String(describing: after))")
            }
        }
        #expect(offers > 0 || first == .onRequest)
    }
}
