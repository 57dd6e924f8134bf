import Community
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Persistence

/// That nothing about a person is overlooked, neither in an export nor in an erasure, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreErasureTests {
    private static let drivers: [TestedDriver] = [.sqlite, .postgresql]
    private let now = TestedStore.now + .days(1)
    private let pseudonym = "~0123456789abcdef0123456789abcdef"
    private let needles = [
        PersonEverywhere.id.rawValue, PersonEverywhere.name, "secreto", PersonEverywhere.address,
    ]

    private func erased() -> ErasedPeople {
        ErasedPeople { [pseudonym] in $0 == PersonEverywhere.id ? pseudonym : "~other" }
    }

    @Test(arguments: drivers)
    func `every column of the schema that can hold a word is classified`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let database = try place.database()
        _ = try await Store.open(database, name: place.name, now: now)
        let schema = try await PersonEverywhere.columns(of: database, driver)
        let known = Dictionary(uniqueKeysWithValues: PersonalTables.all.map { ($0.name, $0) })
        // A new table or column: say in PersonalTables what it holds, and what becomes of it when a person is erased.
        #expect(Set(schema.keys) == Set(known.keys))
        for (table, columns) in schema {
            #expect(Set(columns) == Set((known[table]?.columns ?? [:]).keys), "table \(table)")
        }
        // Whoever has rows of their own is told of them, or told that they are left out.
        for table in PersonalTables.all where table.theirs != nil {
            if case .nothing = table.told { Issue.record("\(table.name) is told nowhere") }
            #expect(!table.words.isEmpty, "\(table.name)")
        }
    }

    @Test(arguments: drivers)
    func `S1-25: the record of a person has something of every table, and nothing of anybody else`(
        driver: TestedDriver
    ) async throws {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        let record = try #require(try await world.store.record(of: PersonEverywhere.id))
        #expect(record.sections.filter(\.rows.isEmpty).map(\.title) == [])
        let told = Self.text(of: record)
        for word in needles + ["Europe/Lisbon", "mood", "off", "paused", "bounced"] {
            #expect(told.contains(word), "\(word)")
        }
        // Neither who the other of a pair is, nor whom not to pair, nor what staff wrote to each other.
        for word in ["joana", "rui", "maria", "safetyOrder", "is well"] { #expect(!told.contains(word), "\(word)") }
        let empty = try #require(try await world.store.record(of: MemberID("rui")))
        #expect(empty.withheld == record.withheld && record.withheld.count > 3)
        #expect(try await world.store.record(of: MemberID("nobody")) == nil)
    }

    /// All words of a record, as a reader sees them.
    private static func text(of record: PersonalRecord) -> String {
        func text(_ value: RecordValue) -> String {
            switch value {
            case .none: ""
            case .text(let text): text
            case .number(let number): "\(number)"
            case .flag(let flag): "\(flag)"
            case .time(let instant): instant.iso8601
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            case .list(let items): items.map(text).joined(separator: "\n")
            case .map(let members): members.map { text($0.value) }.joined(separator: "\n")
            }
        }
        return record.sections.flatMap { $0.rows.flatMap { $0.map { text($0.value) } } }.joined(separator: "\n")
    }

    @Test(arguments: drivers)
    func `after an erasure no cell of any table holds the id, the name, an address or a word of theirs`(
        driver: TestedDriver
    ) async throws {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        let before = try await world.places(of: needles, driver)
        // Each table that has something of people's has something of theirs, so that the test sees it go.
        let tables = Set(before.map { String($0.prefix { $0 != "." }) })
        let reached = PersonalTables.all.filter { $0.theirs != nil && $0.name != "score" }.map(\.name)
        #expect(Set(reached).subtracting(tables) == [])
        let shown = try await world.store.erasure(of: PersonEverywhere.id)
        #expect(shown.inFlight == 1 && shown.pairedWith == [PersonEverywhere.joana])
        #expect(try await world.places(of: needles, driver) == before)

        let erasure = try await world.store.erase(
            PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        #expect(erasure == shown && erasure.removed.map(\.words).contains("goals"))
        #expect(try await world.places(of: needles, driver) == [])
        #expect(try await world.store.person(PersonEverywhere.id) == nil)
        let audit = try await world.store.erasures()
        #expect(audit.map(\.pseudonym) == [pseudonym] && audit.map(\.by) == ["maria"] && audit.map(\.at) == [now])
        await #expect(throws: ErasureRefusal.unknown(PersonEverywhere.id)) {
            try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        }
    }

    @Test(arguments: drivers)
    func `who wrote a consent down is named by a pseudonym, also where the gates read it`(driver: TestedDriver)
        async throws
    {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        let before = try await world.places(of: [PersonEverywhere.id.rawValue], driver)
        #expect(before.isSuperset(of: ["person.consents", "consent.noted_by"]))
        let consents = try #require(try await world.store.person(PersonEverywhere.joana)).consents
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        let after = try #require(try await world.store.person(PersonEverywhere.joana)).consents
        #expect(after[.checkIn]?.notedBy == pseudonym && after[.pairing] == consents[.pairing])
        #expect(after.given == consents.given && after[.checkIn]?.signedOn == consents[.checkIn]?.signedOn)
    }

    @Test(arguments: drivers)
    func `a reply on its way while its writer is erased leaves only that it came in`(driver: TestedDriver) async throws
    {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        let ladder = SafetyLadder(rungs: [.init(people: [PersonEverywhere.maria], wait: .seconds(900))])
        let reply = ReceivedReply(
            channel: "sms", id: "w9", senders: [PersonEverywhere.address], text: PersonEverywhere.words)
        var mark = ReceivedMark(of: reply, from: PersonEverywhere.address)
        mark.member = PersonEverywhere.id
        mark.ask = "ask1"
        mark.waits = .perhapsStop
        var effects = ReceivedEffects()
        effects.wish = .call
        effects.stops = [(PersonEverywhere.id, .everything)]
        effects.starts = [PersonEverywhere.id]
        effects.signals = [SafetySignal(.words, words: PersonEverywhere.words)]
        effects.ladder = ladder
        effects.messages = [.sample(77, at: now, member: PersonEverywhere.id)]
        let waiting = try await world.store.waitingReplies(withDone: true).count
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        let left = try await world.store.waitingReplies(withDone: true).count
        try await world.store.keep(mark, effects, at: now)
        try await world.store.raise(
            effects.signals, about: PersonEverywhere.id, ask: "ask1", ladder: ladder, at: now)
        #expect(try await world.places(of: needles, driver) == [])
        #expect(try await world.store.safetyFlags().isEmpty)
        #expect(try await world.store.waitingReplies(withDone: true).count == left && left < waiting)
        #expect(try await world.store.standing(of: reply, at: now).isKnown)
        await #expect(throws: AlreadyReceived.self) { try await world.store.keep(mark, effects, at: now) }
    }

    @Test(arguments: drivers)
    func `others keep what is theirs: the pair is closed and thanked for, their words stay, the run goes on`(
        driver: TestedDriver
    ) async throws {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        let pair = try #require(try await world.store.pairings([PairingID("pair1")]).first)
        #expect(pair.state == .closing && pair.newcomer.rawValue == pseudonym && pair.mentor == PersonEverywhere.joana)
        #expect(try await world.store.hasHappened("pairing.closing", to: PersonEverywhere.joana, since: now))
        #expect(try await world.store.ask("ask3")?.state == .withdrawn)
        let waiting = try #require(try await world.store.message("m4"))
        #expect(waiting.state == .cancelled && waiting.values == ["other.preferred_name": ""])
        #expect(try await world.store.goal(GoalID("g2"))?.ownWords == "walk")
        #expect(try await world.store.goal(GoalID("g2"))?.suggestion == nil)
        #expect(try await world.store.person(PersonEverywhere.joana)?.pairing.wishes == [MemberID("rui")])
        let run = try #require(try await world.store.runs(limit: 1).first)
        #expect(run.cursor == "maria" && run.inputs == ["newcomer": pseudonym] && run.dueAt == now)
        #expect(run.reason == "it waits for somebody")
        let step = try #require(try await world.store.steps(ofRun: "run1").first)
        #expect(step.outputs == ["round": ["{\"newcomer\":\"\(pseudonym)\"}"]])
        #expect(try await world.store.safetyFlags(withClosed: true).map(\.reference).sorted() == ["F1", "F2"])
    }

    @Test(arguments: drivers)
    func `whom not to pair them with outlives an erasure, and is theirs again when they come back`(
        driver: TestedDriver
    ) async throws {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        let rui = MemberID("rui")
        let kept = try await world.store.doNotPair()
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        let hidden = Set([rui, PersonEverywhere.joana].map { MemberPair(MemberID(pseudonym), $0) })
        #expect(try await world.store.doNotPair() == hidden)
        #expect(
            Set(try await world.store.pairHistory().keys) == [MemberPair(MemberID(pseudonym), PersonEverywhere.joana)])

        // A roster that names them still writes their id nowhere, and changes nothing of what is kept.
        var fan = Member(id: MemberID("new"))
        fan.pairing.wishes = [PersonEverywhere.id, rui]
        let again = [Member(id: PersonEverywhere.id), fan]
        let pair = MemberPair(PersonEverywhere.id, rui)
        let refused = try await world.store.importRoster(again, doNotPair: [pair], at: now, erased: erased())
        #expect(refused.erased == [PersonEverywhere.id] && refused.added == [fan.id])
        #expect(refused.doNotPairAdded == 0)
        #expect(try await world.store.doNotPair() == hidden)
        #expect(try await world.places(of: needles, driver) == [])
        #expect(try await world.store.erased(among: [PersonEverywhere.id, rui], erased()) == [PersonEverywhere.id])

        let welcome = ErasedPeople(areWelcome: true) { [pseudonym] in
            $0 == PersonEverywhere.id ? pseudonym : "~other"
        }
        // What is shown first is what is done, also where a pair is new.
        let pairs = [pair, MemberPair(PersonEverywhere.id, fan.id)]
        let shown = try await world.store.importRoster(
            again, doNotPair: pairs, at: now, isTrial: true, erased: welcome)
        let taken = try await world.store.importRoster(
            again, doNotPair: pairs, at: now + .seconds(1), expecting: shown.fingerprint, erased: welcome)
        #expect(taken.added == [PersonEverywhere.id] && taken.changed.isEmpty)
        #expect(shown.doNotPairAdded == 1 && taken.doNotPairAdded == 1)
        #expect(try await world.store.doNotPair() == kept.union([pairs[1]]))
        #expect(try await world.store.pairHistory().keys.first?.second == PersonEverywhere.id)
        // From now on they are somebody like others, until they are erased again.
        let later = try await world.store.importRoster(again, doNotPair: [], at: now, erased: erased())
        #expect(later.added.isEmpty && later.erased.isEmpty)
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.id, at: now)
        #expect(try await world.store.doNotPair() == hidden.union([MemberPair(MemberID(pseudonym), fan.id)]))
        #expect(try await world.places(of: needles, driver) == [])
    }

    @Test(arguments: drivers)
    func `nobody is erased while a safety flag of theirs, or one that they took on, is open`(
        driver: TestedDriver
    ) async throws {
        let world = try await PersonEverywhere(try await TestedStore(driver), flag: "notified")
        let before = try await world.places(of: needles, driver)
        for (who, refusal) in [
            (PersonEverywhere.id, ErasureRefusal.openFlag(reference: "F1")),
            (PersonEverywhere.maria, .holdsFlag(reference: "F1")),
        ] {
            await #expect(throws: refusal) {
                try await world.store.erase(who, as: pseudonym, by: PersonEverywhere.maria, at: now)
            }
        }
        #expect(try await world.places(of: needles, driver) == before)
        #expect(try await world.store.erasures().isEmpty)
    }

    @Test(arguments: drivers)
    func `a plan that was made before an erasure adds nothing about the person after it`(
        driver: TestedDriver
    ) async throws {
        let world = try await PersonEverywhere(try await TestedStore(driver))
        let script = PairingScript(store: world.store)
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        try await script.commit(at: now + .seconds(1)) { commit in
            commit.asks = [PersonEverywhere.id, PersonEverywhere.joana].map {
                Ask(
                    id: "late \($0 == PersonEverywhere.id)", kind: .checkIn, member: $0, subject: nil,
                    questionnaire: nil, askedAt: now, expiresAt: now + .days(1))
            }
            commit.messages = [
                .sample(1, at: now, member: PersonEverywhere.id), .sample(2, at: now, member: PersonEverywhere.joana),
            ]
            commit.leftOut = [LeftOut(member: PersonEverywhere.id, gate: "g", reason: "r")]
            commit.events = [("e", PersonEverywhere.id), ("e", PersonEverywhere.joana)]
            commit.rests = [PersonEverywhere.id]
            commit.progress.cursor = PersonEverywhere.id.rawValue
        }
        #expect(try await world.places(of: needles, driver) == [])
        #expect(try await world.store.message("message2") != nil)
        #expect(try await world.store.message("message1") == nil)
        #expect(try await world.store.ask("late false") != nil)
        // What was on its way when they went is nobody's any more.
        let stale = try await world.store.record([
            DeliveryRecord(id: "m7", epoch: 1, event: .delivered, reason: nil, at: now)
        ])
        #expect(stale == 1)
    }

    @Test func `somebody of the same name keeps their name, and the messages that wait for them`() async throws {
        let world = try await PersonEverywhere(try await TestedStore(.sqlite))
        let zed = Member(id: MemberID("zed"), preferredName: PersonEverywhere.name)
        _ = try await world.store.importRoster([zed], doNotPair: [], at: now)
        for (number, state) in [(1, DeliveryState.queued), (2, .delivered)] {
            var message = OutboxMessage.sample(number, at: now, member: zed.id)
            message = OutboxMessage(
                id: "z\(number)", run: "r", job: "j", step: "s\(number)", member: zed.id, channel: "email",
                message: MessageID("m"),
                values: ["member.preferred_name": PersonEverywhere.name, "host.name": PersonEverywhere.name], ask: nil,
                purpose: nil, state: state, dueAt: now, expiresAt: now + .days(1), createdAt: now)
            try await world.store.addMessage(message)
        }
        try await world.database.write { try $0.script("UPDATE message SET finished_at = 1 WHERE id = 'z2'") }
        _ = try await world.store.erase(PersonEverywhere.id, as: pseudonym, by: PersonEverywhere.maria, at: now)
        #expect(try await world.store.person(zed.id) == zed)
        #expect(try await world.store.message("z1")?.values["host.name"] == PersonEverywhere.name)
        #expect(
            try await world.store.message("z2")?.values == [
                "member.preferred_name": PersonEverywhere.name, "host.name": "",
            ])
    }
}
