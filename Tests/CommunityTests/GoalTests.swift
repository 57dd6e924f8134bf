import Community
import Scheduling
import Testing

@Suite struct GoalTests {
    private static let ana = MemberID("ana")
    private static let maria = MemberID("maria")
    private static let now = Instant(seconds: 1_795_000_000)

    /// Every move of its owner; all others are refused.
    private static let moves: [(GoalState, GoalState.Event, GoalKind?, GoalState)] = [
        (.draft, .begin, nil, .active), (.draft, .letGo, nil, .letGo), (.proposed, .accept, nil, .active),
        (.proposed, .decline, nil, .declined), (.active, .rest, nil, .onHold), (.onHold, .resume, nil, .active),
        (.active, .achieve, .aim, .achieved), (.onHold, .achieve, .aim, .achieved),
        (.active, .practise, .practice, .practised), (.onHold, .practise, .practice, .practised),
        (.active, .letGo, nil, .letGo), (.onHold, .letGo, nil, .letGo), (.active, .change, nil, .changed),
        (.onHold, .change, nil, .changed),
    ]

    @Test(arguments: GoalState.allCases, GoalState.Event.allCases)
    func `S0-23: a goal moves as the table says, by its owner alone`(state: GoalState, event: GoalState.Event) {
        for kind in GoalKind.allCases {
            let move = Self.moves.first { $0.0 == state && $0.1 == event && ($0.2 == nil || $0.2 == kind) }
            #expect((try? state.after(event, by: Self.ana, owner: Self.ana, kind: kind)) == move?.3)
            #expect(throws: GoalRefusal.notTheirs) {
                try state.after(event, by: Self.maria, owner: Self.ana, kind: kind)
            }
        }
    }

    @Test func `S2-5: something to practise is neither achieved nor not, whatever is done with it`() {
        let ends = GoalState.Event.allCases.compactMap { event in
            try? GoalState.active.after(event, by: Self.ana, owner: Self.ana, kind: .practice)
        }
        #expect(Set(ends) == [.onHold, .practised, .letGo, .changed])
    }

    @Test(
        arguments: GoalState.allCases.map(\.rawValue) + GoalState.Event.allCases.map(\.rawValue)
            + GoalReviewState.allCases.map(\.rawValue) + GoalReviewState.Event.allCases.map(\.rawValue))
    func `S0-11: no word for what becomes of a goal blames anybody`(word: String) throws {
        for blame in ["fail", "overdue", "late", "miss", "not_achieved", "abandon", "success"] {
            #expect(!word.contains(blame))
        }
    }

    private static func suggestion() -> Goal {
        Goal.suggested("Lead the circle once", as: GoalID("g"), to: ana, by: maria, category: .peerWork, at: now)
    }

    @Test func `S4-5: a suggestion becomes a goal only when its member takes it, as it is or in other words`() throws {
        let idea = Self.suggestion()
        #expect(idea.state == .proposed && idea.ownWords.isEmpty && idea.shownWords == "Lead the circle once")
        let later = Self.now + .days(1)
        let taken = try idea.accepted(in: nil, by: Self.ana, at: later)
        #expect(taken.ownWords == "Lead the circle once" && taken.state == .active && taken.touchedAt == later)
        let rewritten = try idea.accepted(in: "Open the door on Thursdays", by: Self.ana, at: later)
        #expect(rewritten.ownWords == "Open the door on Thursdays")
        #expect(rewritten.suggestion == GoalSuggestion(words: "Lead the circle once", by: Self.maria))
        #expect(throws: GoalRefusal.notTheirs) { try idea.accepted(in: nil, by: Self.maria, at: later) }
    }

    @Test func `S4-5: a suggestion that nobody takes up is gone after thirty days`() {
        let idea = Self.suggestion()
        let last = Self.now + .days(30) - .milliseconds(1)
        #expect(idea.state(at: last) == .proposed)
        #expect(idea.state(at: Self.now + .days(30)) == .expired)
        #expect((try? idea.accepted(in: nil, by: Self.ana, at: last)) != nil)
        #expect(throws: GoalRefusal.self) { try idea.accepted(in: nil, by: Self.ana, at: Self.now + .days(30)) }
    }

    @Test func `a changed goal is a new one that tells which it was`() throws {
        let old = Goal(
            id: GoalID("g1"), member: Self.ana, ownWords: "run every day", kind: .practice, category: .health,
            setAt: Self.now)
        let new = try old.changed(into: " walk, \"slowly\"  ", as: GoalID("g2"), by: Self.ana, at: Self.now + .days(9))
        #expect(new.changedFrom == old.id && new.ownWords == " walk, \"slowly\"  ")
        #expect(new.kind == .practice && new.category == .health && new.state == .active)
        #expect(throws: GoalRefusal.noWords) {
            try old.changed(into: " \n", as: GoalID("g3"), by: Self.ana, at: Self.now)
        }
        #expect(throws: GoalRefusal.notTheirs) {
            try old.changed(into: "walk", as: GoalID("g3"), by: Self.maria, at: Self.now)
        }
    }

    @Test(arguments: [
        "", " ", "Ходить пешком", "أن أتعلم رقصة", "I failed, and overdue bills", "a|b,\"c\"\n{{x}}", "👩‍👩‍👧 é",
    ])
    func `S4-11: own words stay verbatim through every move`(words: String) throws {
        var goal = Goal(
            id: GoalID("g"), member: Self.ana, ownWords: words, setAt: Self.now, planCrosswalk: "objective 2.1")
        for event in [GoalState.Event.rest, .resume, .rest, .letGo] {
            goal.state = try goal.state.after(event, by: Self.ana, owner: Self.ana)
            #expect(goal.ownWords == words && goal.shownWords == words)
        }
        #expect(goal.planCrosswalk == "objective 2.1")
    }

    @Test func `S1-19: peer work is a kind of goal that opens its pathway, and the only one`() {
        #expect(GoalCategory.allCases.filter(\.opensPathway) == [.peerWork])
        #expect(GoalCategory(rawValue: "peer-work") == .peerWork)
    }

    @Test(arguments: [(nil, false), (0, true), (3, true), (4, false), (10, false)] as [(Int?, Bool)])
    func `S4-12: what matters less than four of ten is asked about`(importance: Int?, isAsked: Bool) {
        #expect(GoalThoughts(importance: importance.flatMap { GoalRuler($0) }).asksIfStillTheirs == isAsked)
    }

    @Test func `a ruler has eleven numbers`() {
        #expect((-3...13).filter { GoalRuler($0) != nil } == Array(0...10))
    }

    @Test func `S2-9, S4-3: the owner's level stands first, and nobody's stands over it`() {
        func rating(_ by: String, _ day: Int64, _ level: GoalLevel?) -> GoalRating {
            GoalRating(goal: GoalID("g"), by: MemberID(by), at: Self.now + .days(day), level: level)
        }
        let ratings = [
            rating("ana", 0, .asHoped), rating("maria", 1, .muchMore), rating("ana", 2, .somewhatLess),
            rating("ana", 3, nil), rating("aaron", 1, .somewhatMore),
        ]
        let shown = GoalRating.latestLevels(ratings, owner: Self.ana)
        #expect(shown.map(\.by.rawValue) == ["ana", "aaron", "maria"])
        #expect(shown.map(\.level) == [.somewhatLess, .somewhatMore, .muchMore])
    }

    @Test(arguments: GoalReviewState.allCases, GoalReviewState.Event.allCases)
    func `a review moves as the table says and no other way`(state: GoalReviewState, event: GoalReviewState.Event) {
        let expected: GoalReviewState? =
            switch (state, event) {
            case (.scheduled, .invite), (.movedByMember, .invite): .invited
            case (.held, .hold), (.held, .move), (.held, .skip): .held
            case (.invited, .hold), (.movedByMember, .hold), (.skippedByMember, .hold), (.closed, .hold): .held
            case (.scheduled, .move), (.invited, .move), (.movedByMember, .move), (.skippedByMember, .move),
                (.closed, .move), (.movedByMember, .skip):
                .movedByMember
            case (.invited, .skip), (.skippedByMember, .skip), (.closed, .skip): .skippedByMember
            case (.invited, .close): .closed
            default: nil
            }
        #expect((try? state.after(event)) == expected)
    }

    @Test(arguments: [
        ("ana", Visibility.me, true, true, false), ("joana", .me, false, false, false),
        ("joana", .mentor, true, false, false), ("maria", .mentor, false, false, true),
        ("maria", .careTeam, true, false, true), ("rui", .careTeam, false, false, false),
        ("rui", .group, true, false, false), ("ana", .careTeam, true, true, false),
    ])
    func `who reads a goal, its owner's trend and its score`(
        reader: String, visibility: Visibility, words: Bool, trend: Bool, score: Bool
    ) {
        // Ana is a counselor elsewhere: of her own goals she sees no score.
        let roles: Set<Role> = ["maria", "ana"].contains(reader) ? [.counselor] : [.member]
        let sight = GoalSight(
            reader: Member(id: MemberID(reader), roles: roles), owner: Self.ana, mentor: MemberID("joana"),
            visibility: visibility)
        #expect([sight.words, sight.ownTrend, sight.score] == [words, trend, score])
    }
}
