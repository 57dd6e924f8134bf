import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Goals, what is said of them and how reviews end, over every driver.
@Suite(.timeLimit(.minutes(5))) struct StoreGoalTests {
    private let now = TestedStore.now
    private let ana = MemberID("ana")
    private let maria = MemberID("maria")

    private var full: Goal {
        Goal(
            id: GoalID("g"), member: ana, ownWords: "walk, \"slowly\"\n| e\u{301} 🚶", kind: .practice,
            category: .peerWork,
            setAt: now, state: .onHold,
            thoughts: GoalThoughts(
                whyItMatters: "my knees", importance: GoalRuler(8), confidence: GoalRuler(0), strengths: "patience",
                whoHelps: "Rui", nextStep: "shoes", nextStepOn: CivilDate(iso8601: "2026-12-01"),
                howIWouldKnow: "I whistle", levels: [.muchLess: "none", .muchMore: "the hill"]),
            reviewOn: CivilDate(iso8601: "2026-12-24"), suggestion: GoalSuggestion(words: "walk", by: maria),
            changedFrom: GoalID("g0"), planCrosswalk: "2.1", touchedAt: now + .days(1), stepsTaken: ["a", "b"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a goal is read as it was written, to the byte`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addGoal(full)
        let read = try #require(try await store.goal(full.id))
        #expect(read == full && Array(read.ownWords.utf8) == Array(full.ownWords.utf8))
        #expect(try await store.goals(in: [.onHold]) == [full])
        #expect(try await store.goals(of: ana, in: [.active]).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `S0-23: what somebody else tries with a goal is refused, kept on record, and changes nothing`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        let goal = Goal(id: GoalID("g"), member: ana, ownWords: "walk", setAt: now)
        try await store.addGoal(goal)
        let (maria, at) = (maria, now + .hours(1))
        for event in [GoalState.Event.achieve, .letGo, .change] {
            await #expect(throws: GoalRefusal.notTheirs) {
                try await store.change(goal.id, by: maria, event.rawValue, at: at) { goal throws(GoalRefusal) in
                    var goal = goal
                    goal.state = try goal.state.after(event, by: maria, owner: goal.member, kind: goal.kind)
                    return [goal]
                }
            }
        }
        #expect(try await store.goal(goal.id) == goal)
        let deeds = try await store.deeds(with: goal.id)
        #expect(deeds.map(\.deed) == ["achieve", "change", "let_go"])
        #expect(deeds.allSatisfy { $0.actor == maria && $0.refusal == GoalRefusal.notTheirs.description })
        let kept = try await store.change(goal.id, by: ana, "rest", at: at) { goal throws(GoalRefusal) in
            var goal = goal
            goal.state = .onHold
            return [goal]
        }
        #expect(kept?.map(\.state) == [.onHold])
        #expect(try await store.deeds(with: goal.id).count { $0.refusal == nil } == 1)
        #expect(try await store.change(GoalID("none"), by: ana, "rest", at: at) { [$0] } == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `nobody's goal becomes somebody else's by being written again`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addGoal(Goal(id: GoalID("g"), member: ana, ownWords: "walk", setAt: now))
        try await store.addGoal(Goal(id: GoalID("g"), member: maria, ownWords: "taken", setAt: now))
        #expect(try await store.goal(GoalID("g"))?.ownWords == "walk")
        #expect(try await store.goals(of: maria, in: GoalState.allCases).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `ratings are told in their order, each with its own parts`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let ratings = [
            GoalRating(goal: GoalID("g"), by: maria, at: now, level: .muchLess),
            GoalRating(goal: GoalID("g"), by: ana, at: now + .days(1), confidence: GoalRuler(4)),
            GoalRating(goal: GoalID("h"), by: ana, at: now + .days(2), level: .muchMore, importance: GoalRuler(0)),
        ]
        for rating in ratings.reversed() { try await store.addRating(rating) }
        #expect(try await store.ratings(of: [GoalID("h"), GoalID("g")]) == ratings)
        #expect(try await store.ratings(of: [GoalID("g")]) == Array(ratings.prefix(2)))
    }

    /// A store in which Ana is asked to a review at each of `times`, by runs of their own, of which some never arrived.
    private func store(_ driver: TestedDriver, asked times: [Instant], lost: Set<Int> = []) async throws -> Store {
        let store = try await TestedStore(driver).open()
        for (index, time) in times.enumerated() {
            try await store.addRun(
                RunRecord(
                    id: "r\(index)", job: JobID("goal-review"), jobRevision: "1", cause: .manual, trigger: "manual",
                    nominal: time, zone: "", state: .ready, dueAt: time, group: "g\(index)", createdAt: time))
            guard let claim = try await store.claimRun(now: time, lease: Lease(owner: "w", until: time + .minutes(1)))
            else { continue }
            var commit = StepCommit(
                run: claim.id, epoch: claim.epoch, step: "invite",
                progress: RunProgress(
                    state: .succeeded, stepIndex: 1, dueAt: time, stepEnd: .done, now: time, leaseUntil: time))
            commit.asks = [
                Ask(
                    id: "ask\(index)", kind: .goalReview, member: ana, subject: nil, questionnaire: nil, askedAt: time,
                    expiresAt: time + .days(14))
            ]
            commit.messages = [
                OutboxMessage(
                    id: "m\(index)", run: claim.id, job: "goal-review", step: "invite", member: ana, channel: "screen",
                    message: MessageID("goals.review-invite"), values: [:], ask: "ask\(index)", purpose: .goals,
                    dueAt: time, expiresAt: time + .days(1), createdAt: time)
            ]
            try await store.commit(commit)
            let claims = try await store.claimMessages(
                limit: 10, now: time, lease: Lease(owner: "d", until: time + .seconds(60)))
            _ = try await store.record(
                claims.map {
                    DeliveryRecord(
                        id: $0.message.id, epoch: $0.epoch, event: lost.contains(index) ? .refused : .delivered,
                        reason: nil, at: time)
                })
        }
        return store
    }

    @Test(arguments: TestedDriver.allCases)
    func `an invitation that never arrived is none, also when the messages are removed`(driver: TestedDriver)
        async throws
    {
        let times = (0..<4).map { now + .days(30 * Int64($0)) }
        let store = try await store(driver, asked: times, lost: [1, 2])
        func invited(_ at: Instant) async throws -> [Instant]? {
            try await store.goalReviews(of: [ana], at: at)[ana]?.invitedAt
        }
        // While it is open, nobody can tell yet.
        #expect(try await invited(times[1] + .days(1)) == [times[0], times[1], times[2], times[3]])
        #expect(try await invited(times[3] + .days(20)) == [times[0], times[3]])
        // Answered by a link that they had from elsewhere, it was one.
        var reply = ReplyRecord()
        reply.review = .hold
        _ = try await store.keepReply(reply, toAsk: "ask2", .answer, at: times[3])
        #expect(try await invited(times[3] + .days(20)) == [times[0], times[2], times[3]])
        var next: PruneCursor? = PruneCursor()
        while let cursor = next {
            let end = times[3] + .days(400)
            next = try await store.prune(.messages, before: end, from: cursor, limit: 1, under: nil, at: end).next
        }
        #expect(try await store.message("m0") == nil)
        #expect(try await invited(times[3] + .days(20)) == [times[0], times[2], times[3]])
    }

    @Test(arguments: TestedDriver.allCases)
    func `reviews are told by when they were asked, held and moved`(driver: TestedDriver) async throws {
        let times = [now, now + .days(30), now + .days(60)]
        let store = try await store(driver, asked: times)
        let (ana, last) = (ana, now + .days(61))
        func standing() async throws -> GoalReviewTimes? {
            try await store.goalReviews(of: [ana, maria], at: last)[ana]
        }
        #expect(try await standing() == GoalReviewTimes(invitedAt: times, isOpen: true, lastShownAt: times[2]))
        var reply = ReplyRecord()
        reply.review = .skip
        _ = try await store.keepReply(reply, toAsk: "ask0", .answer, at: now + .days(1))
        reply.review = .move
        _ = try await store.keepReply(reply, toAsk: "ask2", .answer, at: last)
        #expect(
            try await standing()
                == GoalReviewTimes(
                    invitedAt: Array(times.prefix(2)), lastHeldAt: now + .days(1), isOpen: false, lastShownAt: last))
        // What is suggested after that is news, until it is too old.
        try await store.addGoal(Goal.suggested("An idea", as: GoalID("s"), to: ana, by: maria, at: last - .days(2)))
        #expect(try await standing()?.hasUnseenSuggestion == false)
        try await store.addGoal(Goal.suggested("Another", as: GoalID("s2"), to: ana, by: maria, at: last + .days(1)))
        #expect(try await standing()?.suggestedAt == last + .days(1))
        #expect(try await standing()?.hasUnseenSuggestion == true)
        for (at, count) in [(last + .days(20), 2), (last + .days(29), 1), (last + .days(31), nil)] as [(Instant, Int?)]
        {
            let standings = try await store.standings(of: [ana], names: ["goals.suggested"], at: at)
            #expect(standings[ana]?.suggestedGoals == count)
        }
        #expect(try await store.reviewState(ofAsk: "ask1") == nil)
        // Held late, and held it stays whatever comes after.
        for event in [GoalReviewState.Event.hold, .skip, .move] {
            reply.review = event
            _ = try await store.keepReply(reply, toAsk: "ask1", .answer, at: last)
            #expect(try await store.reviewState(ofAsk: "ask1") == .held)
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `a reply worked out from goals that have changed since keeps nothing`(driver: TestedDriver) async throws {
        let store = try await store(driver, asked: [now])
        let goal = Goal(id: GoalID("g"), member: ana, ownWords: "walk", setAt: now)
        try await store.addGoal(goal)
        try await store.addStep("one lap", to: goal.id, at: now + .hours(1))
        var reply = ReplyRecord()
        reply.goalsSeen = [goal]
        var rested = goal
        rested.state = .onHold
        reply.goals = [rested]
        reply.answers = [AnswerRecord(question: "q", value: "x", visibility: .me)]
        let (stale, at) = (reply, now + .hours(2))
        await #expect(throws: ReplyOvertaken.self) {
            try await store.keepReply(stale, toAsk: "ask0", .answer, at: at)
        }
        #expect(try await store.goal(goal.id)?.state == .active)
        #expect(try await store.answers(toAsk: "ask0").isEmpty)
        #expect(try await store.ask("ask0")?.state == .open)
    }

    @Test(arguments: TestedDriver.allCases)
    func `newcomers without an answer are the members who joined that day, whatever the list calls them`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        let day = try #require(CivilDate(iso8601: "2026-11-05"))
        let people = [
            Member(id: MemberID("wanda"), roles: [.member, .newcomer], joinedOn: day),
            Member(id: MemberID("maria"), roles: [.counselor], joinedOn: day),
            Member(id: MemberID("lea"), stage: .left, joinedOn: day),
            Member(id: MemberID("rui"), roles: [.member, .mentor], joinedOn: day),
            Member(id: MemberID("bo"), roles: [.newcomer], joinedOn: day.adding(days: 1)),
        ]
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        #expect(try await store.unansweredNewcomers(joinedOn: day).map(\.rawValue) == ["rui", "wanda"])
    }
}
