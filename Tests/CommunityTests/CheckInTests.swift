import Community
import Scheduling
import Testing

/// What a check-in may do, as tables.
@Suite struct CheckInTests {
    private static let now = Instant(seconds: 1_795_000_000)

    @Test(
        arguments: [
            (.hours(24), .open, 0, ["1h", "3h", "12h"]), (.hours(12), .open, 0, ["1h", "3h"]),
            (.hours(2), .open, 2, ["1h"]), (.hours(1), .open, 0, []), (.hours(-1), .open, 0, []),
            (.hours(24), .open, 3, []), (.hours(24), .answered, 0, []), (.hours(24), .declined, 0, []),
            (.hours(24), .withdrawn, 0, []), (.hours(24), .late, 0, []),
        ] as [(Duration, AskState, Int, [String])])
    func `S0-10: an ask is put off within its window, a few times, while it is open`(
        left: Duration, state: AskState, snoozes: Int, offered: [String]
    ) {
        let ask = Ask(
            id: "a", kind: .checkIn, member: MemberID("ana"), subject: nil, questionnaire: nil, askedAt: Self.now,
            expiresAt: Self.now + left, state: state, snoozes: snoozes)
        #expect(Snooze.offered(for: ask, at: Self.now).map(\.rawValue) == offered)
    }

    @Test(
        arguments: [
            (["a": 5, "b": 9], ["a": 5, "b": 9]), (["a": 4, "b": 9, "c": 7], ["a": nil, "b": 9, "c": nil]),
            (["a": 4, "b": 1, "c": 7], ["a": nil, "b": nil, "c": 7]), (["a": 4], ["a": nil]), ([:], [:]),
            (["a": 0, "b": 6], ["b": 6]), (["a": 4, "b": 5], ["a": nil, "b": nil]),
        ] as [([String: Int], [String: Int?])])
    func `S0-15: fewer than five people are no number, and cannot be worked out from the others`(
        people: [String: Int], shown: [String: Int?]
    ) {
        #expect(SmallCells(people).counts == shown)
    }

    @Test(
        arguments: [
            (["sent": 38, "dead": 1], "sent"), (["a": 4, "b": 9, "c": 7], "c"), (["a": 4, "b": 1, "c": 7], nil),
            (["a": 4], nil), (["a": 5, "b": 9], nil), ([:], nil),
        ] as [([String: Int], String?)])
    func `what is kept back beside a small number is told from a small number`(people: [String: Int], keptBack: String?)
    {
        #expect(SmallCells(people).keptBack == keptBack)
    }

    @Test(arguments: [
        ("less_often", CareWish.frequency(.weekly)), ("as_before", .asBefore), ("other_way", .otherWay),
        ("call", .call),
        ("pause", .pause(until: now + .days(14))), ("yes", nil), ("", nil),
    ])
    func `a choice of somebody who was quiet is a wish, and anything else is none`(choice: String, wish: CareWish?) {
        #expect(CareWish(choice: choice, at: Self.now) == wish)
        #expect(CareWish.choices.contains(choice) == (wish != nil))
    }
}
