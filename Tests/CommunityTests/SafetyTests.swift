import Community
import Scheduling
import Testing

/// Safety flags as tables: how one moves, who is told, when somebody reads, which words raise attention.
@Suite struct SafetyTests {
    /// Every move that a flag can make; all others are refused.
    private static let moves: [(SafetyFlagState, SafetyFlagState.Event, SafetyFlagState)] = [
        (.open, .notify, .notified), (.notified, .notify, .notified), (.open, .signal, .open),
        (.notified, .signal, .notified), (.acknowledged, .signal, .open), (.followedUp, .signal, .open),
        (.open, .acknowledge, .acknowledged), (.notified, .acknowledge, .acknowledged),
        (.acknowledged, .followUp, .followedUp), (.followedUp, .close, .closed), (.closed, .reopen, .open),
    ]

    @Test(arguments: SafetyFlagState.allCases, SafetyFlagState.Event.allCases)
    func `a flag moves as the table says and no other way`(state: SafetyFlagState, event: SafetyFlagState.Event) {
        let expected = Self.moves.first { $0.0 == state && $0.1 == event }?.2
        #expect((try? state.after(event)) == expected)
    }

    @Test func `nothing but a person takes a flag on, and none that was not followed up is closed`() {
        for (from, event, to) in Self.moves {
            if from.climbs, !to.climbs { #expect(event.needsPerson) }
            if to == .closed { #expect(from == .followedUp && event.needsPerson) }
        }
    }

    private static let ladder = SafetyLadder(rungs: [
        .init(people: [MemberID("one")], wait: .seconds(900)),
        .init(people: [MemberID("two"), MemberID("three")], wait: .seconds(600)),
        .init(people: [MemberID("boss")], wait: .hours(9)),
    ])

    @Test(
        arguments: [
            (0, [], ["one"], 1), (1, [], ["two", "three"], 2), (2, [], ["boss"], 3), (3, [], ["one"], 4),
            (7, [], ["two", "three"], 8), (0, ["one"], ["two", "three"], 2), (1, ["two"], ["three"], 2),
            (1, ["two", "three"], ["boss"], 3), (2, ["boss"], ["one"], 4),
            (0, ["one", "two", "three", "boss"], nil, 0),
        ] as [(Int, [String], [String]?, Int)])
    func `who cannot take it is passed over at once, and after the last it begins again`(
        climbed: Int, absent: [String], told: [String]?, after: Int
    ) {
        let next = Self.ladder.next(after: climbed) { !absent.contains($0.rawValue) }
        #expect(next?.people.map(\.rawValue) == told)
        #expect(next.map { $0.climbed } == told.map { _ in after })
        #expect((next?.wait ?? .zero) <= SafetyLadder.longestWait)
    }

    /// `t` holds the training, `o` held it, `n` never did.
    private static func people(_ names: [String]) -> [MemberID: Member] {
        Dictionary(
            uniqueKeysWithValues: names.map { name -> (MemberID, Member) in
                var person = Member(id: MemberID(name), roles: [.counselor])
                let end = name.hasPrefix("o") ? CivilDate(iso8601: "2026-11-19") : nil
                if !name.hasPrefix("n") {
                    person.pairing.trainings = [Training("first_aid"), Training("calm", validTo: end)]
                }
                return (person.id, person)
            })
    }

    @Test(
        arguments: [
            // On call is the first rung where nobody is on duty.
            (["t1", "n1", "n2"], [], "calm", [], ["t1", "n1 n2", "n3", "t2", "t1"]),
            (["n1", "n2"], [], "calm", [], ["n1 n2", "n3", "t2", "n1 n2", "n3"]),
            (["n1", "o1", "t1"], [], "calm", ["t1"], ["n1 o1", "n3", "t2", "n1 o1", "n3"]),
            (["n1", "t1"], [], nil, [], ["n1 t1", "n3", "t2", "n1 t1", "n3"]),
            // Who is on duty comes before the ladder, and its first rung after them.
            (["n1"], ["n4", "t4", "o4"], "calm", [], ["t4", "n4 o4", "n1", "n3", "t2"]),
            (["n1"], ["n4", "t4"], "calm", ["t4"], ["n4", "n1", "n3", "t2", "n4"]),
            (["n1"], ["n4", "t4"], nil, [], ["n4 t4", "n1", "n3", "t2", "n4 t4"]),
            // Nobody is told twice while somebody further up waits.
            (["n1"], ["n1"], "calm", [], ["n1", "n3", "t2", "n1", "n3"]),
            (["n1", "n4"], ["n1"], "calm", [], ["n1", "n1 n4", "n3", "t2", "n1"]),
            // Whoever is on duty and cannot take it now delays nobody.
            (["n1"], ["n4", "t4"], "calm", ["n4", "t4"], ["n1", "n3", "t2", "n1", "n3"]),
        ] as [([String], [String], String?, [String], [String])])
    func `S2-7: whoever is on call and trained is told first, then the others on call, and nobody waits for a training`(
        first: [String], duty: [String], training: String?, absent: [String], told: [String]
    ) throws {
        let day = try #require(CivilDate(iso8601: "2026-11-20"))
        func rung(_ names: [String]) -> SafetyLadder.Rung {
            SafetyLadder.Rung(people: names.map { MemberID($0) }, wait: .seconds(900))
        }
        let ladder = SafetyLadder(
            rungs: [rung(first), rung(["n3"]), rung(["t2"])], onDuty: duty.map { MemberID($0) },
            training: training.map { .init($0, on: day) }
        ).headedByTraining(of: Self.people(["n1", "n2", "n3", "n4", "o1", "o4", "t1", "t2", "t4"]))
        var climbed = 0
        var seen: [String] = []
        for _ in told {
            guard let next = ladder.next(after: climbed, where: { !absent.contains($0.rawValue) }) else { break }
            climbed = next.climbed
            seen.append(next.people.map(\.rawValue).joined(separator: " "))
        }
        #expect(seen == told)
    }

    @Test func `S2-7: a program that asks for no training and names nobody on duty keeps its ladder`() {
        #expect(Self.ladder.headedByTraining(of: [:]) == Self.ladder)
        let empty = SafetyLadder(rungs: [], onDuty: [MemberID("t1")]).headedByTraining(of: Self.people(["t1"]))
        #expect(empty.next(after: 0, where: { _ in true })?.people == [MemberID("t1")])
    }

    @Test func `S2-7: who is on duty is what the hours of this moment name`() throws {
        func window(_ days: Set<Weekday>, _ from: String, _ to: String, _ who: [String]) throws -> Coverage.Window {
            Coverage.Window(
                days: days, from: try #require(LocalTime(from)), to: try #require(LocalTime(to)),
                people: who.map { MemberID($0) })
        }
        let coverage = Coverage(windows: [
            try window([.friday], "09:00", "17:00", ["maria", "samir"]),
            try window([.friday], "16:00", "22:00", ["samir", "sol"]), try window([.saturday], "09:00", "17:00", []),
        ])
        for (at, told) in [
            ("2026-11-20T10:00:00Z", ["maria", "samir"]), ("2026-11-20T16:30:00Z", ["maria", "samir", "sol"]),
            ("2026-11-20T18:00:00Z", ["samir", "sol"]), ("2026-11-21T10:00:00Z", []), ("2026-11-22T10:00:00Z", []),
        ] {
            #expect(coverage.onDuty(at: try #require(Instant(iso8601: at)), in: .utc).map(\.rawValue) == told, "\(at)")
        }
    }

    @Test func `however often nobody answers, there is a next one`() {
        var climbed = 0
        for _ in 0..<500 {
            let next = Self.ladder.next(after: climbed) { $0 != MemberID("boss") }
            #expect((next?.climbed ?? 0) > climbed)
            climbed = next?.climbed ?? 0
        }
    }

    @Test(
        arguments: [
            ([.counselor], true), ([.staff], true), ([.counselor, .peerWorker], true), ([.peerWorker], false),
            ([.peerWorker, .member, .mentor], false), ([.peerWorker, .facilitator], false), ([.facilitator], false),
            ([.operator], false), ([.member], false), ([], false),
        ] as [(Set<Role>, Bool)])
    func `S1-16: a peer worker is never asked to follow up, unless they are counselor or staff besides`(
        roles: Set<Role>, mayFollowUp: Bool
    ) {
        let now = Instant(seconds: 0)
        var person = Member(id: MemberID("p"), roles: roles, contact: ContactPoint(channel: "screen", address: "p"))
        #expect(person.mayFollowUp == mayFollowUp)
        person.stage = .left
        #expect(!person.isAbleToFollowUp(on: MemberID("ana"), at: now))
        person.stage = .active
        #expect(person.isAbleToFollowUp(on: MemberID("ana"), at: now) == mayFollowUp)
        #expect(!person.isAbleToFollowUp(on: MemberID("p"), at: now))
        person.pausedUntil = now + .hours(1)
        #expect(!person.isAbleToFollowUp(on: MemberID("ana"), at: now))
        person.pausedUntil = nil
        person.hasStopped = true
        #expect(!person.isAbleToFollowUp(on: MemberID("ana"), at: now))
    }

    @Test(
        arguments: [
            ("2026-11-20T08:59:59Z", false), ("2026-11-20T09:00:00Z", true), ("2026-11-20T16:59:59Z", true),
            ("2026-11-20T17:00:00Z", false), ("2026-11-21T12:00:00Z", false), ("2026-11-21T21:59:00Z", false),
            ("2026-11-21T22:00:00Z", true), ("2026-11-22T05:59:00Z", true), ("2026-11-22T06:00:00Z", false),
            ("2026-11-22T23:00:00Z", false),
        ])
    func `S2-15: whether somebody reads is the clock's to say, also over midnight`(at: String, isCovered: Bool) throws {
        let coverage = Coverage(windows: [
            .init(
                days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: try #require(LocalTime("09:00")),
                to: try #require(LocalTime("17:00"))),
            .init(days: [.saturday], from: try #require(LocalTime("22:00")), to: try #require(LocalTime("06:00"))),
        ])
        #expect(coverage.holds(at: try #require(Instant(iso8601: at)), in: .utc) == isCovered)
    }

    @Test(
        arguments: [
            ("I want to die", true), ("i WANT,  to\ndie.", true), ("I don't want to go", false),
            ("we want to diet", false), ("Não  QUERO viver assim", true), ("não quero viver assim", true),
            ("chcę umrzeć", true), ("{{want to die}}", true), ("a: want to die", true), ("", false),
            ("I had soup", false), ("want", false), ("want to", false),
        ])
    func `words raise attention whatever stands around them, and nothing else does`(text: String, occur: Bool) {
        let words = AttentionWords(["want to die", "não quero viver", "chcę umrzeć", " "])
        #expect(words.occur(in: text) == occur)
    }

    @Test(
        arguments: [
            // Without hamzas, with vowel signs, with the lengthening stroke, hamzas set apart.
            "اريد ان اموت", "أُرِيدُ أَنْ أَمُوتَ", "أريـــد أن أموت", "ا\u{654}ريد ا\u{654}ن ا\u{654}موت",
            // With "and" or "so" before it, and in the middle of a sentence.
            "وأريد أن أموت", "فاريد ان اموت", "أنا تعبت، وأريد أن أموت الآن",
            // With the article, "by", "for", and both.
            "انتحار", "الانتحار", "أفكر بالانتحار", "والانتحار", "للانتحار", "إنتحار",
            // The last letter without dots, and as Persian keyboards have it.
            "انهى حياتى", "أنهي حیاتی",
        ])
    func `Arabic words raise attention however they are spelt`(text: String) {
        let words = AttentionWords(["أريد أن أموت", "انتحار", "أنهي حياتي"])
        #expect(words.occur(in: text))
        let bare = AttentionWords(["اريد ان اموت", "الانتحار", "انهى حياتى", "انتحار"])
        #expect(bare.occur(in: text))
    }

    @Test(arguments: ["أريد أن أنام", "أموت من الضحك", "أن", "و", "ال", "لا", "حياتي جميلة", "wانتحار"])
    func `other Arabic words raise none`(text: String) {
        #expect(!AttentionWords(["أريد أن أموت", "انتحار", "أنهي حياتي"]).occur(in: text))
    }

    @Test(arguments: [(["en"], []), (["en", "pt-BR"], []), (["en", "ar"], ["ar"]), (["pl", "ar"], ["pl", "ar"])])
    func `a table says in which languages it has nothing`(languages: [String], missing: [String]) {
        let table = CrisisTable(countries: ["PT": LocalizedText(texts: ["en": "112", "pt": "Ligue 112"])])
        #expect(table.missing(in: "PT", of: languages) == missing)
        #expect(table.missing(in: "XX", of: languages) == languages)
        #expect(table.words(in: "PT", for: ["pt-br"]) == "Ligue 112" && table.words(in: "XX", for: ["en"]) == nil)
    }
}
