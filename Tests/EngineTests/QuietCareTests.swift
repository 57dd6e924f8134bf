import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// The quiet-member ladder with the shipped jobs, day after day.
@Suite struct QuietCareTests {
    /// Lives through `days`, each at 12:30 and at 20:00 in Lisbon, from the 19th of November on.
    ///
    /// - Returns: What reached `who`, by the day.
    private func live(
        _ program: InventedProgram, days: Range<Int>, who: String, delivering: Bool = true
    ) async throws -> [(day: Int, message: String)] {
        var arrived: [(day: Int, message: String)] = []
        let start = Instant(iso8601: "2026-11-19T00:00:00Z") ?? Instant(seconds: 0)
        for day in days {
            for minutes in [Int64(750), 1_200] {
                program.clock.move(to: (start + .days(Int64(day)) + .seconds(minutes * 60 + 5)).iso8601)
                guard delivering else {
                    _ = try await program.engine.tick()
                    _ = try await program.engine.runDue()
                    continue
                }
                arrived += try await program.live().filter { $0.member.rawValue == who }.map {
                    (day, $0.message.rawValue)
                }
            }
        }
        return arrived
    }

    private func program() async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T00:00:00Z") { path, text in
            // Ana joined a month ago and has no goals of her own here: nothing but these jobs writes to her.
            let others = ["goal-review", "group-reminder", "newcomer-pairing", "welcome", "welcome-in-person"]
            return others.contains { path == "Jobs/\($0).yaml" } ? "enabled: false\n" + text : text
        }
        try await program.live()
        return program
    }

    @Test
    func `S0-14: three evenings, one note, one offer of choices, then nothing is asked, and contacts ask nothing`()
        async throws
    {
        let program = try await program()
        let arrived = try await live(program, days: 0..<70, who: "ana")
        let evenings = arrived.filter { $0.message == "check-in.evening" }.map(\.day)
        #expect(evenings == [0, 1, 2])
        let others = arrived.filter { $0.message != "check-in.evening" }
        #expect(others.map(\.message) == ["care.note", "care.choices", "care.contact", "care.contact"])
        #expect(others.map(\.day) == [2, 3, 31, 61])
    }

    @Test func `the facilitator's list says since when, and nothing that counts anybody`() async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<9, who: "ana")
        #expect(try await program.engine.reachOut().isEmpty)
        _ = try await live(program, days: 9..<12, who: "ana")
        let list = try await program.engine.reachOut()
        let ana = try #require(list.first { $0.member.id == MemberID("ana") })
        #expect(ana.quietSince?.iso8601 == "2026-11-19T20:00:05Z" && ana.wish == nil)
        // Pedro stopped all messages, and is left in peace.
        #expect(!list.contains { $0.member.id == MemberID("pedro") })
    }

    /// Everything is kept for `kept` days; house is kept on each of `days`, before two more evenings.
    @Test(arguments: [(400, [399, 400, 430, 900]), (14, [40, 56, 61, 200, 420])] as [(Int64, [Int])])
    func `S3-11: years of quiet and whatever is removed bring no question back, and nobody off the list`(
        kept: Int64, days: [Int]
    ) async throws {
        let program = try await program()
        var retention = Retention()
        for setting in [\Retention.messages, \.runs, \.bodies] { retention[keyPath: setting] = .for(.days(kept)) }
        _ = try await live(program, days: 0..<12, who: "ana")
        var contacts = 0
        for day in days {
            program.clock.move(to: (Instant(seconds: 1_795_046_400) + .days(Int64(day))).iso8601)
            _ = try await Pruner(store: program.store, retention: retention, clock: program.clock).prune()
            let arrived = try await live(program, days: day..<day + 2, who: "ana").map(\.message)
            #expect(arrived.allSatisfy { $0 == "care.contact" } && arrived.count <= 1, "day \(day): \(arrived)")
            contacts += arrived.count
            let listed = try await program.engine.reachOut().first { $0.member.id == MemberID("ana") }
            #expect(listed?.quietSince?.iso8601 == "2026-11-19T20:00:05Z", "day \(day)")
        }
        // Late jobs make up for nothing, and a contact that is not kept any more is not sent anew.
        #expect(contacts == (kept == 400 ? 0 : 3))
    }

    @Test(arguments: [AskReply.Choice.answer, .skip])
    func `any answer starts it afresh, also a late one`(choice: AskReply.Choice) async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<12, who: "ana")
        let first = try #require(
            try await program.store.messages(limit: 2_000).last { $0.member == MemberID("ana") && $0.ask != nil }?.ask)
        _ = try await program.engine.take(AskReply(choice: choice, answers: ["connection": "4"]), toAsk: first)
        #expect(!(try await program.engine.reachOut()).contains { $0.member.id == MemberID("ana") })
        let arrived = try await live(program, days: 12..<16, who: "ana")
        #expect(
            arrived.map(\.message) == [
                "check-in.evening", "check-in.evening", "care.note", "check-in.evening", "care.choices",
            ])
    }

    @Test(
        arguments: [
            ("less_often", ["check-in.evening"]), ("call", ["check-in.evening", "check-in.evening"]), ("pause", []),
            ("other_way", ["check-in.evening", "check-in.evening"]),
        ] as [(String, [String])])
    func `S1-6: a choice holds from the next evening on, without anybody of the staff`(
        choice: String, next: [String]
    ) async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<4, who: "ana")
        let asks = try await program.store.openAsks(of: MemberID("ana"), at: program.clock.now())
        let care = try #require(asks.first { $0.kind == .care })
        let reply = AskReply(choice: .answer, answers: ["way": choice])
        #expect(try await program.engine.take(reply, toAsk: care.id) == .kept(ReplyReceipt()))
        // Day 4 is less than a week after the last question, day 9 a week after it.
        let days = choice == "less_often" ? 4..<10 : 4..<6
        let arrived = try await live(program, days: days, who: "ana").map(\.message)
        #expect(arrived == next)
        let listed = try await program.engine.reachOut().first { $0.member.id == MemberID("ana") }
        #expect(listed?.wish?.rawValue == (["call", "other_way"].contains(choice) ? choice : nil))
        #expect(listed?.quietSince == nil)
    }

    @Test func `S2-18: as it was does not bring back more than they chose themselves, also after another choice`()
        async throws
    {
        let program = try await program()
        let ana = MemberID("ana")
        try await program.store.setPreference(.frequency, of: ana, to: "every_2_days")
        _ = try await live(program, days: 0..<7, who: "ana")
        let asks = try await program.store.openAsks(of: ana, at: program.clock.now())
        let care = try #require(asks.first { $0.kind == .care })
        for choice in ["as_before", "call", "pause", "less_often", "as_before"] {
            _ = try await program.engine.take(
                AskReply(choice: .answer, answers: ["way": choice]), toAsk: care.id)
            let person = try #require(try await program.store.person(ana))
            #expect(person.choices.frequency == (choice == "less_often" ? .weekly : .everySecondDay))
            #expect((person.pausedUntil != nil) == (choice == "pause"))
            let wish = try await program.engine.reachOut().first { $0.member.id == ana }?.wish
            #expect(wish == (choice == "call" ? .call : nil), "\(choice)")
        }
        // A call that somebody made is not asked for anew by a word that adds to the answer, or by saying nothing more.
        _ = try await program.engine.take(AskReply(choice: .answer, answers: ["way": "call"]), toAsk: care.id)
        try await program.store.setPreference(.contact, of: ana, to: nil)
        _ = try await program.engine.take(AskReply(choice: .answer), toAsk: care.id)
        #expect(try await program.store.preferences(.contact, of: [ana]).isEmpty)
        #expect(try await program.store.answers(toAsk: care.id).map(\.value) == ["call"])
    }

    /// What somebody may do by a link besides answering.
    enum Deed: CaseIterable, Sendable {
        case start, pause, prefer, trend, harm, consent, concern, later, link

        /// - Returns: Whether it was done.
        func isDone(_ engine: ProgramEngine, by ask: Ask, at now: Instant) async throws -> Bool {
            switch self {
            case .start: try await engine.pause(byAsk: ask.id, until: nil)
            case .pause: try await engine.pause(byAsk: ask.id, until: now + .hours(1))
            case .prefer:
                var change = PreferenceChange()
                change.frequency = "daily"
                return try await engine.prefer(change, byAsk: ask.id) == nil
            case .trend: try await engine.setTrend(byAsk: ask.id, isShown: false)
            case .harm: return try await engine.report(byAsk: ask.id, words: nil) != nil
            case .consent: return try await engine.setConsent(byAsk: ask.id, to: .reminders, isGiven: true)
            case .concern:
                let words = ConcernWords(happened: "the radio was loud")
                return try await engine.raiseConcern(byAsk: ask.id, words, first: .team) != nil
            case .later:
                let reply = AskReply(choice: .later, snooze: .threeHours)
                if case .kept = try await engine.take(reply, toAsk: ask.id) { return true }
                return false
            case .link: return try await engine.sendFreshLink(forAsk: ask.id)
            }
            return true
        }
    }

    @Test(arguments: Deed.allCases)
    func `S2-18: whatever somebody does by their link brings the questions back`(deed: Deed) async throws {
        let program = try await program()
        let ana = MemberID("ana")
        _ = try await live(program, days: 0..<12, who: "ana")
        #expect(try await program.engine.reachOut().contains { $0.member.id == ana && $0.quietSince != nil })
        let asks = try await program.store.openAsks(of: ana, at: program.clock.now())
        let care = try #require(asks.first { $0.kind == .care })
        #expect(try await deed.isDone(program.engine, by: care, at: program.clock.now()))
        #expect(!(try await program.engine.reachOut()).contains { $0.member.id == ana && $0.quietSince != nil })
        #expect(try await live(program, days: 12..<13, who: "ana").contains { $0.message == "check-in.evening" })
    }

    @Test func `what staff write down for somebody, and a stop, are no word of theirs that asks for questions`()
        async throws
    {
        let program = try await program()
        let ana = MemberID("ana")
        _ = try await live(program, days: 0..<12, who: "ana")
        var change = PreferenceChange()
        change.frequency = "daily"
        try await program.engine.prefer(change, of: try #require(try await program.store.person(ana)))
        #expect(try await program.engine.reachOut().contains { $0.member.id == ana && $0.quietSince != nil })
        #expect(try await live(program, days: 12..<14, who: "ana").isEmpty)
    }

    @Test func `a question that never arrived says nothing about anybody`() async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<12, who: "ana", delivering: false)
        #expect(try await program.engine.reachOut().isEmpty)
        let care = try await program.store.messages(limit: 5_000).filter { $0.message.rawValue.hasPrefix("care.") }
        #expect(care.isEmpty)
    }

    @Test func `why and plan say that somebody is left in peace`() async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<6, who: "ana")
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let plan = try await program.engine.plan(job)
        let left = try #require(plan.leftOut.first { $0.member == MemberID("ana") })
        #expect(left.gate == "check-in.ask" && left.reason.contains("asked nothing until they answer"))
    }
}
