import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What did not sit well with somebody, from their word to the end of the hold.
@Suite(.timeLimit(.minutes(5))) struct ConcernFlowTests {
    private let ana = MemberID("ana")
    private let george = MemberID("george")
    private static let words = ConcernWords(
        happened: "We were to meet at the library", need: "some quiet", repair: "a word before", support: "a map")

    /// The shipped program on a Thursday at noon, where Ana and others were in contact.
    private func program(_ edit: (_ path: String, _ text: String) -> String = { $1 }) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z", edit: edit)
        for other in ["george", "mei", "olga", "pedro"] {
            try await program.store.noteContact(MemberPair(ana, MemberID(other)), at: program.clock.now() - .days(2))
        }
        _ = try await program.engine.tick()
        return program
    }

    private func raise(
        _ program: InventedProgram, to peer: String = "george", _ words: ConcernWords = Self.words
    ) async throws -> Concern {
        let member = try #require(try await program.store.person(ana))
        return try await program.engine.raise(words, first: .peer(MemberID(peer)), by: member).concern
    }

    /// What arrives of it in the hours from now on, each with the hour.
    private func told(_ program: InventedProgram, hours: Int64) async throws -> [String] {
        let start = program.clock.now()
        var found: [String] = []
        for hour in 0...hours {
            program.clock.move(to: (start + .hours(hour)).iso8601)
            for message in try await program.live() + program.deliver() where message.job == "concern-told" {
                found.append("\(hour) \(message.member) \(message.message)")
            }
        }
        return found
    }

    private func member(_ program: InventedProgram, _ id: String) async throws -> Member {
        try #require(try await program.store.person(MemberID(id)))
    }

    @Test func `S0-18: one person is told at once, by a link and without a word of it, and nobody else is`()
        async throws
    {
        let program = try await program()
        let concern = try await raise(program)
        #expect(try await told(program, hours: 50) == ["0 george concern.first"])
        for message in try await program.store.messages(limit: 500) {
            for part in Self.words.parts + ["Ana", concern.id.rawValue] where message.job == "concern-told" {
                #expect(!message.values.values.contains { $0.contains(part) })
            }
        }
        // Nobody of the staff had a message before the morning on which the hold was over.
        let all = try await program.store.messages(limit: 2_000).filter { $0.values["concerns"] != nil }
        #expect(all.isEmpty || all.allSatisfy { $0.createdAt >= concern.heldUntil })
    }

    @Test func `S0-18: the page shows it to that one person, and their word that they read it is kept`() async throws {
        let program = try await program()
        let concern = try await raise(program)
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "george"))
        #expect(ask.kind == .concern && ask.expiresAt == concern.heldUntil && ask.subject == concern.id.rawValue)
        let page = try #require(try await program.engine.page(forAsk: ask.id)?.concern)
        #expect(page.raisedByName == "Ana" && page.words == Self.words && page.heldUntil != nil)
        // Looking at it says nothing, and neither does what is no word about it.
        #expect(try await program.store.concern(concern.id)?.writtenState == .held)
        _ = try await program.engine.take(AskReply(choice: .skip), toAsk: ask.id)
        #expect(try await program.store.concern(concern.id)?.writtenState == .held)
        _ = try await program.engine.take(AskReply(choice: .answer), toAsk: ask.id)
        #expect(try await program.store.concern(concern.id)?.writtenState == .heard)
        let own = try #require(try await program.engine.concernPage(forAsk: ask.id))
        #expect(own.standing.isEmpty && own.peers.map(\.id) == [ana])
    }

    @Test(arguments: [ConcernState.Event.settle, .withdraw])
    func `S0-18: settled or taken back before it left, nobody is told, and the page has nothing to read`(
        event: ConcernState.Event
    ) async throws {
        let program = try await program()
        let concern = try await raise(program)
        // Planned, and not sent yet.
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let ask = try #require(try await program.openAsk(of: "george"))
        let decided = try await program.store.move(
            concern.id, event, by: member(program, "ana"), at: program.clock.now())
        #expect(decided?.writtenState == (event == .settle ? .settled : .withdrawn))
        #expect(try await told(program, hours: 3) == [])
        let message = try #require(try await program.store.messages(limit: 50).first { $0.ask == ask.id })
        #expect(message.state == .cancelled && message.reason == "what it is about is there to be read no more")
        #expect(try await program.engine.page(forAsk: ask.id)?.concern == nil)
        #expect(
            try await program.engine.take(AskReply(choice: .answer), toAsk: ask.id)
                == .closed(.concernOver))
        program.clock.move(to: concern.heldUntil.iso8601)
        #expect(try await program.store.concernsWithStaff(at: program.clock.now()).isEmpty)
    }

    @Test(arguments: [("mei", "consent"), ("pedro", "stopped"), ("olga", "paused")])
    func `S0-18: who has stopped, paused or not agreed is not written to, and the hold goes on for them too`(
        peer: String, gate: String
    ) async throws {
        let program = try await program()
        let concern = try await raise(program, to: peer)
        #expect(try await told(program, hours: 47) == [])
        let run = try #require(try await program.store.runs(limit: 50).first { $0.job == JobID("concern-told") })
        #expect(Set(try await program.store.leftOut(ofRun: run.id).map(\.gate)) == [gate])
        #expect(try await program.store.concernsWithStaff(at: program.clock.now()).isEmpty)
        program.clock.move(to: concern.heldUntil.iso8601)
        #expect(try await program.store.concernsWithStaff(at: program.clock.now()).map(\.id) == [concern.id])
        #expect(try await told(program, hours: 12) == [])
        #expect(try await program.store.run(run.id)?.state == .succeeded)
    }

    @Test func `S0-18: a pause that ends within the hold loses nothing, and whoever raised it may be quiet meanwhile`()
        async throws
    {
        let program = try await program()
        let now = program.clock.now()
        try await program.store.setPaused(george, until: now + .hours(20), at: now)
        try await program.store.setStopped(ana, true, at: now)
        _ = try await raise(program)
        #expect(try await told(program, hours: 47) == ["24 george concern.first"])
    }

    @Test func `S0-18: kept apart for safety before it left, the two are not brought together by it`() async throws {
        let program = try await program()
        let concern = try await raise(program)
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let ask = try #require(try await program.openAsk(of: "george"))
        _ = try await program.store.importRoster(
            [], doNotPair: [MemberPair(ana, george)], at: program.clock.now())
        #expect(try await told(program, hours: 47) == [])
        #expect(try await program.engine.page(forAsk: ask.id)?.concern == nil)
        program.clock.move(to: concern.heldUntil.iso8601)
        #expect(try await program.store.concernsWithStaff(at: program.clock.now()).map(\.id) == [concern.id])
    }

    @Test(arguments: ["ana", "george"])
    func `S0-18: an erasure while it is held leaves nobody waiting`(erased: String) async throws {
        let program = try await program()
        let concern = try await raise(program)
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "george"))
        _ = try await program.store.erase(
            MemberID(erased), as: "~gone", by: MemberID("maria"), at: program.clock.now())
        #expect(try await told(program, hours: 50) == [])
        let left = try await program.store.concernsWithStaff(at: program.clock.now())
        if erased == "ana" {
            #expect(try await program.engine.page(forAsk: ask.id)?.concern == nil)
            #expect(left.isEmpty)
        } else {
            #expect(try await program.engine.page(forAsk: ask.id) == nil)
            #expect(left.map(\.id) == [concern.id] && left.first?.words == Self.words)
        }
    }

    @Test func `S0-18: staff are told in the morning after the hold, in a number, and read which in their report`()
        async throws
    {
        let program = try await program()
        let concern = try await raise(program)
        func morning(_ time: String) async throws -> [String: [String: String]] {
            program.clock.move(to: time)
            let arrived = try await program.live() + program.deliver()
            let digests = arrived.filter { $0.message == MessageID("digest.staff") }
            return Dictionary(digests.map { ($0.member.rawValue, $0.values) }) { first, _ in first }
        }
        for day in ["20", "21"] {
            let before = try await morning("2026-11-\(day)T07:00:01Z")
            #expect(before["maria"] != nil && before.values.allSatisfy { $0["concerns"] == nil })
        }
        let after = try await morning("2026-11-22T07:00:01Z")
        #expect(after["maria"]?["concerns"] == "1" && after["samir"]?["concerns"] == "1")
        #expect(after["zeca"]?["concerns"] == nil)
        let now = program.clock.now()
        let entries = try await program.engine.nightReport(from: now - .days(1), to: now).entries
            .filter { $0.matter == .concerns }
        #expect(entries.map(\.words) == ["\(concern.id), since 2026-11-21"] && entries[0].member == nil)
        _ = try await program.store.move(concern.id, .take, by: member(program, "maria"), at: now)
        let later = try await program.engine.nightReport(from: now - .days(1), to: now).entries
        #expect(!later.contains { $0.matter == .concerns })
    }

    @Test func `S0-18, S0-20: somebody may be harmed waits for no hold, and a concern held beside it stays held`()
        async throws
    {
        let program = try await program()
        let concern = try await raise(program)
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "george"))
        let receipt = try #require(try await program.engine.report(byAsk: ask.id, words: "come now"))
        #expect(receipt.isTold)
        #expect(try await program.store.safetyFlag(of: george)?.state == .notified)
        #expect(try await program.store.concern(concern.id)?.state(at: program.clock.now()) == .held)
        // Words that can mean a hard time bring help and a person in the same moment, and the words themselves stay held.
        let alarming = ConcernWords(happened: "It felt as if I want to die")
        let noticed = try await program.engine.raise(alarming, first: .group, by: member(program, "ana"))
        #expect(
            noticed.receipt.noticedWords && noticed.receipt.isTold && noticed.receipt.support?.contains("112") == true)
        let flag = try #require(try await program.store.safetyFlag(of: ana))
        let signals = try await program.store.safetyHistory(of: flag.id).signals.map(\.signal)
        #expect(signals == [SafetySignal(.words, question: "concern")])
        #expect(noticed.concern.state(at: program.clock.now()) == .held)
    }

    @Test func `S2-4: an expectation not met opens something to solve together, and takes nothing from anybody`()
        async throws
    {
        let program = try await program()
        let people = try await program.store.people(after: "", limit: 100)
        let pairs = try await program.store.pairings()
        let apart = try await program.store.doNotPair()
        let maria = try await member(program, "maria")
        let kept = try await program.engine.raise(
            ConcernWords(
                happened: "The kitchen was left as it was", need: "a rest", repair: "a list", support: "a second hand"),
            first: .peer(george), by: maria
        ).concern
        #expect(try await told(program, hours: 49) == ["0 george concern.first"])
        let samir = try await member(program, "samir")
        for event in [ConcernState.Event.take, .close] {
            _ = try await program.store.move(kept.id, event, by: samir, at: program.clock.now())
        }
        #expect(try await program.store.people(after: "", limit: 100) == people)
        #expect(try await program.store.pairings() == pairs)
        #expect(try await program.store.doNotPair() == apart)
        #expect(try await program.store.safetyFlags(withClosed: true).isEmpty)
        // He is asked in the evening as everybody is.
        program.clock.move(to: "2026-11-21T20:00:05Z")
        #expect(try await program.live().contains { $0.member == george && $0.job == "nightly-check-in" })
    }

    @Test func `the hold is the program's to say, and a change moves none that was promised`() async throws {
        let program = try await program { path, text in
            path == "Config/milieu.yaml" ? text.replacing("concern_hold: 48h", with: "concern_hold: 2h") : text
        }
        let concern = try await raise(program)
        #expect(concern.heldUntil == program.clock.now() + .hours(2))
        let other = try await InventedProgram.engine(in: program.folder, clock: program.clock)
        #expect(try await other.store.concern(concern.id)?.heldUntil == concern.heldUntil)
        await #expect(throws: ConcernRefusal.notAcquainted) {
            try await program.engine.raise(Self.words, first: .group, by: member(program, "mei"))
        }
    }

    @Test func `a short reply goes to what is asked, and never counts as having read something`() async throws {
        let program = try await program()
        let concern = try await raise(program)
        try await program.live()
        let reply = ReceivedReply(channel: "screen", id: "1", senders: ["george"], text: "yes")
        try await program.engine.receive(reply)
        #expect(try await program.store.concern(concern.id)?.writtenState == .held)
    }
}
