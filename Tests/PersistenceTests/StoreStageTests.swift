import Community
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Persistence

/// Where people are on their way, and who is told of what, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreStageTests {
    private let now = TestedStore.now

    private func person(_ id: String, _ roles: Set<Role>, _ stage: Stage = .active) -> Member {
        Member(
            id: MemberID(id), roles: roles, stage: stage, contact: ContactPoint(channel: "screen", address: id),
            consents: [.pairing])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a stage is kept with its day, by a list forwards alone, and a pair that is not standing ends with it`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        var ana = person("ana", [.member])
        ana.staffKind = nil
        var joana = person("joana", [.member, .mentor])
        joana.capacity = 2
        _ = try await store.importRoster([ana, joana], doNotPair: [], at: now)
        let script = PairingScript(store: store)
        try await script.propose(PairingID("p-1"), ana.id, joana.id, at: now)
        #expect(try await store.setStage(ana.id, .leave, from: .active, at: now + .days(1))?.stage == .left)
        #expect(try await store.person(ana.id)?.stageSince == now + .days(1))
        let pair = try await store.pairings([PairingID("p-1")]).first
        #expect(pair?.state == .withdrawn)
        #expect(try await store.setStage(MemberID("nobody"), .leave, from: .active, at: now) == nil)
        // A list that says otherwise takes nobody back, and one that says more takes them on.
        #expect(try await store.importRoster([ana], doNotPair: [], at: now + .days(2)).unchanged == 1)
        joana.stage = .transitioning
        _ = try await store.importRoster([joana], doNotPair: [], at: now + .days(2))
        #expect(try await store.person(joana.id)?.stageSince == now + .days(2))
        #expect(try await store.setStage(ana.id, .comeBack, from: .left, at: now + .days(3))?.stage == .active)
    }

    @Test(arguments: TestedDriver.allCases)
    func `who joins begins on that day, whatever was planned, and it is told of as of anybody who joins`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        let today = CivilDate(daysSince1970: Int(now.seconds / 86_400))
        for (id, planned) in [("ana", nil), ("bo", today.adding(days: -21)), ("cy", today.adding(days: 5))] {
            var person = person(id, [.member], .invited)
            person.joinedOn = planned
            _ = try await store.importRoster([person], doNotPair: [], at: now - .days(40))
            let moved = try await store.setStage(person.id, .join, from: .invited, on: today, at: now)
            #expect(moved?.joinedOn == today && moved?.stage == .active, "\(id)")
            #expect(moved?.isNewcomer(on: today.adding(days: 14), days: 14) ?? false)
            #expect(try await store.person(person.id)?.joinedOn == today)
        }
        let events = try await store.database.read { connection in
            try connection.rows("SELECT person_id FROM event WHERE name = 'member.joined' ORDER BY person_id", []) {
                $0.text(0)
            }
        }
        #expect(events == ["ana", "bo", "cy"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `the same list undoes nothing that a person or the desk has changed since, and another word of it counts`(
        driver: TestedDriver
    ) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        var ana = person("ana", [.member], .left)
        ana.hasStopped = true
        ana.pausedUntil = now + .days(40)
        _ = try await store.importRoster([ana], doNotPair: [], at: now)
        // Any other cell leaves the day of the stop.
        ana.preferredName = "Ana"
        _ = try await store.importRoster([ana], doNotPair: [], at: now + .days(1))
        #expect(try await stoppedAt(place) == now)
        try await store.setStopped(ana.id, false, at: now + .days(2))
        _ = try await store.setStage(ana.id, .comeBack, from: .left, at: now + .days(2))
        let since = try await store.person(ana.id)
        #expect(since?.hasStopped == false && since?.pausedUntil == nil && since?.stage == .active)
        #expect(try await store.importRoster([ana], doNotPair: [], at: now + .days(3)).unchanged == 1)
        ana.preferredName = "Aninha"
        #expect(try await store.importRoster([ana], doNotPair: [], at: now + .days(3)).changed == [ana.id])
        var kept = try #require(try await store.person(ana.id))
        #expect(
            !kept.hasStopped && kept.pausedUntil == nil && kept.stage == .active && kept.stageSince == since?.stageSince
        )
        // A list that says no more of it changes nothing yet, and what it says anew counts.
        let word = ana
        (ana.hasStopped, ana.pausedUntil, ana.stage) = (false, nil, .active)
        #expect(try await store.importRoster([ana], doNotPair: [], at: now + .days(4)).unchanged == 1)
        #expect(try await store.importRoster([word], doNotPair: [], at: now + .days(5)).changed == [ana.id])
        kept = try #require(try await store.person(ana.id))
        #expect(kept.hasStopped && kept.pausedUntil == now + .days(40) && kept.stage == .left)
        #expect(try await stoppedAt(place) == now + .days(5))
    }

    private func stoppedAt(_ place: TestedStore) async throws -> Instant? {
        try await place.database().read { connection in
            try connection.rows("SELECT stopped_at FROM person", []) { row in
                row.optionalInteger(0).map { Instant(milliseconds: $0) }
            }.first ?? nil
        }
    }

    @Test(arguments: TestedDriver.allCases, [true, false])
    func `supervisors are told last, and where there are none, staff`(driver: TestedDriver, hasOne: Bool) async throws {
        let store = try await TestedStore(driver).open()
        var people = [person("ana", [.member]), person("maria", [.counselor]), person("otto", [.staff])]
        if hasOne { people.append(person("sol", [.supervisor])) }
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        try await PairingScript(store: store).commit(at: now) {
            $0.notices = [StaffNotice(to: .supervisor, otherwise: .staff, see: "list --waiting", key: "k")]
        }
        #expect(try await store.messages(limit: 9).map(\.member.rawValue) == [hasOne ? "sol" : "otto"])
        // The ladder ends with them too.
        let ladder = SafetyLadder(rungs: [.init(people: [MemberID("maria")], wait: .seconds(900))])
        try await store.raise([SafetySignal(.harm)], about: MemberID("ana"), ask: nil, ladder: ladder, at: now)
        _ = try await store.climb(ladder, at: now + .minutes(16))
        let told = try await store.messages(limit: 9).filter { $0.message == .safetyAttention }.map(\.member.rawValue)
        #expect(Set(told) == (hasOne ? ["maria", "sol"] : ["maria"]))
    }
}
