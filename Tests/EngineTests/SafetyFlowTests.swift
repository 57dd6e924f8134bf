import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// A safety flag from the answer to the end of the follow-up.
@Suite struct SafetyFlowTests {
    /// The nightly check-in asks the PHQ-9.
    private static func asking(_ path: String, _ text: String) -> String {
        switch path {
        case "Jobs/nightly-check-in.yaml":
            text.replacing("questionnaire: evening", with: "questionnaire: phq-9\n      outside_coverage: a test")
        case "Config/milieu.yaml": text.replacing("instruments: []", with: "instruments: [phq-9]")
        default: text
        }
    }

    private func evening(
        _ edit: (_ path: String, _ text: String) -> String = { $1 }
    ) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z", edit: edit)
        try await program.live()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        return program
    }

    private func answer(
        _ program: InventedProgram, _ answers: [String: String], of member: String = "ana"
    ) async throws -> ReplyReceipt? {
        guard let ask = try await program.openAsk(of: member) else { return nil }
        let outcome = try await program.engine.take(AskReply(choice: .answer, answers: answers), toAsk: ask.id)
        if case .kept(let receipt) = outcome { return receipt }
        return nil
    }

    private func alerts(_ program: InventedProgram) async throws -> [OutboxMessage] {
        try await program.store.messages(limit: 500).filter { $0.message == .safetyAttention }
            .sorted { ($0.createdAt, $0.member) < ($1.createdAt, $1.member) }
    }

    @Test func `S2-6: an item is flagged in the moment of the answer, with whom to turn to in the same response`()
        async throws
    {
        let program = try await evening(Self.asking)
        let receipt = try #require(try await answer(program, ["thoughts": "several_days"]))
        #expect(receipt.support?.contains("112") == true && receipt.isTold && !receipt.noticedWords)
        let flag = try #require(try await program.store.safetyFlag(of: MemberID("ana")))
        #expect(flag.state == .notified && flag.notified == 1)
        let alert = try #require(try await alerts(program).first)
        #expect(alert.member == MemberID("maria") && alert.values == ["reference": flag.reference])
        #expect(alert.run.isEmpty && alert.job.isEmpty && alert.purpose == nil && alert.ignoresQuietHours)
        #expect(alert.id.count == 32 && flag.reference.count == 4)
        // Eight answers are missing, so there is no score; the flag asks for none.
        let ask = try #require(try await program.store.messages(limit: 50).first { $0.member.rawValue == "ana" }?.ask)
        #expect(try await program.store.scores(ofAsk: ask) == [])
    }

    @Test(arguments: [["thoughts": "not_at_all"], ["down": "nearly_every_day"], ["thoughts": ""], [:]])
    func `another answer, and a skipped item, flag nothing`(answers: [String: String]) async throws {
        let program = try await evening(Self.asking)
        let receipt = try #require(try await answer(program, answers))
        #expect(receipt == ReplyReceipt())
        #expect(try await program.store.safetyFlags().isEmpty)
    }

    @Test func `it climbs until a person takes it on, for as long as that takes, and is never closed by itself`()
        async throws
    {
        let program = try await evening(Self.asking)
        _ = try await answer(program, ["thoughts": "nearly_every_day"])
        for _ in 0..<8 {
            program.clock.advance(by: .seconds(899))
            _ = try await program.engine.tick()
            program.clock.advance(by: .seconds(1))
            _ = try await program.engine.tick()
            // A second look at the same moment tells nobody twice.
            _ = try await program.engine.tick()
        }
        let told = try await alerts(program).map(\.member.rawValue)
        let round = ["maria", "samir", "maria", "samir"]
        #expect(told == round + round + round)
        #expect((try await program.deliver()).contains { $0.message == .safetyAttention })
        program.clock.advance(by: .days(30))
        _ = try await program.engine.tick()
        let flag = try #require(try await program.store.safetyFlag(of: MemberID("ana")))
        #expect(flag.state == .notified && flag.notified == 10)
        let taken = try await program.store.decide(
            onFlag: flag.id, .acknowledge, by: MemberID("samir"), note: nil, at: program.clock.now())
        #expect(taken.state == .acknowledged && taken.acknowledgedBy == MemberID("samir") && taken.nextAt == nil)
        let before = try await alerts(program).count
        program.clock.advance(by: .days(30))
        _ = try await program.engine.tick()
        #expect(try await alerts(program).count == before)
        #expect(try await program.store.safetyFlag(of: MemberID("ana"))?.state == .acknowledged)
        await #expect(throws: InvalidTransition.self) {
            try await program.store.decide(
                onFlag: flag.id, .close, by: MemberID("samir"), note: nil, at: program.clock.now())
        }
    }

    @Test func `the next look at the clock is when the next one is to be told`() async throws {
        let program = try await evening(Self.asking)
        _ = try await answer(program, ["thoughts": "several_days"])
        #expect(try await program.engine.tick().next == program.clock.now() + .seconds(900))
    }

    @Test func `a second flag in an open one adds to it, and whoever has it in hand hears of it`() async throws {
        let program = try await evening(Self.asking)
        _ = try await answer(program, ["thoughts": "several_days"])
        let flag = try #require(try await program.store.safetyFlag(of: MemberID("ana")))
        let asks = try await program.store.messages(limit: 50).filter { $0.member.rawValue == "ana" }.compactMap(\.ask)
        let again = AskReply(choice: .answer, answers: ["thoughts": "nearly_every_day"])
        _ = try await program.engine.take(again, toAsk: asks[0])
        #expect(try await program.store.safetyFlags(withClosed: true).count == 1)
        #expect(try await program.store.safetyHistory(of: flag.id).signals.count == 2)
        #expect(try await alerts(program).count == 1)
        for event in [SafetyFlagState.Event.acknowledge, .followUp] {
            _ = try await program.store.decide(
                onFlag: flag.id, event, by: MemberID("maria"), note: nil, at: program.clock.now())
        }
        program.clock.advance(by: .seconds(60))
        _ = try await program.engine.take(again, toAsk: asks[0])
        #expect(try await program.store.safetyFlag(of: MemberID("ana"))?.state == .notified)
        #expect(try await alerts(program).count == 2)
        for event in [SafetyFlagState.Event.acknowledge, .followUp, .close] {
            _ = try await program.store.decide(
                onFlag: flag.id, event, by: MemberID("maria"), note: nil, at: program.clock.now())
        }
        program.clock.advance(by: .seconds(60))
        _ = try await program.engine.take(again, toAsk: asks[0])
        #expect(try await program.store.safetyFlags(withClosed: true).count == 2)
    }

    @Test func `S1-16: a peer worker on the ladder is passed over at once, and never told`() async throws {
        let program = try await evening { path, text in
            let text = Self.asking(path, text)
            guard path == "Config/people.csv" else { return text }
            return text.replacing(
                "maria,Maria,pt en,Europe/Lisbon,counselor staff", with: "maria,Maria,pt en,Europe/Lisbon,peer_worker")
        }
        _ = try await answer(program, ["thoughts": "several_days"])
        for _ in 0..<4 {
            program.clock.advance(by: .seconds(900))
            _ = try await program.engine.tick()
        }
        #expect(Set(try await alerts(program).map(\.member.rawValue)) == ["samir"])
    }

    @Test func `where the ladder has nobody, everybody is told who may follow up`() async throws {
        let program = try await evening { path, text in
            Self.asking(path, text).replacing("who: [maria]", with: "who: [gone]")
                .replacing("who: [samir]", with: "who: [gone]").replacing("who: [maria, samir]", with: "who: [ana]")
        }
        let receipt = try #require(try await answer(program, ["thoughts": "several_days"]))
        #expect(receipt.isTold)
        #expect(Set(try await alerts(program).map(\.member.rawValue)) == ["maria", "otto", "samir"])
    }

    @Test func `where nobody can be told nothing else is said, and it is tried again`() async throws {
        let program = try await evening(Self.asking)
        for id in ["maria", "samir", "otto"] {
            try await program.store.setStopped(MemberID(id), true, at: program.clock.now())
        }
        let receipt = try #require(try await answer(program, ["thoughts": "several_days"]))
        #expect(receipt.support != nil && !receipt.isTold)
        #expect(try await program.store.safetyFlag(of: MemberID("ana"))?.state == .open)
        try await program.store.setStopped(MemberID("samir"), false, at: program.clock.now())
        program.clock.advance(by: .seconds(900))
        _ = try await program.engine.tick()
        #expect(try await alerts(program).map(\.member.rawValue) == ["samir"])
    }

    @Test func `nobody is said to look in who cannot be told, and the morning says who that is`() async throws {
        let program = try await evening(Self.asking)
        for id in ["maria", "samir", "otto"] {
            _ = try await program.store.setContact(
                ContactPoint(channel: "screen", address: id), of: MemberID(id), .bounce, at: program.clock.now())
        }
        let receipt = try #require(try await answer(program, ["thoughts": "several_days"]))
        #expect(receipt.support != nil && !receipt.isTold)
        #expect(try await alerts(program).isEmpty)
        let now = program.clock.now()
        let gaps = try await program.engine.nightReport(from: now - .days(1), to: now).entries
            .filter { $0.matter == .coverage && $0.words.hasPrefix("cannot be told now") }
        #expect(Set(gaps.compactMap(\.member?.id.rawValue)).isSuperset(of: ["maria", "samir"]))
    }

    @Test func `S2-6: an alert that is not sent has the next one told without waiting, and says no more than is so`()
        async throws
    {
        let program = try await evening(Self.asking)
        #expect(try await answer(program, ["thoughts": "several_days"])?.isTold == true)
        for id in ["maria", "samir", "otto"] {
            try await program.store.setStopped(MemberID(id), true, at: program.clock.now())
        }
        _ = try await program.deliver()
        _ = try await program.engine.tick()
        #expect(try await program.store.safetyFlag(of: MemberID("ana"))?.state == .notified)
        #expect(try await answer(program, ["thoughts": "several_days"], of: "ana") == nil)
        let ask = try #require(try await program.store.messages(limit: 50).first { $0.member.rawValue == "ana" }?.ask)
        let again = AskReply(choice: .answer, answers: ["thoughts": "nearly_every_day"])
        guard case .kept(let receipt) = try await program.engine.take(again, toAsk: ask) else {
            Issue.record("it was not kept")
            return
        }
        #expect(receipt.support != nil && !receipt.isTold)
        try await program.store.setStopped(MemberID("samir"), false, at: program.clock.now())
        program.clock.advance(by: .seconds(900))
        _ = try await program.engine.tick()
        #expect(try await alerts(program).map(\.member.rawValue) == ["maria", "samir"])
    }

    @Test func `words in a free answer raise attention; those that only their giver sees are shown nothing but help`()
        async throws
    {
        let program = try await evening()
        let own = try #require(try await answer(program, ["strength": "I want to die less"]))
        #expect(own.support?.contains("112") == true && own.noticedWords && !own.isTold)
        #expect(try await program.store.safetyFlags().isEmpty)
        let shared = try #require(try await answer(program, ["low": "quero morrer", "high": "sun"], of: "joana"))
        #expect(shared.noticedWords && shared.isTold && shared.support?.contains("112") == true)
        let flag = try #require(try await program.store.safetyFlag(of: MemberID("joana")))
        let signals = try await program.store.safetyHistory(of: flag.id).signals
        #expect(signals.map(\.signal) == [SafetySignal(.words, question: "low")])
        #expect(try #require(try await answer(program, ["low": "I want to dye it"], of: "rui")) == ReplyReceipt())
    }

    @Test func `who writes of danger and then skips is shown whom to turn to, and nothing of it is kept`() async throws
    {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "joana"))
        var skip = AskReply(choice: .skip, answers: ["low": "quero morrer", "high": "sun"])
        skip.form = "choice=skip&q.low=quero morrer"
        let later = AskReply(choice: .later, answers: skip.answers, snooze: .hour)
        // The second tap shows what the first one did.
        for reply in [later, skip, skip] {
            guard case .kept(let receipt) = try await program.engine.take(reply, toAsk: ask.id) else {
                Issue.record("\(reply.choice) is kept")
                return
            }
            #expect(receipt.support?.contains("112") == true && receipt.noticedWords)
            #expect(receipt.isUnsent && !receipt.isTold)
        }
        guard case .closed(_, let heeded) = try await program.engine.take(later, toAsk: ask.id) else {
            Issue.record("what is answered waits for nothing")
            return
        }
        #expect(heeded?.support?.contains("112") == true && heeded?.isUnsent == true)
        #expect(try await program.store.safetyFlags().isEmpty)
        #expect(try await program.store.answers(toAsk: ask.id).isEmpty)
        #expect(try await program.store.ask(ask.id)?.state == .answered)
    }

    @Test func `S0-20: somebody may be harmed goes to whoever is on call at once, past every wait`() async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        let receipt = try #require(try await program.engine.report(byAsk: ask.id, words: "at the bus stop"))
        #expect(receipt.isTold && receipt.support?.contains("112") == true)
        #expect(try await alerts(program).map(\.member.rawValue) == ["maria"])
        #expect(try await program.store.ask(ask.id)?.state == .open)
        let flag = try #require(try await program.store.safetyFlag(of: MemberID("ana")))
        let signals = try await program.store.safetyHistory(of: flag.id).signals
        #expect(signals.map(\.signal) == [SafetySignal(.harm, words: "at the bus stop")])
        for message in try await program.store.messages(limit: 500) {
            #expect(!message.values.values.contains { $0.contains("bus") })
        }
    }

    @Test func `a flag changes nothing else: no pair, no audience, and no peer is told`() async throws {
        let program = try await evening(Self.asking)
        let before = try await program.store.person(MemberID("ana"))
        let pairs = try await program.store.pairings()
        _ = try await answer(program, ["thoughts": "nearly_every_day"])
        program.clock.advance(by: .hours(1))
        try await program.live()
        #expect(try await program.store.person(MemberID("ana")) == before)
        #expect(try await program.store.pairings() == pairs)
        let staff = Set(["maria", "samir"].map { MemberID($0) })
        #expect(Set(try await alerts(program).map(\.member)).isSubset(of: staff))
        program.clock.move(to: "2026-11-20T20:00:05Z")
        try await program.live()
        #expect(try await program.openAsk(of: "ana") != nil)
    }

    @Test(
        arguments: [
            ("2026-11-20T10:00:00Z", true), ("2026-11-20T20:30:00Z", false), ("2026-11-21T10:00:00Z", false),
        ])
    func `S2-15: the page says whether somebody reads now`(at: String, isCovered: Bool) async throws {
        let program = try await evening()
        let ask = try #require(try await program.openAsk(of: "ana"))
        program.clock.move(to: at)
        #expect(try await program.engine.page(forAsk: ask.id)?.isCovered == isCovered)
    }

    @Test(arguments: ["maria", "otto"])
    func `the stop of members' messages holds no alert back`(who: String) async throws {
        let program = try await evening(Self.asking)
        _ = try await answer(program, ["thoughts": "several_days"])
        let alert = try #require(try await alerts(program).first)
        let person = try #require(try await program.store.person(MemberID(who)))
        let claim = ClaimedMessage(message: alert, member: person, epoch: 1, isAmbiguous: false)
        #expect(try await program.engine.decideSending([claim]) == [.send(values: [:])])
        // What belongs to no consent goes while the rest is held.
        #expect(alert.purpose == nil && person.isStaff)
    }
}
