import Community
import Scheduling
import Testing

/// What may be told to everybody of how many took part.
@Suite struct TakingPartTests {
    @Test(arguments: [
        (0, 0, nil, nil), (4, 4, nil, nil), (5, 0, 5, nil), (5, 5, 5, 5), (12, 7, 12, 7), (12, 8, 12, nil),
        (12, 4, 12, nil), (20, 18, 20, nil), (20, 20, 20, 20), (6, 5, 6, nil),
    ])
    func `S1-28: fewer than five people are no number, nor what a number is worked out from`(
        answered: Int, practised: Int, shown: Int?, shownToo: Int?
    ) {
        let part = TakingPart(answered: answered, practised: practised)
        #expect(part.answered == shown && part.practised == shownToo)
        // Neither who practised nor who did not can be told to be one to four people.
        if let all = part.answered, let some = part.practised {
            #expect(all == some || all - some >= SmallCells.least)
        }
    }

    @Test(
        arguments: [
            ([.member], false), ([.facilitator, .member], true), ([.counselor, .staff], true), ([.staff], true),
            ([.operator, .staff], false), ([.operator], false), ([.operator, .counselor], true), ([.mentor], false),
            ([.peerWorker], false), ([.supervisor], true),
        ] as [(Set<Role>, Bool)])
    func `names are for those who look after people, and not for who keeps the program running`(
        roles: Set<Role>, sees: Bool
    ) {
        #expect(Member(id: MemberID("x"), roles: roles).seesNames == sees)
    }
}
