public import Community
import Persistence
import PluginKit
public import Scheduling

extension ProgramEngine {
    /// What of a review cannot be read: words whose meaning nothing chosen says, and a day for the next one that is none.
    func unreadableGoals(_ reply: AskReply, of ask: Ask) async throws -> [UnreadableAnswer] {
        guard ask.kind == .goalReview else { return [] }
        var faults = reply.goals.filter(\.isUnclear).map {
            UnreadableAnswer(question: $0.field, expected: "other words or a choice that they go with")
        }
        if let day = reply.reviewOn {
            let today = zone(ofMemberIn: try await store.person(ask.member)?.timeZone).civil(at: clock.now()).date
            if day <= today {
                faults.append(UnreadableAnswer(question: AskReply.anotherDay, expected: "a day after today"))
            }
        }
        return faults
    }

    /// Collects what a reply does to the person's own goals; false when one of them cannot go there.
    ///
    /// Whoever holds a review looks at all of their goals, so all of them count as touched; whoever skips it touches none.
    func applyGoals(_ reply: AskReply, of ask: Ask, into record: inout ReplyRecord) async throws -> Bool {
        guard ask.kind == .goalReview else { return true }
        let now = clock.now()
        guard reply.choice == .answer else {
            record.review = .skip
            return true
        }
        let all = try await store.goals(of: ask.member, in: GoalState.allCases)
        record.goalsSeen = all
        var goals = all.filter(\.state.isCurrent)
        for change in reply.goals {
            guard let goal = all.first(where: { $0.id == change.goal }),
                let changed = try? Self.applied(change, to: goal, among: all, by: ask.member, at: now)
            else { return false }
            goals.removeAll { goal in changed.contains { $0.id == goal.id } }
            goals += changed
            if let words = change.stepTaken { record.goalSteps.append((goal.id, words)) }
            if change.level != nil || change.importance != nil || change.confidence != nil {
                record.ratings.append(
                    GoalRating(
                        goal: goal.id, by: ask.member, at: now, level: change.level, importance: change.importance,
                        confidence: change.confidence))
            }
        }
        if let words = reply.newGoal {
            let id = GoalID.fresh("\(ask.id)|\(words)")
            // The same page sent twice sets one goal.
            if !all.contains(where: { $0.id == id }) {
                goals.append(
                    Goal(id: id, member: ask.member, ownWords: words, kind: reply.newGoalKind, setAt: now))
            }
        }
        let saysNothing = reply.answers.isEmpty && reply.goals.isEmpty && reply.newGoal == nil
        let isMoved = saysNothing && reply.reviewOn != nil
        record.review = isMoved ? .move : .hold
        let today = zone(ofMemberIn: try await store.person(ask.member)?.timeZone).civil(at: now).date
        record.goals = goals.map { goal in
            var goal = goal
            if !isMoved { goal.touchedAt = now }
            if let day = reply.reviewOn, day > today, goal.state.isCurrent {
                goal.reviewOn = day
            } else if let day = goal.reviewOn, day <= today {
                goal.reviewOn = nil
            }
            return goal
        }
        return true
    }

    /// What one line of a review makes of a goal: the goal, and for a change the one that follows it.
    private static func applied(
        _ change: AskReply.GoalReply, to goal: Goal, among all: [Goal], by actor: MemberID, at now: Instant
    ) throws(GoalRefusal) -> [Goal] {
        var goals = [goal]
        if let event = change.event, !goal.isAlready(event, in: change.words, among: all) {
            goals = try goal.moved(event, words: change.words ?? "", by: actor, at: now)
        }
        var goal = goals.removeFirst()
        if let step = change.nextStep {
            goal.thoughts.nextStep = step
            goal.thoughts.nextStepOn = nil
        }
        if let day = change.nextStepOn { goal.thoughts.nextStepOn = day }
        if let importance = change.importance { goal.thoughts.importance = importance }
        if let confidence = change.confidence { goal.thoughts.confidence = confidence }
        return [goal] + goals
    }
}

extension Goal {
    /// What `event` makes of the goal: the goal, and for a change the one that follows it.
    ///
    /// `words`: Their own, for a change or a suggestion that they put otherwise; empty for neither.
    public func moved(
        _ event: GoalState.Event, words: String, by actor: MemberID, at now: Instant
    ) throws(GoalRefusal) -> [Goal] {
        if event == .accept { return [try accepted(in: words, by: actor, at: now)] }
        var goal = self
        var following: [Goal] = []
        if event == .change {
            following = [try changed(into: words, as: follower(in: words), by: actor, at: now)]
        }
        goal.state = try state(at: now).after(event, by: actor, owner: member, kind: kind)
        goal.touchedAt = now
        return [goal] + following
    }
}

extension Goal {
    /// Whether it stands where `event` would take it: whoever says so once more, or on another device, is right.
    ///
    /// `all`: The owner's goals, of which one follows this one when it is changed.
    func isAlready(_ event: GoalState.Event, in words: String?, among all: [Goal]) -> Bool {
        switch event {
        case .begin, .resume: state == .active
        case .accept: state == .active && suggestion != nil && (words ?? ownWords) == ownWords
        case .decline: state == .declined
        case .rest: state == .onHold
        case .achieve: state == .achieved
        case .practise: state == .practised
        case .letGo: state == .letGo
        case .change: state == .changed && words.map { next in all.contains { $0.id == follower(in: next) } } ?? false
        }
    }

    /// The name of the goal that it is changed into by `words`.
    private func follower(in words: String) -> GoalID { GoalID.fresh("\(id)|\(words)") }
}

extension GoalID {
    /// A name for a goal that is set now, by a text that no other goal has.
    public static func fresh(_ text: String) -> GoalID { GoalID("g-" + Digest.short(of: text, count: 8)) }
}
