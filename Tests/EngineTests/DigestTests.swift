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
        let other = try await program { $0.cohort = "winter" }
        #expect(try await morning(other)["zeca"] == nil)
        let own = try await program { $0.cohort = "autumn" }
        #expect(try await morning(own)["zeca"]?.values == ["people": "11"])
    }

    @Test func `what waits is told: a pair to decide on, a flag by its number alone, a message given up`() async throws
    {
        let program = try await program()
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": "ana"])
        _ = try await program.engine.runDue()
        try await program.store.raise(
            [SafetySignal(.harm, words: "words of hers")], about: MemberID("ana"), ask: nil,
            ladder: program.engine.catalog.configuration.safety.rungs, at: program.clock.now())
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
        #expect(
            gaps.map(\.words) == [
                "nobody reads what comes in on 2026-11-21", "cannot be told now, and is on the ladder",
            ])
        #expect(gaps.last?.member?.id == MemberID("samir"))
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
