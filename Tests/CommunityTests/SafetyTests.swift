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

    @Test(arguments: [(["en"], []), (["en", "pt-BR"], []), (["en", "ar"], ["ar"]), (["pl", "ar"], ["pl", "ar"])])
    func `a table says in which languages it has nothing`(languages: [String], missing: [String]) {
        let table = CrisisTable(countries: ["PT": LocalizedText(texts: ["en": "112", "pt": "Ligue 112"])])
        #expect(table.missing(in: "PT", of: languages) == missing)
        #expect(table.missing(in: "XX", of: languages) == languages)
        #expect(table.words(in: "PT", for: ["pt-br"]) == "Ligue 112" && table.words(in: "XX", for: ["en"]) == nil)
    }
}
