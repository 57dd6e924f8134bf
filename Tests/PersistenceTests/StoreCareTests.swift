import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What the store keeps of answers, flags and quiet, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreCareTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")
    private let ladder = SafetyLadder(rungs: [
        .init(people: [MemberID("maria")], wait: .seconds(900)),
        .init(people: [MemberID("samir")], wait: .seconds(600)),
    ])

    private func store(_ place: TestedStore) async throws -> Store {
        let store = try await place.open()
        func person(_ id: String, _ roles: Set<Role>) -> Member {
            Member(id: MemberID(id), roles: roles, contact: ContactPoint(channel: "screen", address: id))
        }
        _ = try await store.importRoster(
            [person("ana", [.member]), person("maria", [.counselor]), person("samir", [.counselor, .staff])],
            doNotPair: [], at: now)
        return store
    }

    /// Asks, each delivered, `days` after now.
    private func ask(_ store: Store, days: [Int64], delivered: Bool = true) async throws {
        for day in days {
            let at = now + .days(day)
            let id = "r\(day)"
            try await store.addRun(
                RunRecord(
                    id: id, job: JobID("j"), jobRevision: "1", cause: .manual, trigger: "", nominal: at, zone: "",
                    state: .ready, dueAt: at, inputs: [:], group: "", createdAt: at))
            let claim = try await store.claimRun(
                now: at, lease: Lease(owner: "one", until: at + .seconds(30)), only: id)
            var commit = StepCommit(
                run: id, epoch: claim?.epoch ?? 0, step: "ask",
                progress: RunProgress(
                    state: .succeeded, stepIndex: 1, dueAt: at, stepEnd: .done, now: at, leaseUntil: at + .seconds(30)))
            commit.questionnaires = [Self.questionnaire]
            commit.asks = [
                Ask(
                    id: "ask\(day)", kind: .checkIn, member: ana, subject: nil, questionnaire: Self.questionnaire.id,
                    questionnaireVersion: Self.questionnaire.version, askedAt: at, expiresAt: at + .hours(16))
            ]
            commit.messages = [
                OutboxMessage(
                    id: "m\(day)", run: id, job: "j", step: "ask", member: ana, channel: "screen",
                    message: MessageID("check-in.evening"), values: [:], ask: "ask\(day)", purpose: .checkIn, dueAt: at,
                    expiresAt: at + .hours(16), createdAt: at)
            ]
            try await store.commit(commit)
            guard delivered else { continue }
            let claims = try await store.claimMessages(
                limit: 10, now: at, lease: Lease(owner: "d", until: at + .seconds(60)))
            _ = try await store.record(
                claims.map {
                    DeliveryRecord(id: $0.message.id, epoch: $0.epoch, event: .delivered, reason: nil, at: at)
                })
        }
    }

    private static let questionnaire = Questionnaire(
        id: QuestionnaireID("q"), version: "v1", title: LocalizedText(texts: ["en": "Q", "pt": "P"]),
        questions: [
            Question(
                id: "a", text: LocalizedText(texts: ["en": "\"a\"\n€"]), kind: .scale(low: 1, high: 5), visibility: .me),
            Question(
                id: "b", text: LocalizedText(texts: ["en": "b"]),
                kind: .choice([.init(id: "x", text: LocalizedText(texts: ["en": "x"]), value: 3)]), visibility: .group),
        ],
        instrument: Instrument(
            licence: "l", attribution: "a",
            scores: [
                ScoreRule(
                    variant: "v", questions: ["a"], shift: -1, multiplier: 4, mostMissing: 0,
                    bands: [ScoreBand(id: "all", from: 0, to: 16, text: LocalizedText(texts: ["en": "all"]))])
            ]), safetyItems: [SafetyItem(question: "b", atLeast: 3)])

    @Test(arguments: TestedDriver.allCases)
    func `the questions are kept as they were asked, and the answers with their scores`(driver: TestedDriver)
        async throws
    {
        let store = try await store(TestedStore(driver))
        try await ask(store, days: [0, 1])
        #expect(try await store.questionnaire(version: "v1") == Self.questionnaire)
        #expect(try await store.questionnaire(version: "v2") == nil)
        #expect(try await store.ask("ask0")?.questionnaireVersion == "v1")
        for (day, value) in [(Int64(0), "2"), (1, "5")] {
            var reply = ReplyRecord()
            reply.answers = [AnswerRecord(question: "a", value: value, visibility: .me)]
            reply.scores = Self.questionnaire.scores(of: ["a": value])
            _ = try await store.keepReply(reply, toAsk: "ask\(day)", .answer, at: now + .days(day) + .hours(20 * day))
        }
        let dated = try await store.datedAnswers(of: ana, to: QuestionnaireID("q"), since: now)
        #expect(dated.map(\.question) == ["a", "v", "a", "v"] && dated.map(\.value) == ["2", "4", "5", "16"])
        // The second was given four hours after its window.
        #expect(dated.map(\.at) == [now, now, now + .hours(44), now + .hours(44)])
        let score = InstrumentScore(variant: "v", value: 16, band: "all")
        #expect(try await store.scores(ofAsk: "ask1") == [score])
        _ = try await store.keepReply(ReplyRecord(), toAsk: "ask1", .answer, at: now + .days(3))
        #expect(try await store.scores(ofAsk: "ask1") == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `an ask is put off three times at the most, and what was to remind of it is let go`(driver: TestedDriver)
        async throws
    {
        let store = try await store(TestedStore(driver))
        try await ask(store, days: [0], delivered: false)
        for round in 1...3 {
            try await store.snooze("ask0", .hour, sending: nil, at: now)
            #expect(try await store.ask("ask0")?.snoozes == round)
        }
        #expect(try await store.message("m0")?.state == .cancelled)
        await #expect(throws: InvalidTransition.self) {
            try await store.snooze("ask0", .hour, sending: nil, at: now)
        }
        #expect(try await store.openAsks(of: ana, at: now).map(\.id) == ["ask0"])
        #expect(try await store.openAsks(of: ana, at: now + .hours(16)) == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `two signals at once are one flag with both, and whoever looks at once tells the next once`(
        driver: TestedDriver
    ) async throws {
        let place = try await TestedStore(driver)
        let store = try await store(place)
        let other = try await place.open()
        let (ladder, ana, now) = (ladder, ana, now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, store) in [store, other].enumerated() {
                group.addTask {
                    try await store.raise(
                        [SafetySignal(.words, question: "q\(number)")], about: ana, ask: nil, ladder: ladder, at: now)
                }
            }
            try await group.waitForAll()
        }
        let flag = try #require(try await store.safetyFlag(of: ana))
        #expect(try await store.safetyFlags(withClosed: true) == [flag])
        let history = try await store.safetyHistory(of: flag.id)
        #expect(Set(history.signals.map(\.signal.question)) == ["q0", "q1"])
        #expect(history.steps.map(\.who) == ["maria"] && flag.notified == 1)
        let later = now + .seconds(900)
        #expect(try await store.climb(ladder, at: later - .milliseconds(1)).climbed.isEmpty)
        async let one = store.climb(ladder, at: later)
        async let two = other.climb(ladder, at: later)
        let climbed = try await [one, two]
        #expect(climbed.flatMap(\.climbed).count == 1)
        #expect(try await store.safetyHistory(of: flag.id).steps.map(\.who) == ["maria", "samir"])
        #expect(try await store.climb(ladder, at: later).next == later + .seconds(600))
    }

    @Test(arguments: TestedDriver.allCases)
    func `S2-7: of those on call the one with the training in date is told first, and nobody waits for one`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(TestedStore(driver))
        let (maria, samir) = (MemberID("maria"), MemberID("samir"))
        let day = CivilDate(daysSince1970: 20_777)
        let together = SafetyLadder.Rung(people: [maria, samir], wait: .seconds(900))
        let ladder = SafetyLadder(rungs: [together], training: .init("calm", on: day))
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: ladder, at: now)
        let first = try #require(try await store.safetyFlag(of: ana))
        #expect(try await store.safetyHistory(of: first.id).steps.map(\.who) == ["maria samir"])
        var trained = try #require(try await store.person(samir))
        trained.pairing.trainings = [Training("calm", validTo: day)]
        _ = try await store.importRoster([trained], doNotPair: [], at: now)
        #expect(try await store.climb(ladder, at: now + .seconds(900)).climbed.count == 1)
        _ = try await store.climb(ladder, at: now + .seconds(1_800))
        #expect(try await store.safetyHistory(of: first.id).steps.map(\.who) == ["maria samir", "samir", "maria"])
        // Who is on duty comes before the ladder.
        let alone = SafetyLadder(
            rungs: [.init(people: [samir], wait: .seconds(900))], onDuty: [maria], training: .init("calm", on: day))
        for event in [SafetyFlagState.Event.acknowledge, .followUp, .close] {
            _ = try await store.decide(onFlag: first.id, event, by: maria, note: nil, at: now + .hours(1))
        }
        try await store.raise([SafetySignal(.harm)], about: ana, ask: nil, ladder: alone, at: now + .hours(2))
        let second = try #require(try await store.safetyFlag(of: ana))
        #expect(try await store.safetyHistory(of: second.id).steps.map(\.who) == ["maria"])
        _ = try await store.climb(alone, at: now + .hours(2) + .seconds(900))
        #expect(try await store.safetyHistory(of: second.id).steps.map(\.who) == ["maria", "samir"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a rung whose person has left is passed over at once`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        _ = try await store.setStage(MemberID("maria"), .leave, from: .active, at: now)
        try await store.raise([SafetySignal(.harm, words: "x")], about: ana, ask: nil, ladder: ladder, at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        #expect(try await store.safetyHistory(of: flag.id).steps.map(\.who) == ["samir"])
        // Where the ladder has nobody else, whoever is here is told, and nobody who is not.
        let short = SafetyLadder(rungs: [.init(people: [MemberID("maria")], wait: .seconds(900))])
        try await store.raise([SafetySignal(.harm)], about: MemberID("samir"), ask: nil, ladder: short, at: now)
        let other = try #require(try await store.safetyFlag(of: MemberID("samir")))
        #expect(try await store.safetyHistory(of: other.id).steps.map(\.who) == [""])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a person's word moves a flag as the table says, and is written down`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        try await store.raise([SafetySignal(.harm, words: "x")], about: ana, ask: nil, ladder: ladder, at: now)
        let flag = try #require(try await store.safetyFlag(of: ana))
        let maria = MemberID("maria")
        for event in [SafetyFlagState.Event.acknowledge, .followUp, .close] {
            _ = try await store.decide(onFlag: flag.id, event, by: maria, note: event.rawValue, at: now)
        }
        #expect(try await store.safetyFlag(of: ana) == nil)
        #expect(try await store.climb(ladder, at: now + .days(9)).climbed.isEmpty)
        await #expect(throws: InvalidTransition.self) {
            _ = try await store.decide(onFlag: flag.id, .acknowledge, by: maria, note: nil, at: now)
        }
        let opened = try await store.decide(onFlag: flag.id, .reopen, by: maria, note: nil, at: now)
        #expect(opened.state == .open && opened.acknowledgedBy == nil)
        #expect(try await store.climb(ladder, at: now).climbed.map(\.state) == [.notified])
        let steps = try await store.safetyHistory(of: flag.id).steps
        #expect(steps.map(\.event) == [.notify, .acknowledge, .followUp, .close, .reopen, .notify])
        #expect(steps.map(\.note) == [nil, "acknowledge", "follow_up", "close", nil, nil])
    }

    @Test(arguments: TestedDriver.allCases)
    func `only what reached somebody since their last answer is looked at`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        try await ask(store, days: [0, 1, 2])
        try await ask(store, days: [3], delivered: false)
        #expect(try await store.asksSinceAnswer(of: [ana])[ana]?.map(\.id) == ["ask0", "ask1", "ask2"])
        _ = try await store.keepReply(ReplyRecord(), toAsk: "ask0", .answer, at: now + .days(1) + .hours(1))
        #expect(try await store.asksSinceAnswer(of: [ana])[ana]?.map(\.id) == ["ask2"])
        let sent = try await store.sent([MessageID("check-in.evening")], to: [ana], since: now + .days(1))
        #expect(sent.map(\.at) == [1, 2, 3].map { now + .days($0) })
        #expect(try await store.sent([MessageID("other")], to: [ana], since: now).isEmpty)
    }

    /// Removes all of a kind that is older than `cutoff`, two rows at a time.
    private func prune(_ kind: PruneClass, _ store: Store, before cutoff: Instant) async throws {
        var next: PruneCursor? = PruneCursor()
        while let cursor = next {
            next = try await store.prune(kind, before: cutoff, from: cursor, limit: 2, under: nil, at: cutoff).next
        }
    }

    /// A message without a question, delivered at `at`.
    private func message(_ store: Store, _ name: String, _ purpose: Purpose, at: Instant) async throws {
        try await store.addMessage(
            OutboxMessage(
                id: name, run: "care", job: "j", step: "care", part: name, member: ana, channel: "screen",
                message: MessageID(name), values: [:], ask: nil, purpose: purpose, dueAt: at, expiresAt: at + .days(1),
                createdAt: at))
        let claims = try await store.claimMessages(
            limit: 10, now: at, lease: Lease(owner: "d", until: at + .seconds(60)))
        _ = try await store.record(
            claims.map { DeliveryRecord(id: $0.message.id, epoch: $0.epoch, event: .delivered, reason: nil, at: at) })
    }

    @Test(arguments: TestedDriver.allCases, [[PruneClass.messages, .runs], [.runs, .messages], [.runs], [.messages]])
    func `S3-11: somebody is quiet until they answer, whatever is removed meanwhile`(
        driver: TestedDriver, kinds: [PruneClass]
    ) async throws {
        let place = try await TestedStore(driver)
        let store = try await store(place)
        try await ask(store, days: [0, 1, 2])
        try await message(store, "care.note", .checkIn, at: now + .days(2) + .hours(2))
        try await ask(store, days: [3], delivered: false)
        func traces() async throws -> Int {
            try await place.database().read { connection in
                try connection.rows("SELECT COUNT(*) FROM quiet_trace", []) { Int($0.integer(0)) }.first ?? -1
            }
        }
        let before = try #require(try await store.asksSinceAnswer(of: [ana])[ana])
        for kind in kinds { try await prune(kind, store, before: now + .days(400)) }
        let after = try #require(try await store.asksSinceAnswer(of: [ana])[ana])
        #expect(after.map(\.id) == ["ask0", "ask1", "ask2"])
        #expect(after.map(\.askedAt) == before.map(\.askedAt) && after.map(\.expiresAt) == before.map(\.expiresAt))
        let standing = QuietLadder.standing(after, at: now + .days(900))
        #expect(standing.rung == .rest && standing.quietSince == now)
        let sent = try await store.sent([MessageID("care.note")], to: [ana], since: now)
        #expect(sent.map(\.at) == [now + .days(2) + .hours(2)])
        // What they answer later removes what was kept, and what is removed after it leaves nothing.
        try await ask(store, days: [410])
        _ = try await store.keepReply(ReplyRecord(), toAsk: "ask410", .answer, at: now + .days(410) + .hours(1))
        #expect(try await store.asksSinceAnswer(of: [ana])[ana] == nil)
        #expect(try await traces() == 0)
        for kind in [PruneClass.messages, .runs] { try await prune(kind, store, before: now + .days(500)) }
        #expect(try await traces() == 0)
        #expect(try await store.asksSinceAnswer(of: [ana])[ana] == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what somebody chose for themselves is kept until they choose otherwise`(driver: TestedDriver) async throws {
        let store = try await store(TestedStore(driver))
        try await ask(store, days: [0])
        #expect(try await store.lastCheckIns(of: [ana, MemberID("maria")], since: now - .days(1)) == [ana: now])
        #expect(try await store.lastCheckIns(of: [ana], since: now) == [:])
        try await store.setPreference(.frequency, of: ana, to: "weekly")
        #expect(try await store.person(ana)?.choices.frequency == .weekly)
        try await store.setPreference(.frequency, of: ana, to: nil)
        #expect(try await store.preferences(.frequency, of: [ana]).isEmpty)
        for (wish, name, value) in [
            (CareWish.frequency(.weekly), Preference.frequency, "weekly"), (.call, .contact, "call"),
            (.otherWay, .contact, "other_way"),
        ] {
            var reply = ReplyRecord()
            reply.wishes = [wish]
            _ = try await store.keepReply(reply, toAsk: "ask0", .answer, at: now)
            #expect(try await store.preferences(name, of: [ana])[ana] == value)
        }
        var reply = ReplyRecord()
        reply.wishes = [.pause(until: now + .days(14))]
        _ = try await store.keepReply(reply, toAsk: "ask0", .answer, at: now)
        #expect(try await store.preferences(.frequency, of: [ana]).isEmpty)
        #expect(try await store.person(ana)?.pausedUntil == now + .days(14))
    }

    /// A reply to `ask` that wishes for these.
    private func wish(_ wishes: [CareWish]?, _ store: Store, toAsk ask: String = "ask0") async throws {
        var reply = ReplyRecord()
        reply.wishes = wishes
        _ = try await store.keepReply(reply, toAsk: ask, .answer, at: now)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S2-18: as it was leaves what they chose before, and takes back what the same question chose`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(TestedStore(driver))
        try await ask(store, days: [0, 1])
        func standing() async throws -> [String?] {
            [
                try await store.preferences(.frequency, of: [ana])[ana],
                try await store.preferences(.contact, of: [ana])[ana],
                try await store.person(ana)?.pausedUntil.map { _ in "paused" },
            ]
        }
        try await store.setPreference(.frequency, of: ana, to: "weekly")
        try await wish([.asBefore], store)
        #expect(try await standing() == ["weekly", nil, nil])
        let pause = CareWish.pause(until: now + .days(14))
        for (wishes, expected) in [
            ([.frequency(.everySecondWeek)], ["every_2_weeks", nil, nil]), ([pause], ["weekly", nil, "paused"]),
            ([.call], ["weekly", "call", nil]), ([.otherWay], ["weekly", "other_way", nil]),
            ([.frequency(.daily), .call], ["daily", "call", nil]), ([.asBefore], ["weekly", nil, nil]),
            ([pause], ["weekly", nil, "paused"]), ([], ["weekly", nil, nil]),
        ] as [([CareWish], [String?])] {
            try await wish(wishes, store)
            #expect(try await standing() == expected, "\(wishes)")
        }
        // A word about something else leaves it, and so does another question.
        try await wish([.call], store)
        try await wish(nil, store)
        #expect(try await standing() == ["weekly", "call", nil])
        try await wish([.asBefore], store, toAsk: "ask1")
        #expect(try await standing() == ["weekly", "call", nil])
        // Somebody called them, and they chose their days anew: neither comes back.
        try await store.setPreference(.contact, of: ana, to: nil)
        try await wish([.frequency(.daily)], store, toAsk: "ask1")
        try await store.setPreference(.frequency, of: ana, to: "on_request")
        try await wish([.asBefore], store)
        try await wish([.asBefore], store, toAsk: "ask1")
        #expect(try await standing() == ["on_request", nil, nil])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a pause that is chosen withdraws a pair that is not standing yet, as any other pause`(driver: TestedDriver)
        async throws
    {
        let store = try await TestedStore(driver).open()
        try await store.addPairable("ana", "rui")
        try await ask(store, days: [0])
        try await store.addRun(
            RunRecord(
                id: "pairing", job: JobID("p"), jobRevision: "1", cause: .manual, trigger: "", nominal: now, zone: "",
                state: .ready, dueAt: now, inputs: [:], group: "", createdAt: now))
        let claim = try #require(
            try await store.claimRun(
                now: now, lease: Lease(owner: "one", until: now + .seconds(30)), only: "pairing"))
        var commit = StepCommit(
            run: "pairing", epoch: claim.epoch, step: "propose",
            progress: RunProgress(state: .succeeded, stepIndex: 1, dueAt: now, now: now, leaseUntil: now))
        commit.proposals = [
            PairingProposal(id: PairingID("p"), newcomer: ana, mentor: MemberID("rui"), reasons: ["a shared language"])
        ]
        try await store.commit(commit)
        try await wish([.pause(until: now + .days(14))], store)
        #expect(try await store.pairings([PairingID("p")]).map(\.state) == [.withdrawn])
    }
}
