import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What the store keeps of replies that platforms pass on, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreReceivedTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")
    private static let odd = #"a"b\c%_é/+351 900"#

    private func store(_ place: TestedStore) async throws -> Store {
        let store = try await place.open()
        let sms = ContactPoint(channel: "sms", address: "ana-1")
        _ = try await store.importRoster(
            [
                Member(id: ana, contact: sms, fallbacks: [ContactPoint(channel: "chats", address: Self.odd)]),
                Member(id: MemberID("joana"), contact: ContactPoint(channel: "sms", address: "joana-1")),
                Member(id: MemberID("rui"), contact: ContactPoint(channel: "sms", address: "joana-1")),
                Member(
                    id: MemberID("yara"), contact: ContactPoint(channel: "sms", address: "yara-1"),
                    fallbacks: [ContactPoint(channel: "chats", address: #"aXb\c%_é/+351 900"#)]),
            ], doNotPair: [], at: now)
        return store
    }

    private func ask(_ store: Store, _ members: [MemberID], receipt: String? = nil) async throws {
        try await store.addRun(
            RunRecord(
                id: "r", job: JobID("j"), jobRevision: "1", cause: .manual, trigger: "", nominal: now, zone: "",
                state: .ready, dueAt: now, inputs: [:], group: "", createdAt: now))
        let claim = try await store.claimRun(
            now: now, lease: Lease(owner: "one", until: now + .seconds(30)), only: "r")
        var commit = StepCommit(
            run: "r", epoch: claim?.epoch ?? 0, step: "ask",
            progress: RunProgress(
                state: .succeeded, stepIndex: 1, dueAt: now, stepEnd: .done, now: now, leaseUntil: now + .seconds(30)))
        commit.asks = members.map {
            Ask(
                id: "ask-\($0)", kind: .checkIn, member: $0, subject: nil, questionnaire: nil, askedAt: now,
                expiresAt: now + .hours(16))
        }
        commit.messages = members.map {
            OutboxMessage(
                id: "message-\($0)", run: "r", job: "j", step: "ask", member: $0, channel: "sms",
                message: MessageID("check-in.evening"), values: [:], ask: "ask-\($0)", purpose: .checkIn, dueAt: now,
                expiresAt: now + .hours(16), createdAt: now)
        }
        try await store.commit(commit)
        if let receipt { try await deliver(store, receipt: receipt) }
    }

    private func deliver(_ store: Store, receipt: String) async throws {
        let claims = try await store.claimMessages(
            limit: 10, now: now, lease: Lease(owner: "d", until: now + .seconds(60)))
        _ = try await store.record(
            claims.map { claim in
                var record = DeliveryRecord(
                    id: claim.message.id, epoch: claim.epoch, event: .delivered, reason: nil, at: now)
                record.receipt = receipt
                return record
            })
    }

    private func reply(
        _ channel: String, _ senders: [String], id: String = "1", target: ReceivedReply.Target? = nil
    ) -> ReceivedReply {
        ReceivedReply(channel: channel, id: id, senders: senders, text: "7", target: target)
    }

    @Test(arguments: TestedDriver.allCases)
    func `whoever wrote is found by any of their addresses, and by no other's`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        func people(_ channel: String, _ senders: String...) async throws -> [String] {
            try await store.standing(of: reply(channel, senders), at: now).people.map(\.id.rawValue)
        }
        #expect(try await people("sms", "ana-1") == ["ana"])
        #expect(try await people("chats", "U1", Self.odd) == ["ana"])
        #expect(try await people("chats", "ana-1") == [])
        #expect(try await people("sms", "ANA-1", "%", "_", "") == [])
        #expect(try await people("sms", "joana-1") == ["joana", "rui"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a shared phone's answer is whose question is open, or whose message it names`(driver: TestedDriver)
        async throws
    {
        let store = try await store(TestedStore(driver))
        let shared = try await store.standing(of: reply("sms", ["joana-1"]), at: now)
        #expect(shared.member == nil && shared.ask == nil)
        try await ask(store, [MemberID("joana")])
        // Nobody has seen it yet.
        let early = try await store.standing(of: reply("sms", ["joana-1"]), at: now)
        #expect(early.member == nil && early.ask == nil)
        try await deliver(store, receipt: "1")
        let one = try await store.standing(of: reply("sms", ["joana-1"]), at: now)
        #expect(one.member?.id.rawValue == "joana" && one.ask?.id == "ask-joana")
        let named = reply("sms", ["joana-1"], target: .named("MESSAGE-joana"))
        #expect(try await store.standing(of: named, at: now).ask?.id == "ask-joana")
    }

    @Test(arguments: TestedDriver.allCases)
    func `an address is the same however its mail or its number is written, and after it moved`(driver: TestedDriver)
        async throws
    {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        func member(_ id: String, _ channel: String, _ address: String, also: [ContactPoint] = []) -> Member {
            Member(id: MemberID(id), contact: ContactPoint(channel: channel, address: address), fallbacks: also)
        }
        let phone = ContactPoint(channel: "sms", address: "(351) 912-345.678")
        _ = try await store.importRoster(
            [
                member("ana", "mail", "Ana.Maria@Example.org", also: [phone]),
                member("joana", "sms", "+351 912 345 678"), member("rui", "chats", "U1a"),
                member("yara", "chats", "-100200300"), member("edek", "chats", "77001"),
            ], doNotPair: [], at: now)
        func people(_ channel: String, _ sender: String) async throws -> [String] {
            try await store.standing(of: reply(channel, [sender]), at: now).people.map(\.id.rawValue)
        }
        #expect(try await people("mail", "ana.maria@example.ORG") == ["ana"])
        #expect(try await people("mail", "anamaria@example.org") == [])
        #expect(try await people("sms", "+351912345678").sorted() == ["ana", "joana"])
        #expect(try await people("sms", "351912345678").sorted() == ["ana", "joana"])
        #expect(try await people("sms", "912345678") == [])
        #expect(try await people("chats", "u1A") == [])
        #expect(try await people("chats", "100200300") == [])
        // A stop reaches each by their own way of writing it.
        let contact = ContactPoint(channel: "sms", address: "+351912345678")
        for id in ["ana", "joana"] { #expect(try await store.stop(MemberID(id), .here, at: contact, now: now)) }
        #expect(try await !store.stop(MemberID("rui"), .here, at: contact, now: now))
        let stopped = try await store.people([ana, MemberID("joana")])
        #expect(stopped.values.allSatisfy { $0.contacts(among: ["sms"], at: now).isEmpty })
        // What comes from its new name is theirs.
        let moves = [("77001", "77002"), ("77002", "77003")]
        try await place.database().write { connection in
            for (old, new) in moves {
                try connection.execute(
                    "INSERT INTO moved_address (channel, address, moved_to, moved_at) VALUES ('chats', $1, $2, 0)",
                    [.text(old), .text(new)])
            }
        }
        let moved = try await store.standing(of: reply("chats", ["77003"]), at: now)
        #expect(moved.people.map(\.id.rawValue) == ["edek"] && moved.address == "77001")
    }

    @Test(arguments: TestedDriver.allCases)
    func `a platform's own name of our message leads to what it asked`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        try await ask(store, [ana], receipt: "D1/17.5\nD1/18.5")
        for (receipt, isFound) in [("D1/18.5", true), ("D1/17.5", true), ("1/17.5", false), ("D1/17_5", false)] {
            let target = reply("sms", ["ana-1"], target: .receipt(receipt))
            let later = now + .days(20)
            #expect((try await store.standing(of: target, at: later).ask?.id == "ask-ana") == isFound, "\(receipt)")
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `a reply does what it does once, and waits for a person until one has read it`(driver: TestedDriver)
        async throws
    {
        let place = try await TestedStore(driver)
        let store = try await store(place)
        var mark = ReceivedMark(of: reply("sms", ["ana-1"]), from: "ana-1")
        mark.member = ana
        mark.waits = .unread
        var effects = ReceivedEffects()
        effects.wish = .call
        effects.stops = [(ana, .here)]
        try await store.keep(mark, effects, at: now)
        #expect(try await store.standing(of: reply("sms", ["ana-1"]), at: now).isKnown)
        #expect(try await !store.standing(of: reply("chats", [Self.odd]), at: now).isKnown)
        effects.stops = [(ana, .everything)]
        await #expect(throws: AlreadyReceived.self) { try await store.keep(mark, effects, at: now) }
        let person = try #require(try await store.person(ana))
        #expect(!person.hasStopped && person.contacts(among: ["sms", "chats"], at: now).map(\.channel) == ["chats"])
        #expect(try await store.preferences(.contact, of: [ana]) == [ana: "call"])
        let waiting = try await store.waitingReplies()
        #expect(waiting.map(\.words) == ["7"] && waiting[0].member == ana && waiting[0].sender == "ana-1")
        #expect(try await store.finishReply(waiting[0], by: MemberID("maria"), at: now))
        #expect(try await !store.finishReply(waiting[0], by: MemberID("maria"), at: now))
        #expect(try await store.waitingReplies() == [])
        #expect(try await store.waitingReplies(withDone: true).map(\.doneBy?.rawValue) == ["maria"])
        var other = ReceivedMark(of: reply("sms", ["ana-1"], id: "2"), from: "ana-1")
        other.waits = .stranger
        try await store.keep(other, ReceivedEffects(), at: now)
        // What somebody has still to read is no old thing, whatever its age.
        var cursor: PruneCursor? = PruneCursor()
        while let next = cursor {
            cursor = try await store.prune(
                .answers, before: now + .days(30), from: next, limit: 100, under: nil, at: now + .days(60)
            ).next
        }
        #expect(try await store.waitingReplies(withDone: true).map(\.id) == ["2"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `of replies kept together each is kept whole or not at all`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        try await ask(store, [ana, MemberID("joana")])
        func kept(_ member: String, _ id: String) -> KeptReply {
            var record = ReplyRecord()
            record.answers = [AnswerRecord(question: "a", value: id, visibility: .me)]
            record.received = ReceivedMark(of: reply("sms", ["x"], id: id), from: "x")
            return KeptReply(record, toAsk: "ask-\(member)", .answer, at: now)
        }
        let outcomes = await store.keepReplies([
            kept("ana", "1"), kept("nobody", "2"), kept("joana", "1"), kept("joana", "3"),
        ])
        #expect(outcomes.map { (try? $0.get()) == .answered } == [true, false, false, true])
        #expect(throws: InvalidTransition.self) { try outcomes[1].get() }
        #expect(throws: AlreadyReceived.self) { try outcomes[2].get() }
        #expect(try await store.answers(toAsk: "ask-ana").map(\.value) == ["1"])
        #expect(try await store.answers(toAsk: "ask-joana").map(\.value) == ["3"])
        // The one that was refused left nothing behind, and may come again.
        #expect(try await !store.standing(of: reply("sms", ["x"], id: "2"), at: now).isKnown)
    }

    @Test(arguments: TestedDriver.allCases)
    func `answers that are added stand on those that were seen`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        try await ask(store, [ana])
        var record = ReplyRecord()
        record.answers = [AnswerRecord(question: "a", value: "1", visibility: .me)]
        record.answersSeen = []
        _ = try await store.keepReply(record, toAsk: "ask-ana", .answer, at: now)
        record.answers = [AnswerRecord(question: "b", value: "2", visibility: .me)]
        let stale = record
        await #expect(throws: ReplyOvertaken.self) {
            try await store.keepReply(stale, toAsk: "ask-ana", .answer, at: now)
        }
        #expect(try await store.answers(toAsk: "ask-ana").map(\.question) == ["a"])
    }
}
