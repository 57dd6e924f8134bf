import Community
import Scheduling
import Testing

/// What somebody means to do, whose it is, and when it is reminded of.
@Suite struct CommitmentTests {
    private static let now = Instant(seconds: 1_795_000_000)

    private func commitment(at remindAt: Instant?, again: Instant? = nil, ended: Instant? = nil) -> Commitment {
        Commitment(
            id: CommitmentID("c"), member: MemberID("ana"), words: "call", sharedWith: MemberID("joana"),
            remindAt: remindAt, followUpAt: again, setAt: Self.now, endedAt: ended)
    }

    @Test func `S0-2: its owner and the one they chose may read it, and nobody else`() {
        var own = commitment(at: nil)
        #expect(own.isReadable(by: MemberID("ana")) && own.isReadable(by: MemberID("joana")))
        #expect(!own.isReadable(by: MemberID("maria")))
        own.sharedWith = nil
        #expect(own.isReadable(by: MemberID("ana")) && !own.isReadable(by: MemberID("joana")))
    }

    @Test(arguments: [(-1, nil), (0, "first"), (7_199, "first"), (7_200, nil), (86_400, "follow_up"), (93_600, nil)])
    func `S0-22: it is reminded of at its time and once more at the most`(seconds: Int64, kind: String?) {
        let at = Self.now + .hours(3)
        let own = commitment(at: at, again: at + .days(1))
        #expect(own.due(at: at + .seconds(seconds))?.kind.rawValue == kind)
        #expect(commitment(at: at, again: at + .days(1), ended: at).due(at: at + .seconds(seconds)) == nil)
        #expect(commitment(at: nil).due(at: at + .seconds(seconds)) == nil)
    }

    @Test func `after the second time nothing comes`() {
        let at = Self.now + .hours(3)
        #expect(commitment(at: at, again: at + .days(1)).next(after: Self.now) == at)
        #expect(commitment(at: at, again: at + .days(1)).next(after: at) == at + .days(1))
        #expect(commitment(at: at, again: at + .days(1)).next(after: at + .days(1)) == nil)
        #expect(commitment(at: at).next(after: at) == nil)
        #expect(commitment(at: at, ended: at).next(after: Self.now) == nil)
    }
}
