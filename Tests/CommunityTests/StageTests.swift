import Community
import Scheduling
import Testing

/// The way of a person through the program.
@Suite struct StageTests {
    /// Each stage, by each event in the order of its cases.
    private static let table: [(Stage, [Stage?])] = [
        // join, settle, pause, resume, transition, stay, graduate, leave, come_back
        (.invited, [.newcomer, nil, nil, nil, nil, nil, nil, .left, nil]),
        (.newcomer, [nil, .active, .paused, nil, .transitioning, nil, nil, .left, nil]),
        (.active, [nil, nil, .paused, nil, .transitioning, nil, nil, .left, nil]),
        (.paused, [nil, nil, nil, .active, .transitioning, nil, nil, .left, nil]),
        (.transitioning, [nil, nil, nil, nil, nil, .active, .alumni, .left, nil]),
        (.alumni, [nil, nil, nil, nil, nil, nil, nil, .left, .active]),
        (.left, [nil, nil, nil, nil, nil, nil, nil, nil, .active]),
    ]

    @Test func `each event in each stage has one outcome, and the table names them all`() {
        #expect(Set(Self.table.map(\.0)) == Set(Stage.allCases))
        for (stage, outcomes) in Self.table {
            #expect(outcomes.count == Stage.Event.allCases.count)
            for (event, outcome) in zip(Stage.Event.allCases, outcomes) {
                #expect((try? stage.after(event)) == outcome, "\(stage) \(event)")
            }
        }
    }

    @Test func `what a date tells is written down nowhere`() {
        for stage in Stage.allCases { #expect(Stage.kept.contains(stage.keptAs)) }
        #expect(Stage.allCases.filter { !Stage.kept.contains($0) } == [.newcomer, .paused])
        #expect(Stage.allCases.filter { !$0.isHere } == [.invited, .left])
    }

    private static let noon = Instant(iso8601: "2026-11-19T12:00:00Z")

    /// Whoever joined on the given day, at noon of the 19th of November in UTC.
    @Test(
        arguments: [
            ("2026-11-19", .newcomer), ("2026-11-06", .newcomer), ("2026-11-05", .newcomer), ("2026-11-04", .active),
            ("2026-11-20", .invited), ("2020-01-01", .active), (nil, .active),
        ] as [(String?, Stage)])
    func `a newcomer is a member in their first days, and no other kind of person`(joined: String?, stage: Stage)
        throws
    {
        let now = try #require(Self.noon)
        let member = Member(id: MemberID("ana"), joinedOn: joined.flatMap(CivilDate.init(iso8601:)))
        #expect(member.stage(at: now, in: .utc, newcomerDays: 14) == stage)
        let day = ZoneRules.utc.civil(at: now).date
        #expect(member.counts(as: .newcomer, on: day, newcomerDays: 14) == (stage == .newcomer))
        var listed = member
        listed.roles = [.member, .newcomer]
        // Staff may say that somebody is still new here; it is no stage.
        #expect(listed.counts(as: .newcomer, on: day, newcomerDays: 14))
        #expect(listed.stage(at: now, in: .utc, newcomerDays: 14) == stage)
    }

    @Test func `staff are nobody's newcomers, and who paused or went on is in that stage`() throws {
        let now = try #require(Self.noon)
        let day = ZoneRules.utc.civil(at: now).date
        var maria = Member(id: MemberID("maria"), roles: [.counselor], joinedOn: day)
        #expect(maria.stage(at: now, in: .utc, newcomerDays: 14) == .active)
        maria.roles = [.counselor, .member]
        #expect(maria.stage(at: now, in: .utc, newcomerDays: 14) == .newcomer)
        maria.pausedUntil = now + .days(1)
        #expect(maria.stage(at: now, in: .utc, newcomerDays: 14) == .paused)
        maria.stage = .transitioning
        #expect(maria.stage(at: now, in: .utc, newcomerDays: 14) == .transitioning)
        #expect(!maria.counts(as: .newcomer, on: day, newcomerDays: 14))
    }
}
