import Community
import Scheduling
import Testing

/// Who may do and see what: every cell of the table.
@Suite struct PermissionTests {
    /// A row for each role; a letter for each permission in the order of its cases, `.` where it is refused.
    private static let cells: [(Role, StaffKind?, String)] = [
        // seeNames, workHere, decidePairs, readCare, readScores, keepPlan, followUp, lookAfter, keepRecords
        (.member, nil, "........."), (.newcomer, nil, "........."), (.mentor, nil, "n........"),
        (.peerWorker, nil, "n........"), (.facilitator, nil, "nw.....l."), (.counselor, nil, "nwdcspflk"),
        (.supervisor, nil, "nwdcs.flk"), (.operator, nil, ".w......."), (.staff, nil, "nw....fl."),
        (.staff, .counseling, "nw....fl."), (.staff, .nursing, "nw....fl."), (.staff, .facilities, "nw......."),
        (.staff, .kitchen, "nw......."), (.staff, .housekeeping, "nw......."), (.staff, .admin, "nw......."),
        (.staff, .other, "nw......."),
    ]

    private static func row(_ member: Member, about other: MemberID = MemberID("other")) -> String {
        zip("nwdcspflk", Permission.allCases).map { member.may($1, about: other) ? String($0) : "." }.joined()
    }

    @Test func `S1-1, S3-6: each role has what the table grants, and nothing else`() {
        #expect(Set(Self.cells.map(\.0)) == Set(Role.allCases))
        #expect(Set(Self.cells.compactMap(\.1)) == Set(StaffKind.allCases))
        #expect(Permission.allCases.count == 9)
        for (role, kind, cells) in Self.cells {
            let member = Member(id: MemberID("x"), roles: [role], staffKind: kind)
            #expect(Self.row(member) == cells, "\(role.rawValue) \(kind?.rawValue ?? "")")
        }
    }

    @Test func `S1-1: a peer worker's permissions exclude clinical instruments, counselors' notes and goals' edits`() {
        let vera = Member(id: MemberID("vera"), roles: [.member, .peerWorker])
        for permission in [Permission.readScores, .keepPlan, .readCare, .followUp, .decidePairs] {
            #expect(!vera.may(permission))
        }
        let sight = GoalSight(reader: vera, owner: MemberID("ana"), mentor: nil, visibility: .careTeam)
        #expect(!sight.words && !sight.score)
        #expect(
            throws: GoalRefusal.notTheirs,
            performing: {
                _ = try GoalState.active.after(.achieve, by: vera.id, owner: MemberID("ana"), kind: .aim)
            })
    }

    @Test func `S1-20: roles add up, and none of them reads or decides about oneself`() {
        let kim = Member(id: MemberID("kim"), roles: [.member, .mentor, .counselor])
        #expect(Self.row(kim) == "nwdcspflk")
        #expect(Self.row(kim, about: kim.id) == ".........")
        let sight = GoalSight(reader: kim, owner: kim.id, mentor: nil, visibility: .careTeam)
        #expect(sight.words && sight.ownTrend && !sight.score)
        #expect(!kim.isAbleToFollowUp(on: kim.id, at: Instant(seconds: 0)))
        // Whoever cooks and counsels besides is a counselor; whoever cooks is not.
        let lee = Member(id: MemberID("lee"), roles: [.staff, .counselor], staffKind: .kitchen)
        #expect(lee.may(.readCare))
        #expect(!Member(id: MemberID("lee"), roles: [.staff], staffKind: .kitchen).may(.readCare))
    }

    @Test func `S3-6: whoever has left, or has not begun, is let do nothing, whatever they were`() {
        for (role, kind, cells) in Self.cells {
            for stage in Stage.kept {
                let member = Member(id: MemberID("x"), roles: [role], staffKind: kind, stage: stage)
                #expect(Self.row(member) == (stage.isHere ? cells : "........."), "\(role.rawValue) \(stage.rawValue)")
                if !stage.isHere { #expect(!member.isStaff && !member.mayFollowUp && !member.seesNames) }
            }
        }
    }

    @Test func `an operator who is staff, and of whom nobody said what they do there, works by numbers`() {
        let otto = Member(id: MemberID("otto"), roles: [.operator, .staff])
        #expect(Self.row(otto) == ".w....f..")
        let nurse = Member(id: MemberID("otto"), roles: [.operator, .staff], staffKind: .nursing)
        #expect(Self.row(nurse) == "nw....fl.")
    }

    @Test func `S3-6: of what waits each is told what is for them`() {
        func told(_ roles: Set<Role>, _ kind: StaffKind? = nil) -> Set<NightMatter> {
            let reader = Member(id: MemberID("x"), roles: roles, staffKind: kind)
            return Set(NightMatter.allCases.filter { $0.isFor(reader) })
        }
        let all = Set(NightMatter.allCases)
        let work: Set<NightMatter> = [.welcome, .decisions, .deliveries, .coverage, .failing]
        for role in [Role.counselor, .supervisor, .staff] { #expect(told([role]) == all, "\(role.rawValue)") }
        #expect(told([.facilitator]) == all.subtracting([.safety, .replies, .concerns]))
        for kind in StaffKind.allCases { #expect(told([.staff], kind) == (kind.isClinical ? all : work)) }
        for roles in [[.operator], [.operator, .staff], [.member, .mentor], [.peerWorker]] as [Set<Role>] {
            #expect(told(roles) == [])
        }
    }

    @Test func `the last rung is the supervisors' where there are any`() {
        let ladder = SafetyLadder(rungs: [.init(people: [MemberID("maria")], wait: .seconds(900))])
        #expect(ladder.endingWith([]) == ladder)
        let climbed = ladder.endingWith([MemberID("sol"), MemberID("uma")])
        #expect(climbed.rungs.last?.people == [MemberID("sol"), MemberID("uma")] && climbed.rungs.count == 2)
        #expect(climbed.endingWith([MemberID("sol")]) == climbed)
        #expect(SafetyLadder(rungs: []).endingWith([MemberID("sol")]).rungs.isEmpty)
    }
}
