public import Community
import Persistence
import PluginKit
public import Scheduling

extension ProgramEngine {
    /// Why the day that a reply chooses for the next review is none; nil when it is one, or there is none.
    func unreadableDay(_ reply: AskReply, of ask: Ask) async throws -> UnreadableAnswer? {
        guard ask.kind == .goalReview, let day = reply.reviewOn else { return nil }
        let today = zone(ofMemberIn: try await store.person(ask.member)?.timeZone).civil(at: clock.now()).date
        return day > today ? nil : UnreadableAnswer(question: "another day", expected: "a day after today")
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
                let changed = try? Self.applied(change, to: goal, by: ask.member, at: now)
            else { return false }
            goals.removeAll { $0.id == goal.id }
            goals += changed
            if let words = change.stepTaken, !words.isEmpty { record.goalSteps.append((goal.id, words)) }
            if change.level != nil || change.importance != nil || change.confidence != nil {
                record.ratings.append(
                    GoalRating(
                        goal: goal.id, by: ask.member, at: now, level: change.level, importance: change.importance,
                        confidence: change.confidence))
            }
        }
        if let words = reply.newGoal, !words.isEmpty {
            let id = GoalID.fresh("\(ask.id)|\(words)")
            // The same page sent twice sets one goal.
            if !all.contains(where: { $0.id == id }) {
                goals.append(
                    Goal(id: id, member: ask.member, ownWords: words, kind: reply.newGoalKind, setAt: now))
            }
        }
        let saysNothing = reply.answers.isEmpty && reply.goals.isEmpty && (reply.newGoal ?? "").isEmpty
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
        _ change: AskReply.GoalReply, to goal: Goal, by actor: MemberID, at now: Instant
    ) throws(GoalRefusal) -> [Goal] {
        var goals = [goal]
        if let event = change.event { goals = try goal.moved(event, words: change.words ?? "", by: actor, at: now) }
        var goal = goals.removeFirst()
        if let step = change.nextStep, !step.isEmpty {
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
            following = [try changed(into: words, as: GoalID.fresh("\(id)|\(words)"), by: actor, at: now)]
        }
        goal.state = try state(at: now).after(event, by: actor, owner: member, kind: kind)
        goal.touchedAt = now
        return [goal] + following
    }
}

extension GoalID {
    /// A name for a goal that is set now, by a text that no other goal has.
    public static func fresh(_ text: String) -> GoalID { GoalID("g-" + Digest.short(of: text, count: 8)) }
}
