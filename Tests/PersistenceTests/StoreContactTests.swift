import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What is known of people's contact points, and what they chose, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreContactTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")
    private let letters = ContactPoint(channel: "letters", address: "ana@example.org")
    private let phones = ContactPoint(channel: "phones", address: "4711\u{1F}\u{1E}")
    private let first = ContactPoint(channel: "phones", address: "4711")

    private func store(_ driver: TestedDriver) async throws -> Store {
        let store = try await TestedStore(driver).open()
        let member = Member(id: ana, languages: ["pt", "en"], contact: letters, fallbacks: [phones])
        _ = try await store.importRoster([member, Member(id: MemberID("bo"))], doNotPair: [], at: now)
        return store
    }

    @Test(arguments: TestedDriver.allCases)
    func `what happened to a contact point is kept, and an import of the same people does not change it`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let later = now + .minutes(5)
        #expect(try await store.setContact(letters, of: ana, .verify, at: now))
        #expect(try await store.setContact(letters, of: ana, .pause, until: now + .days(3), at: later))
        let other = ContactPoint(channel: "letters", address: "other@example.org")
        #expect(try await store.setContact(other, of: ana, .stop, at: now) == false)
        #expect(try await store.setContact(letters, of: MemberID("nobody"), .stop, at: now) == false)
        await #expect(throws: InvalidTransition.self) {
            try await store.setContact(phones, of: ana, .resume, at: now)
        }
        let member = Member(id: ana, languages: ["pt", "en"], contact: letters, fallbacks: [phones])
        #expect(try await store.importRoster([member], doNotPair: [], at: later).unchanged == 1)
        let kept = try #require(try await store.person(ana)?.health[letters])
        #expect(
            kept
                == ContactHealth(
                    contact: letters, state: .paused, verifiedAt: now, since: later, until: now + .days(3)))
    }

    @Test(arguments: TestedDriver.allCases)
    func `a stop by one channel holds for whatever address a list has for it, until the person starts it again`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        func taken(_ contact: ContactPoint?, _ fallbacks: [ContactPoint], _ days: Int64) async throws -> [ContactHealth]
        {
            let member = Member(id: ana, languages: ["pt", "en"], contact: contact, fallbacks: fallbacks)
            _ = try await store.importRoster([member], doNotPair: [], at: now + .days(days))
            // The same list again is no news.
            guard try await store.importRoster([member], doNotPair: [], at: now + .days(days)).unchanged == 1 else {
                return []
            }
            return try await store.person(ana)?.health ?? []
        }
        _ = try await taken(letters, [first], 0)
        #expect(try await store.setContact(first, of: ana, .stop, reason: "STOP", at: now))
        #expect(try await store.setContact(letters, of: ana, .pause, until: now + .days(3), at: now))
        let phone = ContactPoint(channel: "phones", address: "47 11")
        let letter = ContactPoint(channel: "letters", address: "Ana@example.org")
        let stopped = ContactHealth(contact: phone, state: .stopped, since: now, reason: "STOP")
        let paused = ContactHealth(contact: letter, state: .paused, since: now, until: now + .days(3))
        #expect(Set(try await taken(letter, [phone], 1)) == [stopped, paused])
        // A cell that is empty by mistake, and full again; a pause that is over is not taken along.
        #expect(try await taken(letter, [], 2).contains(stopped))
        #expect(try await taken(letter, [phone], 2).contains(stopped))
        #expect(try await taken(letters, [first], 4).map(\.contact) == [first])
        // Their own word opens it, here and where it goes next.
        _ = try await taken(letters, [], 5)
        let third = ContactPoint(channel: "phones", address: "4712")
        #expect(try await taken(letters, [third], 5).map(\.contact) == [third])
        #expect(try await store.setContact(third, of: ana, .start, at: now + .days(5)))
        #expect(try await taken(letters, [first], 6) == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `who starts a channel again is held to no stop at an address that the list has not any more`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let second = ContactPoint(channel: "phones", address: "2")
        let third = ContactPoint(channel: "phones", address: "3")
        func take(_ points: [ContactPoint]) async throws -> [ContactHealth] {
            let member = Member(id: ana, languages: ["pt", "en"], contact: letters, fallbacks: points)
            _ = try await store.importRoster([member], doNotPair: [], at: now)
            return try await store.person(ana)?.health ?? []
        }
        _ = try await take([first, second])
        #expect(try await store.setContact(first, of: ana, .stop, at: now))
        #expect(try await take([second]).map(\.contact) == [first])
        #expect(try await store.setContact(second, of: ana, .start, at: now))
        #expect(try await take([second, third]).map(\.state) == [.active])
    }

    @Test(arguments: TestedDriver.allCases)
    func `whoever acts by a link is known to be where it went, once`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        let run = RunRecord(
            id: "r1", job: JobID("j"), jobRevision: "1", cause: .manual, trigger: "", nominal: now, zone: "",
            state: .ready, dueAt: now, inputs: [:], group: "", createdAt: now)
        try await store.addRun(run)
        let lease = Lease(owner: "one", until: now + .minutes(1))
        var commit = StepCommit(
            run: run.id, epoch: try await store.claimRun(now: now, lease: lease, only: run.id)?.epoch ?? 0, step: "ask",
            progress: RunProgress(
                state: .succeeded, stepIndex: 1, dueAt: now, stepEnd: .done, now: now, leaseUntil: lease.until))
        commit.asks = [
            Ask(
                id: "ask1", kind: .checkIn, member: ana, subject: nil, questionnaire: nil, askedAt: now,
                expiresAt: now + .days(1))
        ]
        try await store.commit(commit)
        #expect(try await store.verifyContact(ofAsk: "ask1", at: now) == nil)
        try await store.addMessage(.sample(1, at: now, member: ana))
        for claim in try await store.claimMessages(limit: 5, now: now, lease: lease) {
            _ = try await store.keepPayloads([
                FreshPayload(id: claim.message.id, epoch: claim.epoch, to: letters, bytes: [1])
            ])
            // Not before it has arrived.
            #expect(try await store.verifyContact(ofAsk: "ask1", at: now) == nil)
            _ = try await store.record([
                DeliveryRecord(id: claim.message.id, epoch: claim.epoch, event: .delivered, reason: nil, at: now)
            ])
        }
        #expect(try await store.verifyContact(ofAsk: "ask1", at: now + .minutes(1)) == letters)
        #expect(try await store.verifyContact(ofAsk: "ask1", at: now + .minutes(2)) == nil)
        #expect(try await store.person(ana)?.health.map(\.verifiedAt) == [now + .minutes(1)])
        #expect(try await store.verifyContact(ofAsk: "none", at: now) == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S1-6: choices are found with their person, by page and by id, and no import sees them`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        try await store.setPreferences(
            [
                .language: "en", .channel: "phones", .time: "08:30", .frequency: "every_2_days", .sender: "mentor",
                .signs: "yes", .trend: "off",
            ], of: ana)
        let people = try await store.people(after: "", limit: 10)
        let chosen = try #require(people.first)
        #expect(chosen.languages == ["en", "pt"] && chosen.contact?.channel == "phones")
        #expect(chosen.choices.time == LocalTime("08:30") && chosen.choices.frequency == .everySecondDay)
        #expect(chosen.choices.isSignedByMentor && chosen.choices.signs)
        #expect(try await store.person(ana) == chosen)
        #expect(people.last?.choices == MemberChoices())
        let member = Member(id: ana, languages: ["pt", "en"], contact: letters, fallbacks: [phones])
        #expect(try await store.importRoster([member], doNotPair: [], at: now + .days(1)).unchanged == 1)
        try await store.setPreferences([.language: nil, .channel: nil], of: ana)
        #expect(try await store.person(ana)?.languages == ["pt", "en"])
        #expect(try await store.person(ana)?.contact == letters)
    }
}
