import Community
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What people said for being paired, and why a pair was proposed, kept and read again.
@Suite(.timeLimit(.minutes(5))) struct StorePairingProfileTests {
    private let now = TestedStore.now

    @Test(arguments: TestedDriver.allCases)
    func `a profile comes back as it was taken in`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let cells: [String: String] = [
            "availability": "mon 18:00-20:00|sat-sun 09:00-11:00", "modes": "text|video", "tags": "grief=loss|são",
            "share_tags": "yes", "trainings": "orientation 2027-03-01", "relations": "family:silva",
            "wishes": "rui", "pathway": "arts", "cool_down_until": "2026-12-01",
        ]
        let ana = Member(id: MemberID("ana"), pairing: PairingProfile.reading { cells[$0] }.profile)
        let rui = Member(id: MemberID("rui"))
        _ = try await store.importRoster([ana, rui], doNotPair: [], at: now)
        #expect(try await store.person(ana.id)?.pairing == ana.pairing)
        #expect(try await store.person(rui.id)?.pairing == PairingProfile())
        #expect(try await store.importRoster([ana, rui], doNotPair: [], at: now).unchanged == 2)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an explanation is kept with its pair`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let people = ["n", "o", "m"].map { Member(id: MemberID($0), capacity: 2, consents: [.pairing]) }
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        try await store.addRun(
            RunRecord(
                id: "r", job: JobID("pairs"), jobRevision: "1", cause: .manual, trigger: "manual", nominal: now,
                zone: "", state: .ready, dueAt: now, group: "", createdAt: now))
        let claim = try #require(
            try await store.claimRun(now: now, lease: Lease(owner: "one", until: now + .seconds(30))))
        let explanation = PairingExplanation(
            criteria: [PairingExplanation.Criterion(name: "interests", points: 65, share: 11, isBlank: false)],
            fit: 65, uncertain: ["the newcomer has not said when they are \"free\""], common: ["são"],
            alternatives: [
                PairingExplanation.Alternative(
                    mentor: MemberID("rui"), fit: 40, reasons: ["both like chess"], standing: .keptForOthers)
            ], isStable: false)
        var commit = StepCommit(
            run: "r", epoch: claim.epoch, step: "propose",
            progress: RunProgress(
                state: .succeeded, stepIndex: 1, dueAt: now, stepEnd: .done, now: now, leaseUntil: now + .seconds(30)))
        commit.proposals = [
            PairingProposal(
                id: PairingID("p"), newcomer: MemberID("n"), mentor: MemberID("m"), reasons: ["both"],
                explanation: explanation),
            PairingProposal(id: PairingID("q"), newcomer: MemberID("o"), mentor: MemberID("m"), reasons: []),
        ]
        try await store.commit(commit)
        let kept = try await store.pairings([PairingID("p"), PairingID("q")])
        #expect(kept.map(\.explanation) == [explanation, nil])
    }
}
