import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Who is told that somebody wishes for a call, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreCallWishTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")

    private func person(_ id: String, _ roles: Set<Role>, _ stage: Stage = .active) -> Member {
        Member(
            id: MemberID(id), roles: roles, stage: stage, contact: ContactPoint(channel: "screen", address: id))
    }

    private func wish(_ store: Store, at: Instant) async throws {
        try await store.heed(
            [], wishesForCall: true, of: ana, ask: "a", ladder: SafetyLadder(rungs: []), at: at)
    }

    private func told(_ store: Store) async throws -> [String] {
        try await store.messages(limit: 99).filter { $0.message == .callNotice }.map(\.member.rawValue).sorted()
    }

    @Test(arguments: TestedDriver.allCases)
    func `counselors are told once while it stands, and who cannot be told is not`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let people = [
            person("ana", [.member, .counselor]), person("maria", [.counselor]), person("samir", [.counselor]),
            person("sol", [.counselor]), person("gone", [.counselor], .left), person("zeca", [.facilitator]),
        ]
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        try await store.setStopped(MemberID("samir"), true, at: now)
        let screen = ContactPoint(channel: "screen", address: "sol")
        _ = try await store.setContact(screen, of: MemberID("sol"), .bounce, at: now)
        try await wish(store, at: now)
        try await wish(store, at: now + .minutes(1))
        #expect(try await told(store) == ["maria"])
        #expect(try await store.preferences(.contact, of: [ana]) == [ana: "call"])
        try await store.setPreference(.contact, of: ana, to: "other_way")
        try await wish(store, at: now + .minutes(2))
        #expect(try await told(store) == ["maria", "maria"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `where no counselor can be told, everybody else is who may see it`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let people = [
            person("ana", [.member]), person("zeca", [.facilitator]), person("sol", [.supervisor]),
            person("ota", [.staff]), person("eva", [.operator]), person("rui", [.mentor, .member]),
        ]
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        try await wish(store, at: now)
        #expect(try await told(store) == ["ota", "sol", "zeca"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `of somebody who has left, or was erased, nobody is told`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster(
            [person("ana", [.member], .left), person("maria", [.counselor])], doNotPair: [], at: now)
        try await wish(store, at: now)
        try await store.heed(
            [SafetySignal(.harm)], wishesForCall: true, of: MemberID("nobody"), ask: "a",
            ladder: SafetyLadder(rungs: []), at: now)
        #expect(try await told(store).isEmpty)
        #expect(try await store.preferences(.contact, of: [MemberID("nobody")]).isEmpty)
        #expect(try await store.safetyFlags().isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a stop takes the wish back`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.importRoster([person("ana", [.member])], doNotPair: [], at: now)
        try await wish(store, at: now)
        try await store.setStopped(ana, true, at: now + .minutes(1))
        #expect(try await store.preferences(.contact, of: [ana]).isEmpty)
    }
}
