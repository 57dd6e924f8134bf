import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What did not sit well with people, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreConcernTests {
    private let now = TestedStore.now
    private let ladder = SafetyLadder(rungs: [])
    private let ana = Member(id: MemberID("ana"), preferredName: "Ana", cohorts: [CohortStay("autumn")])
    private let george = Member(id: MemberID("george"), preferredName: "George")
    private let maria = Member(id: MemberID("maria"), roles: [.counselor])

    /// Ana and George were in contact, Ana and Rui too but are not to be paired; Nuno is somebody else.
    private func store(_ driver: TestedDriver) async throws -> Store {
        let store = try await TestedStore(driver).open()
        let others = ["rui", "nuno"].map { Member(id: MemberID($0)) }
        _ = try await store.importRoster(
            [ana, george, maria] + others, doNotPair: [MemberPair(ana.id, MemberID("rui"))], at: now)
        for other in ["george", "rui"] {
            try await store.noteContact(MemberPair(ana.id, MemberID(other)), at: now - .days(3))
        }
        return store
    }

    private func concern(
        _ id: String, _ first: Concern.First, by raiser: String = "ana", _ happened: String = "I waited \u{e9}t"
    ) -> Concern {
        Concern(
            id: ConcernID(id), raisedBy: MemberID(raiser), first: first,
            words: ConcernWords(happened: happened, need: "rest", repair: "a word before", support: "a day"),
            hold: .hours(48), at: now)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-18: it goes first to somebody who knows them, and to nobody else`(driver: TestedDriver) async throws {
        let store = try await store(driver)
        #expect(try await store.acquaintances(of: ana.id, at: now).map(\.id) == [george.id])
        #expect(try await store.acquaintances(of: george.id, at: now).map(\.id) == [ana.id])
        // Who was in contact long ago does not know them any more.
        #expect(try await store.acquaintances(of: ana.id, at: now + .days(90)).isEmpty)
        for stranger in ["nuno", "rui", "ana"] {
            await #expect(throws: ConcernRefusal.notAcquainted) {
                try await store.raise(concern("k-0", .peer(MemberID(stranger))), ladder: ladder)
            }
        }
        let kept = try await store.raise(concern("k-1", .peer(george.id)), ladder: ladder)
        #expect(try await store.concern(kept.id) == kept && kept.words.happened == "I waited \u{e9}t")
        #expect(try await store.hasHappened("concern.raised", to: george.id, since: now))
        #expect(try await !store.hasHappened("concern.raised", to: ana.id, since: now))
        let notice = ConcernNotice(kept.id, to: george.id, until: now + .hours(48))
        #expect(try await store.concernsToTell([george.id, ana.id], at: now) == [notice])
        #expect(try await store.concernsToTell([george.id], at: now + .hours(48)).isEmpty)
        #expect(try await store.concerns(of: ana.id, at: now) == [kept])
        #expect(try await store.concerns(of: george.id, at: now) == [kept])
        #expect(try await store.concerns(of: MemberID("nuno"), at: now).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-18: when the two are kept apart for safety while it is held, nobody is told and nobody told reads it`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let kept = try await store.raise(concern("k-1", .peer(george.id)), ladder: ladder)
        _ = try await store.importRoster([], doNotPair: [MemberPair(ana.id, george.id)], at: now + .hours(1))
        #expect(try await store.concernsToTell([george.id], at: now + .hours(1)).isEmpty)
        #expect(try await store.concerns(of: george.id, at: now + .hours(1)).isEmpty)
        #expect(try await store.concerns(of: ana.id, at: now + .hours(1)) == [kept])
        #expect(try await store.concernsWithStaff(at: kept.heldUntil).map(\.id) == [kept.id])
    }

    @Test(arguments: TestedDriver.allCases)
    func `S2-4: who works here raises what was not as expected with somebody, and nothing else of anybody changes`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let before = try await store.people(after: "", limit: 10)
        let kept = try await store.raise(concern("k-1", .peer(MemberID("nuno")), by: "maria"), ladder: ladder)
        #expect(kept.told == MemberID("nuno") && kept.state(at: now) == .held)
        await #expect(throws: ConcernRefusal.notAcquainted) {
            try await store.raise(concern("k-2", .peer(MemberID("nobody")), by: "maria"), ladder: ladder)
        }
        #expect(try await store.people(after: "", limit: 10) == before)
        #expect(try await store.pairings().isEmpty)
        #expect(try await store.safetyFlags(withClosed: true).isEmpty)
        // She reads it as who raised it, and takes it on as nobody: that is for somebody else of the staff.
        await #expect(throws: ConcernRefusal.notTheirs) {
            try await store.move(kept.id, .take, by: maria, at: now + .hours(49))
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-18: sent twice it is one, and a second one with the same person waits for the first`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let first = try await store.raise(concern("k-1", .peer(george.id)), ladder: ladder)
        #expect(try await store.raise(concern("k-2", .peer(george.id)), ladder: ladder) == first)
        await #expect(throws: ConcernRefusal.stands(first.id)) {
            try await store.raise(concern("k-2", .peer(george.id), "again"), ladder: ladder)
        }
        // Another one can go elsewhere, and the other way round.
        _ = try await store.raise(concern("k-3", .group), ladder: ladder)
        _ = try await store.raise(concern("k-4", .peer(ana.id), by: "george"), ladder: ladder)
        #expect(try await store.countHeldConcerns(at: now) == 3)
        _ = try await store.move(first.id, .settle, by: ana, at: now + .hours(1))
        _ = try await store.raise(concern("k-5", .peer(george.id), "again"), ladder: ladder)
        await #expect(throws: ConcernRefusal.empty) {
            try await store.raise(
                Concern(
                    id: ConcernID("k-6"), raisedBy: ana.id, first: .team, words: ConcernWords(), hold: .hours(48),
                    at: now), ladder: ladder)
        }
        await #expect(throws: ConcernRefusal.gone) {
            try await store.raise(concern("k-7", .team, by: "nobody"), ladder: ladder)
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-18: before the end of the hold staff have a number, and from it on the words`(driver: TestedDriver)
        async throws
    {
        let store = try await store(driver)
        let kept = try await store.raise(concern("k-1", .peer(george.id)), ladder: ladder)
        let last = Instant(milliseconds: kept.heldUntil.milliseconds - 1)
        #expect(try await store.concernsWithStaff(at: last).isEmpty)
        #expect(try await store.countHeldConcerns(at: last) == 1)
        await #expect(throws: InvalidTransition.self) { try await store.move(kept.id, .take, by: maria, at: last) }
        #expect(try await store.concernsWithStaff(at: kept.heldUntil).map(\.id) == [kept.id])
        #expect(try await store.countHeldConcerns(at: kept.heldUntil) == 0)
        let taken = try #require(try await store.move(kept.id, .take, by: maria, at: kept.heldUntil))
        #expect(taken.takenBy == maria.id && taken.writtenState == .taken)
        await #expect(throws: ConcernRefusal.notTheirs) {
            try await store.move(kept.id, .close, by: ana, at: kept.heldUntil)
        }
        _ = try await store.move(kept.id, .close, by: maria, at: kept.heldUntil + .hours(1))
        #expect(try await store.concernsWithStaff(at: kept.heldUntil + .days(9)).isEmpty)
        let steps = try await store.steps(ofConcern: kept.id)
        #expect(steps.map(\.event) == ["raise", "release", "take", "close"])
        #expect(steps.map(\.by) == ["ana", nil, "maria", "maria"] && steps[1].at == kept.heldUntil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-18: settled within the hold it never comes to staff, and taken back it leaves no word`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let first = try await store.raise(concern("k-1", .peer(george.id)), ladder: ladder)
        // Who reads it again, or late, does no harm.
        for _ in 0..<2 { _ = try await store.move(first.id, .hear, by: george, at: now + .hours(1)) }
        #expect(try await store.concern(first.id)?.writtenState == .heard)
        await #expect(throws: ConcernRefusal.notTheirs) {
            try await store.move(first.id, .settle, by: george, at: now + .hours(1))
        }
        _ = try await store.move(first.id, .settle, by: ana, at: now + .hours(2))
        await #expect(throws: InvalidTransition.self) {
            try await store.move(first.id, .hear, by: george, at: now + .hours(3))
        }
        let second = try await store.raise(concern("k-2", .team), ladder: ladder)
        #expect(try await store.concernsWithStaff(at: now + .days(9)).map(\.id) == [second.id])
        let gone = try #require(try await store.move(second.id, .withdraw, by: ana, at: now + .hours(1)))
        #expect(gone.words.isEmpty && gone.writtenState == .withdrawn)
        #expect(try await store.concern(second.id) == gone)
        #expect(try await store.concernsWithStaff(at: now + .days(9)).isEmpty)
        // An early word of hers gives a third one to staff before its time.
        let third = try await store.raise(concern("k-3", .group), ladder: ladder)
        _ = try await store.move(third.id, .release, by: ana, at: now + .hours(1))
        #expect(try await store.concernsWithStaff(at: now + .hours(1)).map(\.id) == [third.id])
        #expect(try await store.move(ConcernID("k-9"), .settle, by: ana, at: now) == nil)
        #expect(try await store.steps(ofConcern: first.id).map(\.event) == ["raise", "hear", "settle"])
        // What stands is kept, however old; what has ended goes with the answers.
        var next: PruneCursor? = PruneCursor()
        while let cursor = next {
            next = try await store.prune(
                .answers, before: now + .days(1), from: cursor, limit: 100, under: nil, at: now + .days(2)
            ).next
        }
        #expect(try await store.concerns(of: ana.id, at: now).map(\.id) == [third.id])
        #expect(try await store.steps(ofConcern: first.id).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-18: erased while it is held, what they raised is gone, and what others raised stays theirs`(
        driver: TestedDriver
    ) async throws {
        let store = try await store(driver)
        let own = try await store.raise(concern("k-1", .peer(george.id)), ladder: ladder)
        let others = try await store.raise(concern("k-2", .peer(ana.id), by: "george"), ladder: ladder)
        _ = try await store.move(others.id, .hear, by: ana, at: now)
        let erasure = try await store.erase(ana.id, as: "~ana", by: maria.id, at: now + .hours(1))
        #expect(erasure.removed.map(\.words).contains("what did not sit well with them"))
        #expect(try await store.concern(own.id) == nil)
        #expect(try await store.steps(ofConcern: own.id).isEmpty)
        #expect(try await store.concernsToTell([george.id], at: now + .hours(1)).isEmpty)
        let left = try #require(try await store.concern(others.id))
        #expect(left.words == others.words && left.told == MemberID("~ana"))
        #expect(try await store.steps(ofConcern: others.id).map(\.by) == ["george", "~ana"])
        #expect(try await store.concernsWithStaff(at: now + .hours(48)).map(\.id) == [others.id])
        #expect(try await store.move(others.id, .settle, by: george, at: now + .hours(2))?.writtenState == .settled)
    }
}
