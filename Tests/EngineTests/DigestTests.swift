import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What staff are told each morning, from the trigger to the message.
@Suite(.timeLimit(.minutes(5))) struct DigestTests {
    /// The program on a Friday before the digest's time; `zeca` is changed first.
    private func program(_ change: (inout Member) -> Void = { _ in }) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-20T06:00:00Z")
        var zeca = try #require(try await program.store.person(MemberID("zeca")))
        change(&zeca)
        _ = try await program.store.importRoster([zeca], doNotPair: [], at: program.clock.now())
        _ = try await program.engine.tick()
        return program
    }

    /// What arrives now; of two messages to one person the second comes after the first.
    private func arriving(_ program: InventedProgram) async throws -> [OutboxMessage] {
        let first = try await program.live()
        return first + (try await program.deliver())
    }

    /// What arrives at seven, by who gets it.
    private func morning(_ program: InventedProgram) async throws -> [String: OutboxMessage] {
        program.clock.move(to: "2026-11-20T07:00:01Z")
        let arrived = try await arriving(program).filter { $0.job == "nightly-digest" }
        return Dictionary(arrived.map { ($0.member.rawValue, $0) }) { first, _ in first }
    }

    @Test func `the morning brings numbers to those who may see names, and other numbers to operators`() async throws {
        let program = try await program()
        let arrived = try await morning(program)
        #expect(Set(arrived.keys) == ["maria", "otto", "samir", "zeca"])
        #expect(arrived["otto"]?.message == MessageID("digest.run-report"))
        for name in ["maria", "samir", "zeca"] { #expect(arrived[name]?.message == MessageID("digest.staff")) }
        // Five joined in the last fourteen days, and six newcomers have no pair.
        #expect(arrived["maria"]?.values == ["people": "11"])
        // No name, no id and no sign for a person is in any of it.
        let people = try await program.store.people(after: "", limit: 100)
        for message in arrived.values {
            for value in message.values.values {
                #expect(!people.contains { value.contains($0.id.rawValue) || value == $0.preferredName })
            }
        }
    }

    @Test func `whoever looks after one cohort is told of its people, and of nobody else's`() async throws {
        let other = try await program { $0.cohorts = [CohortStay("winter")] }
        #expect(try await morning(other)["zeca"] == nil)
        let own = try await program { $0.cohorts = [CohortStay("autumn")] }
        #expect(try await morning(own)["zeca"]?.values == ["people": "11"])
        // Who is in no cohort is in everybody's, as nobody would be told of them otherwise.
        let none = try await program { $0.cohorts = [CohortStay("winter")] }
        var new = Member(
            id: MemberID("new"), joinedOn: CivilDate(iso8601: "2026-11-15"),
            contact: ContactPoint(channel: "screen", address: "new"))
        new.preferredName = "Nova"
        _ = try await none.store.importRoster([new], doNotPair: [], at: none.clock.now())
        #expect(try await morning(none)["zeca"]?.values == ["people": "1"])
        let now = none.clock.now()
        let report = try await none.engine.nightReport(from: now - .days(1), to: now)
        #expect(report.entries(in: ["winter"]).compactMap(\.member?.id) == [MemberID("new")])
    }

    @Test func `S3-6: supervisors have the morning's numbers, and who cooks none that tells of answers`() async throws {
        func told(_ change: @escaping (inout Member) -> Void) async throws -> [String: String]? {
            let program = try await program(change)
            let ladder = program.engine.ladder
            try await program.store.raise(
                [SafetySignal(.harm)], about: MemberID("ana"), ask: nil, ladder: ladder, at: program.clock.now())
            return try await morning(program)["zeca"]?.values
        }
        #expect(try await told { $0.roles = [.supervisor] } == ["people": "11", "safety": "1"])
        #expect(try await told { $0.roles = [.facilitator] } == ["people": "11"])
        // Who is new, and not who wishes for a pair.
        let cook = try await told {
            $0.roles = [.staff]
            $0.staffKind = .kitchen
        }
        #expect(cook == ["people": "5"])
    }

    @Test func `a reply that waits for somebody is told of in the morning, and what it says is not`() async throws {
        let program = try await program()
        let before = try #require(try await morning(program)["maria"]?.values["people"].flatMap(Int.init))
        let reply = ReceivedReply(channel: "sms", id: "1", senders: ["351"], text: "please no more of this")
        var mark = ReceivedMark(of: reply, from: "351")
        mark.waits = .perhapsStop
        try await program.store.keep(mark, ReceivedEffects(), at: program.clock.now())
        let now = program.clock.now()
        let report = try await program.engine.nightReport(from: now - .days(1), to: now)
        let entries = report.entries.filter { $0.matter == .replies }
        let reference = try #require(try await program.store.waitingReplies().first?.reference)
        #expect(entries.count == 1 && entries[0].member == nil && entries[0].words.hasPrefix("\(reference), since "))
        program.clock.move(to: "2026-11-21T07:00:01Z")
        _ = try await program.engine.tick()
        let next = try await arriving(program).filter { $0.job == "nightly-digest" }
        let maria = try #require(next.first { $0.member == MemberID("maria") }).values
        let newcomers = report.entries.filter { $0.matter == .welcome }.count
        let still = try await program.engine.nightReport(from: now, to: program.clock.now()).entries
        let others = still.filter { $0.matter.isAboutPeople }.count
        #expect(before >= newcomers && maria["people"] == String(others + 1))
        for message in next { #expect(!message.values.values.contains { $0.contains("no more") }) }
    }

    @Test func `S0-5: who has left, or has not begun, is on nobody's list`() async throws {
        let program = try await program()
        let now = program.clock.now()
        try await program.store.noteContact(MemberPair(MemberID("ana"), MemberID("joana")), at: now - .days(3))
        func list() async throws -> Set<String> { Set(try await program.engine.reachOut().map(\.member.id.rawValue)) }
        #expect(try await list().isSuperset(of: ["mei", "nuno"]))
        _ = try await program.store.setStage(MemberID("nuno"), .leave, from: .active, at: now)
        try await program.store.setPreference(.contact, of: MemberID("nuno"), to: "call")
        var mei = try #require(try await program.store.person(MemberID("mei")))
        mei.joinedOn = CivilDate(iso8601: "2027-01-01")
        _ = try await program.store.importRoster([mei], doNotPair: [], at: now)
        #expect(try await list().isDisjoint(with: ["mei", "nuno"]))
    }

    @Test func `an operator reads how many messages arrived, whatever became of a few others`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T19:00:00Z")
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-19T20:00:01Z")
        _ = try await program.engine.tick()
        while !(try await program.engine.runDue()).isEmpty {}
        let now = program.clock.now()
        try await program.store.setStopped(MemberID("vera"), true, at: now)
        _ = try await program.deliver()
        let report = try await program.engine.nightReport(from: now - .days(1), to: now + .seconds(1))
        let made = report.figures.messages
        let arrived = try #require(made["delivered"])
        #expect(arrived >= SmallCells.least && made.values.contains { $0 < SmallCells.least }, "\(made)")
        #expect(report.counts.messages.counts == ["delivered": arrived])
        program.clock.move(to: "2026-11-20T07:00:01Z")
        _ = try await program.engine.tick()
        let told = try await arriving(program).first { $0.member == MemberID("otto") && $0.job == "nightly-digest" }
        #expect((told?.values["sent"]).flatMap(Int.init) ?? 0 >= arrived)
    }

    @Test func `what waits is told: a pair to decide on, a flag by its number alone, a message given up`() async throws
    {
        let program = try await program()
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": "ana"])
        _ = try await program.engine.runDue()
        try await program.store.raise(
            [SafetySignal(.harm, words: "words of hers")], about: MemberID("ana"), ask: nil,
            ladder: program.engine.ladder, at: program.clock.now())
        let values = try #require(try await morning(program)["maria"]?.values)
        #expect(values["decisions"] == "1" && values["safety"] == "1")
        #expect(!values.values.contains { $0.contains("words") || $0.contains("ana") })
        let now = program.clock.now()
        let report = try await program.engine.nightReport(from: now - .days(1), to: now)
        let flag = try #require(report.entries.first { $0.matter == .safety })
        #expect(flag.member == nil && flag.words.prefix(4).allSatisfy(\.isHexDigit))
    }

    @Test func `S0-5: who was in contact with one person or none in fourteen days is on the list, without a number`()
        async throws
    {
        let program = try await program()
        let store = program.store
        // Where nobody keeps who is in contact, nobody is on the list for it.
        #expect(try await program.engine.reachOut().isEmpty)
        let now = program.clock.now()
        for other in ["bo", "joana"] {
            try await store.noteContact(MemberPair(MemberID("ana"), MemberID(other)), at: now - .days(3))
        }
        try await store.noteContact(MemberPair(MemberID("bo"), MemberID("rui")), at: now - .days(15))
        let list = Set(try await program.engine.reachOut().filter(\.hasFewPeers).map(\.member.id.rawValue))
        #expect(!list.contains("ana"))
        #expect(list.isSuperset(of: ["bo", "joana", "rui", "george"]))
        // Staff who are no members, and whoever asked to be left in peace, are not.
        #expect(list.isDisjoint(with: ["maria", "samir", "otto", "pedro"]))
        // Members are told nothing of it.
        for message in try await store.messages(limit: 500) where message.purpose != nil {
            #expect(!message.values.keys.contains { $0.contains("peer") || $0.contains("contact") })
        }
        // Beside the eleven who are new.
        let told = try #require(try await morning(program)["maria"]?.values["people"])
        #expect(told == String(list.count + 11))
    }

    @Test(arguments: [(1, 0), (2, 1)])
    func `a job that failed two nights running is said to, and one night is no news`(
        nights: Int, told: Int
    ) async throws {
        let program = try await ScriptedProgram { _ in throw PlanFailure("it cannot", retry: .cannotHelp) }
        for _ in 0..<nights {
            try await program.start()
            _ = try await program.engine.runDue()
            program.clock.advance(by: .days(1))
        }
        let now = program.clock.now()
        let report = try await program.engine.nightReport(from: now - .days(1), to: now)
        #expect(report.counts.waiting(in: nil)[.failing] ?? 0 == told)
        #expect(report.entries.filter { $0.matter == .failing }.map(\.words) == Array(repeating: "work", count: told))
    }

    @Test func `a day without hours, and somebody on the ladder who cannot be told, are gaps`() async throws {
        let program = try await program()
        // Saturday.
        program.clock.move(to: "2026-11-21T07:00:00Z")
        try await program.store.setPaused(
            MemberID("samir"), until: program.clock.now() + .days(3), at: program.clock.now())
        let now = program.clock.now()
        let gaps = try await program.engine.nightReport(from: now - .days(1), to: now).entries.filter {
            $0.matter == .coverage
        }
        let lines = try Repository.text("Config/milieu.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        func place(_ words: String, after: Int = 0, column: Int) throws -> String {
            let line = try #require(lines.indices.dropFirst(after).first { lines[$0].contains(words) })
            return "Config/milieu.yaml:\(line + 1):\(column)"
        }
        let second = try #require(lines.firstIndex { $0.contains("who: [samir]") })
        #expect(
            gaps.map(\.words) == [
                "nobody reads what comes in on Saturday 2026-11-21, 00:00-24:00; hours are written at "
                    + (try place("days: [mon", column: 5)),
                "cannot be told now: rung 2 of the ladder, at any hour (\(try place("who: [samir]", column: 7))); "
                    + "rung 3 of the ladder, at any hour (\(try place("who: [maria, samir]", after: second, column: 7)))",
            ])
        #expect(gaps.last?.member?.id == MemberID("samir"))
    }

    @Test
    func
        `S2-7: nobody on call with the training is a gap with its setting, and so is who is on duty and cannot be told`()
        async throws
    {
        let program = try await InventedProgram(at: "2026-11-19T19:00:00Z") { path, text in
            path == "Config/milieu.yaml"
                ? text.replacing("  country: PT\n", with: "  country: PT\n  training: de_escalation\n")
                    .replacing("to: \"18:00\" }", with: "to: \"18:00\", who: [samir] }") : text
        }
        try await program.store.setPaused(
            MemberID("samir"), until: program.clock.now() + .days(3), at: program.clock.now())
        let now = program.clock.now()
        let gaps = try await program.engine.nightReport(from: now - .days(1), to: now).entries.filter {
            $0.matter == .coverage
        }.map(\.words)
        #expect(gaps.count == 2, "\(gaps)")
        #expect(gaps[0].hasPrefix("cannot be told now: on duty mon tue wed thu fri 09:00-18:00 (Config/milieu.yaml:"))
        #expect(gaps[1].hasPrefix("nobody on call now holds 'de_escalation', and they are told all the same; "))
        #expect(gaps[1].contains("Config/milieu.yaml:"))
    }

    @Test func `S1-28: the community's week says nothing of fewer than five`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T19:00:00Z") { path, text in
            path == "Jobs/community-digest.yaml" ? text.replacing("enabled: false", with: "enabled: true") : text
        }
        func week() async throws -> [String: String]? {
            let job = try #require(program.engine.catalog.job(JobID("community-digest")))
            _ = try await program.engine.start(job, inputs: [:])
            return try await arriving(program).first {
                $0.job == "community-digest" && $0.member == MemberID("george")
            }?.values
        }
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-19T20:00:01Z")
        let asks = try await program.live().compactMap(\.ask)
        #expect(asks.count > 5)
        for (index, ask) in asks.enumerated() {
            let answers = index < 2 ? ["connection": "7", "skill": "rested"] : ["connection": "7"]
            if index == 4 { #expect(try await week() == [:]) }
            _ = try await program.engine.take(AskReply(choice: .answer, answers: answers), toAsk: ask)
        }
        program.clock.advance(by: .days(1))
        #expect(try await week() == ["answered": String(asks.count)])
    }
}
