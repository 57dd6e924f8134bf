import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What becomes of pairs in the store, over both drivers.
@Suite struct StorePairingTests {
    private let now = TestedStore.now
    private let newcomer = MemberID("n")
    private let mentor = MemberID("m")
    private let id = PairingID("p")

    /// A store in which a pair is proposed.
    private func proposed(_ driver: TestedDriver) async throws -> (store: Store, other: Store) {
        let place = try await TestedStore(driver)
        let (store, other) = (try await place.open(), try await place.open())
        try await store.addPairable("n", "m", capacity: 1)
        try await PairingScript(store: store).propose(id, newcomer, mentor, at: now)
        return (store, other)
    }

    @Test(arguments: TestedDriver.allCases)
    func `of two who decide at the same moment one has, and the other can be told what and when`(
        driver: TestedDriver
    ) async throws {
        let (store, other) = try await proposed(driver)
        async let one = store.decide(id, .approve, by: "maria", at: now)
        async let two = other.decide(id, .decline, meaning: .notThisPair, by: "samir", at: now)
        let decisions = try await [one, two].compactMap(\.self)
        #expect(decisions.filter(\.isFirst).count == 1)
        let first = try #require(decisions.first { $0.isFirst }?.pairing)
        let late = try #require(decisions.first { !$0.isFirst }?.pairing)
        #expect(late == first && late.decidedBy != nil && late.decidedAt == now)
        let steps = try await store.steps(ofPairing: id)
        #expect(steps.map(\.event) == ["propose", first.state == .approved ? "approve" : "decline"])
        #expect(steps.last?.by == first.decidedBy)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what a decline means is remembered`(driver: TestedDriver) async throws {
        let (store, _) = try await proposed(driver)
        let script = PairingScript(store: store)
        let pair = MemberPair(newcomer, mentor)
        _ = try await store.decide(id, .decline, meaning: .later, by: "maria", at: now)
        #expect(try await store.pairHistory().isEmpty)
        try await script.propose(PairingID("p2"), newcomer, mentor, at: now)
        _ = try await store.decide(PairingID("p2"), .decline, meaning: .another, by: "maria", at: now)
        #expect(try await store.pairHistory()[pair]?.saidNoAt == now)
        try await script.propose(PairingID("p3"), newcomer, mentor, at: now)
        _ = try await store.decide(PairingID("p3"), .decline, meaning: .notThisPair, by: "maria", at: now)
        #expect(try await store.pairHistory()[pair]?.isNever == true)
        // Not even a plan that knows nothing of it brings them together again, whoever is the newcomer.
        try await script.propose(PairingID("p4"), newcomer, mentor, at: now)
        try await script.propose(PairingID("p5"), mentor, newcomer, at: now)
        #expect(try await store.pairings(in: [.proposed]).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a pause, a stop or consent taken back removes a proposal at once, with the reason`(
        driver: TestedDriver
    ) async throws {
        let (store, _) = try await proposed(driver)
        let script = PairingScript(store: store)
        try await store.setPaused(mentor, until: now + .days(1), at: now)
        #expect(try await store.pairings([id]).first?.state == .withdrawn)
        #expect(try await store.pairings([id]).first?.endReason == "the mentor paused messages")
        #expect(try await store.takenPlaces().isEmpty)
        #expect(try await store.newcomersToMatchAgain() == [newcomer])
        // At proposing.
        try await script.propose(PairingID("p2"), newcomer, mentor, at: now)
        #expect(try await store.pairings([PairingID("p2")]).isEmpty)
        let later = now + .days(2)
        try await script.propose(PairingID("p3"), newcomer, mentor, at: later)
        _ = try await store.decide(PairingID("p3"), .approve, by: "maria", at: later)
        try await store.setStopped(newcomer, true, at: later)
        #expect(
            try await store.pairings([PairingID("p3")]).first?.endReason == "the newcomer asked to hear nothing more")
        try await store.setStopped(newcomer, false, at: later)
        try await script.propose(PairingID("p4"), newcomer, mentor, at: later)
        _ = try await store.decide(PairingID("p4"), .approve, by: "maria", at: later)
        try await script.advance(PairingID("p4"), .askNewcomer, at: later)
        _ = try await store.importRoster([Member(id: mentor, capacity: 1)], doNotPair: [], at: later)
        let last = try #require(try await store.pairings([PairingID("p4")]).first)
        #expect(last.state == .withdrawn && last.endReason == "the mentor does not wish to be paired now")
        #expect(try await store.steps(ofPairing: last.id).last?.by == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a rest that comes in between is seen at approval and again before anybody is asked`(
        driver: TestedDriver
    ) async throws {
        let (store, _) = try await proposed(driver)
        let script = PairingScript(store: store)
        #expect(try await store.setResting(mentor, true, by: "maria", at: now))
        #expect(try await !store.setResting(mentor, true, by: "maria", at: now))
        #expect(try await store.pairings([id]).first?.endReason == "the mentor takes nobody new at the moment")
        #expect(try await store.mentorRests()[mentor]?.isOn == true)
        try await script.propose(PairingID("p2"), newcomer, mentor, at: now)
        #expect(try await store.pairings([PairingID("p2")]).isEmpty)
        #expect(try await store.setResting(mentor, false, by: "m", at: now + .days(1)))
        #expect(try await store.mentorRests()[mentor] == MentorRest(since: now, liftedAt: now + .days(1)))
        try await script.propose(PairingID("p3"), newcomer, mentor, at: now)
        #expect(try await store.pairings([PairingID("p3")]).first?.state == .proposed)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an end for safety forbids the two at once, until its day when there is one`(driver: TestedDriver) async throws
    {
        let (store, _) = try await proposed(driver)
        let script = PairingScript(store: store)
        let pair = MemberPair(newcomer, mentor)
        let until = now + .days(30)
        let ended = try await store.end(id, by: "maria", isForSafety: true, until: until, at: now)
        #expect(ended?.state == .endedForSafety && ended?.endReason == nil)
        #expect(try await store.doNotPair(at: now) == [pair])
        #expect(try await store.doNotPair(at: until).isEmpty)
        try await script.propose(PairingID("p2"), mentor, newcomer, at: now)
        #expect(try await store.pairings([PairingID("p2")]).isEmpty)
        // One's own wish stands beside it, and does not go with it.
        _ = try await store.importRoster([], doNotPair: [pair], at: now)
        #expect(try await store.doNotPair(at: until) == [pair])
        await #expect(throws: InvalidTransition.self) {
            _ = try await store.end(self.id, by: "maria", isForSafety: false, at: now)
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `somebody whose pair ended is first in the next round, until the next pair`(driver: TestedDriver) async throws
    {
        let (store, _) = try await proposed(driver)
        let script = PairingScript(store: store)
        try await script.accept(id, at: now)
        #expect(try await store.standings(of: [newcomer], names: ["mentor"], at: now)[newcomer]?.mentor == mentor)
        #expect(try await store.newcomersToMatchAgain().isEmpty)
        _ = try await store.end(id, by: "maria", isForSafety: false, at: now + .days(1))
        #expect(try await store.newcomersToMatchAgain() == [newcomer])
        #expect(try await store.pairHistory()[MemberPair(mentor, newcomer)]?.endedAt == now + .days(1))
        try await script.propose(PairingID("p2"), newcomer, mentor, at: now + .days(2))
        #expect(try await store.newcomersToMatchAgain().isEmpty)
    }
}
