import Community
import Testing

/// Who reads what of others at the desk: every cell.
@Suite struct DeskMatterTests {
    /// A letter for each matter in the order of its cases, `.` where numbers and references are all there is.
    private static let cells: [(Set<Role>, StaffKind?, String)] = [
        // people, newcomers, standing, consents, choices, stage, timeline, reach out, record, replies, flags, pairs,
        // waiting, deliveries, night, goals, reviews, commitments
        ([.member], nil, ".................."), ([.newcomer], nil, ".................."),
        ([.mentor], nil, ".................."), ([.peerWorker], nil, ".................."),
        ([.operator], nil, ".................."), ([.facilitator], nil, "pnscogtr....wdN.v."),
        ([.counselor], nil, "pnscogtrRefPwdNGv."), ([.supervisor], nil, "pnscogtrRefPwdNGv."),
        ([.staff], nil, "pnscogtr.ef.wdN.v."), ([.staff], .nursing, "pnscogtr.ef.wdN.v."),
        ([.staff], .kitchen, "pn............N..."), ([.staff], .admin, "pn............N..."),
        ([.operator, .staff], nil, ".........ef......."),
        ([.member, .mentor, .facilitator], nil, "pnscogtr....wdN.v."),
    ]

    @Test func `S3-6, S1-1: of others each role reads what the table grants, and nobody about themselves`() {
        #expect(DeskMatter.allCases.count == 18)
        for (roles, kind, cells) in Self.cells {
            let reader = Member(id: MemberID("x"), roles: roles, staffKind: kind)
            let row = zip("pnscogtrRefPwdNGvC", DeskMatter.allCases)
            #expect(
                row.map { reader.reads($1) ? String($0) : "." }.joined() == cells, "\(roles) \(kind?.rawValue ?? "")")
            for matter in DeskMatter.allCases {
                #expect(!reader.reads(matter, of: reader.id))
                #expect(reader.reads(matter, of: MemberID("other")) == reader.reads(matter))
            }
            let gone = Member(id: MemberID("x"), roles: roles, staffKind: kind, stage: .left)
            #expect(DeskMatter.allCases.allSatisfy { !gone.reads($0) })
        }
    }
}
