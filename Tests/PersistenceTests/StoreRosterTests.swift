import Community
import Persistence
import Scheduling
import TestSupport
import Testing

/// What a list says of people who are known, and what it does not, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreRosterTests {
    private let now = TestedStore.now
    private let joao = MemberID("joao")

    private var known: Member {
        Member(
            id: joao, preferredName: "João", languages: ["pt"], timeZone: "Europe/Lisbon", roles: [.member, .mentor],
            stage: .transitioning, cohorts: [CohortStay("blue")], capacity: 2,
            contact: ContactPoint(channel: "letters", address: "joao@example.org"),
            consents: [.checkIn, .pairing], pausedUntil: now + .days(9))
    }

    private static let others: Set<String> = Set(
        [
            "preferred_name", "languages", "time_zone", "roles", "staff_kind", "stage", "joined_on", "interests",
            "capacity", "channel", "address", "fallback", "quiet_start", "quiet_end", "consents", "consent_on",
            "do_not_pair", "paused_until", "stopped",
        ] + PairingProfile.columns)

    @Test(arguments: TestedDriver.allCases)
    func `a list with fewer columns changes what it says and nothing else`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([known], doNotPair: [], at: now)
        let before = try #require(try await store.person(joao))
        let listed = Member(id: joao, cohorts: [CohortStay("green")])
        var short = RosterSilence()
        short.note(Self.others, of: joao)
        for silence in [RosterSilence(Self.others), short] {
            let change = try await store.importRoster(
                [listed], doNotPair: [], silence: silence, at: now + .hours(1), isTrial: true)
            #expect(change.changed == [joao])
        }
        _ = try await store.importRoster(
            [listed], doNotPair: [], silence: RosterSilence(Self.others), at: now + .hours(1))
        var after = try #require(try await store.person(joao))
        #expect(after.cohorts == [CohortStay("green")] && after.consents.given == [.checkIn, .pairing])
        #expect(try await store.consents(of: joao).map(\.state) == [.given, .given])
        after.cohorts = [CohortStay("blue")]
        #expect(after == before)
        // What the whole list says of the stage and the pause is no news after it.
        _ = try await store.setPaused(joao, until: now + .hours(2), at: now + .hours(1))
        _ = try await store.importRoster([known], doNotPair: [], at: now + .hours(1))
        #expect(try await store.person(joao)?.pausedUntil == now + .hours(2))
        // A cell that is there and empty empties.
        _ = try await store.importRoster([listed], doNotPair: [], at: now + .hours(3))
        #expect(try await store.person(joao)?.contact == nil)
        #expect(try await store.person(joao)?.consents.given == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `an id in other capitals is told, and the store takes no second person under it`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([known, Member(id: MemberID("P-7"))], doNotPair: [], at: now)
        let ids = ["Joao", "joao", "p-7", "P-7", "rui"].map { MemberID($0) }
        #expect(
            try await store.namesakes(of: ids) == [
                MemberID("Joao"): joao, MemberID("p-7"): MemberID("P-7"),
            ])
        #expect(try await store.namesakes(of: []).isEmpty)
        await #expect(throws: StoreError.self) {
            try await store.importRoster([Member(id: MemberID("JOAO"))], doNotPair: [], at: now)
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `a stop at an address holds for whoever comes to it under another id`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let phone = ContactPoint(channel: "phones", address: "+351 900 000 001")
        let letter = ContactPoint(channel: "letters", address: "bea@example.org")
        _ = try await store.importRoster(
            [known, Member(id: MemberID("bea"), contact: letter, fallbacks: [phone])], doNotPair: [], at: now)
        try await store.setStopped(joao, true, at: now)
        #expect(try await store.setContact(phone, of: MemberID("bea"), .stop, at: now))
        let same = ContactPoint(channel: "letters", address: "Joao@example.org")
        let digits = ContactPoint(channel: "phones", address: "351900000001")
        let people = [
            Member(id: MemberID("j-1"), contact: same, fallbacks: [digits]),
            Member(id: MemberID("j-2"), contact: letter),
            Member(id: MemberID("j-3"), contact: ContactPoint(channel: "other", address: "joao@example.org")),
            Member(id: MemberID("j-4"), roles: [.staff], contact: same),
        ]
        let shown = try await store.importRoster(people, doNotPair: [], at: now + .hours(1), isTrial: true)
        #expect(
            shown.keptStops.map { "\($0.member) \($0.contact.channel) \($0.holder)" } == [
                "j-1 letters joao", "j-1 phones bea",
            ])
        let taken = try await store.importRoster(
            people, doNotPair: [], at: now + .hours(2), expecting: shown.fingerprint)
        #expect(taken.keptStops == shown.keptStops)
        let health = try #require(try await store.person(MemberID("j-1"))?.health)
        #expect(health.map(\.state) == [.stopped, .stopped] && health.map(\.contact) == [same, digits])
        #expect(try await store.person(MemberID("j-2"))?.health.isEmpty == true)
        #expect(try await store.person(MemberID("j-4"))?.health.isEmpty == true)
        // They say themself that they want messages there, and no list stops it again.
        #expect(try await store.setContact(same, of: MemberID("j-1"), .start, at: now + .hours(3)))
        let again = try await store.importRoster(people, doNotPair: [], at: now + .hours(4))
        #expect(again.unchanged == 4 && again.keptStops.isEmpty)
        // An address that is new to somebody who is known is one as well.
        let moved = [Member(id: MemberID("j-2"), contact: phone)]
        #expect(try await store.importRoster(moved, doNotPair: [], at: now + .hours(5)).keptStops.count == 1)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a number that lost its zeros is known for whom it may mean`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let here = ["007", "8", "0008", "p9", "0000005"].map { Member(id: MemberID($0)) }
        _ = try await store.importRoster(here, doNotPair: [], at: now)
        let ids = (["7", "8", "9", "p7", "5", "007", ""] + (100..<400).map { "\($0)" }).map { MemberID($0) }
        #expect(
            try await store.numbersWithZeros(of: ids) == [
                MemberID("7"): MemberID("007"), MemberID("5"): MemberID("0000005"),
            ])
    }
}
