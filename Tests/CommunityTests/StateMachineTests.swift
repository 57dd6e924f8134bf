import Community
import Scheduling
import Testing

@Suite struct StateMachineTests {
    /// Every move that a pair can make, by the state that it is in; all others are refused.
    private static let pairingMoves: [PairingState: [PairingState.Event: PairingState]] = [
        .proposed: [
            .approve: .approved, .decline: .declined, .withdraw: .withdrawn, .endForSafety: .endedForSafety,
        ],
        .approved: [.askNewcomer: .askingNewcomer, .withdraw: .withdrawn, .endForSafety: .endedForSafety],
        .askingNewcomer: [
            .askMentor: .askingMentor, .eitherDeclined: .declinedByEither, .lapse: .lapsed, .withdraw: .withdrawn,
            .endForSafety: .endedForSafety,
        ],
        .askingMentor: [
            .bothAccepted: .accepted, .eitherDeclined: .declinedByEither, .lapse: .lapsed, .withdraw: .withdrawn,
            .endForSafety: .endedForSafety,
        ],
        .accepted: [.introduce: .introduced, .close: .closing, .end: .ended, .endForSafety: .endedForSafety],
        .introduced: [
            .meet: .met, .hold: .onHold, .close: .closing, .end: .ended, .endForSafety: .endedForSafety,
        ],
        .met: [.settle: .active, .hold: .onHold, .close: .closing, .end: .ended, .endForSafety: .endedForSafety],
        .active: [.hold: .onHold, .close: .closing, .end: .ended, .endForSafety: .endedForSafety],
        .onHold: [.resume: .active, .close: .closing, .end: .ended, .endForSafety: .endedForSafety],
        .closing: [.sayGoodbye: .closed, .end: .ended, .endForSafety: .endedForSafety],
    ]

    @Test(arguments: PairingState.allCases, PairingState.Event.allCases)
    func `a pair moves as the table says and no other way`(state: PairingState, event: PairingState.Event) {
        #expect((try? state.after(event)) == Self.pairingMoves[state]?[event])
    }

    @Test func `only a counselor's approval leads past a proposal`() {
        let ways = PairingState.moves.filter { $0.from.contains(.proposed) && $0.to.takesAPlace }
        #expect(ways.map(\.event) == [.approve])
        #expect(PairingState.moves.filter { $0.to == .approved }.map(\.event) == [.approve])
    }

    @Test(arguments: AskState.allCases, AskState.Event.allCases)
    func `an ask moves as the table says and no other way`(state: AskState, event: AskState.Event) {
        let expected: AskState? =
            switch (state, event) {
            case (.open, .answer), (.answered, .answer), (.declined, .answer): .answered
            case (.open, .decline), (.answered, .decline), (.declined, .decline): .declined
            case (.open, .windowEnded): .expired
            case (.expired, .answer), (.late, .answer): .late
            case (.open, .withdraw), (.expired, .withdraw): .withdrawn
            default: nil
            }
        #expect((try? state.after(event)) == expected)
    }

    @Test(arguments: GoalState.Event.allCases)
    func `nobody but its owner moves a goal`(event: GoalState.Event) {
        #expect(throws: GoalRefusal.notTheirs) {
            try GoalState.active.after(event, by: MemberID("maria"), owner: MemberID("ana"))
        }
    }

    @Test func `its owner may let go of a goal, and there is no failing it`() throws {
        let ana = MemberID("ana")
        #expect(try GoalState.active.after(.letGo, by: ana, owner: ana) == .letGo)
        #expect(GoalState.allCases.allSatisfy { !$0.rawValue.contains("fail") })
    }

    @Test(arguments: [
        ("22:00", "07:30", "23:00", true), ("22:00", "07:30", "07:30", false), ("22:00", "07:30", "22:00", true),
        ("13:00", "14:00", "13:30", true), ("13:00", "14:00", "14:00", false), ("08:00", "08:00", "08:00", false),
    ])
    func `quiet hours wrap midnight`(from: String, to: String, at: String, isQuiet: Bool) throws {
        let window = QuietHours(from: try #require(LocalTime(from)), to: try #require(LocalTime(to)))
        #expect(window.contains(try #require(LocalTime(at))) == isQuiet)
    }

    @Test func `quiet hours end on the clock of the person, also when it changes that night`() throws {
        let lisbon = try ZoneDatabase().rules(named: "Europe/Lisbon")
        let window = QuietHours(from: try #require(LocalTime("21:00")), to: try #require(LocalTime("08:00")))
        let evening = try #require(Instant(iso8601: "2026-03-28T22:00:00Z"))
        #expect(window.end(after: evening, in: lisbon).iso8601 == "2026-03-29T07:00:00Z")
    }

    @Test func `an empty answer is skipped and a wrong one is named`() throws {
        let words = LocalizedText(texts: ["en": "?"])
        let question = Question(id: "mood", text: words, kind: .scale(low: 0, high: 10), visibility: .me)
        #expect(try question.read("  ") == nil)
        #expect(try question.read("7") == "7")
        let error = #expect(throws: UnreadableAnswer.self) { try question.read("eleven") }
        #expect(error?.description == "the answer to 'mood' could not be read: expected a whole number from 0 to 10")
    }

    @Test func `two people make one pair in either order`() {
        #expect(MemberPair(MemberID("b"), MemberID("a")) == MemberPair(MemberID("a"), MemberID("b")))
    }
}
