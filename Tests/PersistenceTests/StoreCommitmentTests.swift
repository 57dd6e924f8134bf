import Community
import Persistence
import Scheduling
import TestSupport
import Testing

/// What people mean to do, on every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreCommitmentTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")
    private let joana = MemberID("joana")

    private func commitment(_ id: String, with peer: MemberID? = nil) -> Commitment {
        Commitment(
            id: CommitmentID(id), member: ana, words: "call \u{e9}t", sharedWith: peer, remindAt: now + .hours(3),
            followUpAt: now + .days(1), setAt: now)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-2: one stands at a time, and only its owner and the chosen peer find it`(driver: TestedDriver) async throws
    {
        let store = try await TestedStore(driver).open()
        let own = commitment("c-1")
        #expect(try await store.setCommitment(own))
        #expect(try await !store.setCommitment(commitment("c-2")))
        #expect(try await store.commitments(of: [ana, joana]) == [ana: own])
        #expect(try await store.commitments(readableBy: joana).isEmpty)
        #expect(try await store.shareCommitment(of: ana, with: joana))
        #expect(try await store.commitments(readableBy: joana).map(\.words) == ["call \u{e9}t"])
        #expect(try await store.commitments(readableBy: MemberID("maria")).isEmpty)
        #expect(try await store.shareCommitment(of: ana, with: nil))
        #expect(try await store.commitments(readableBy: joana).isEmpty)
        #expect(try await store.endCommitment(of: ana, at: now + .hours(1)))
        #expect(try await !store.endCommitment(of: ana, at: now + .hours(1)))
        #expect(try await !store.shareCommitment(of: ana, with: joana))
        #expect(try await store.commitments(of: [ana]).isEmpty)
        #expect(try await store.setCommitment(commitment("c-3", with: joana)))
        #expect(try await store.commitments(readableBy: joana).map(\.id.rawValue) == ["c-3"])
    }
}
