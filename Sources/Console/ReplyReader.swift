import Community
import Engine
import Scheduling

/// Turns a submitted form into a reply.
///
/// There is none when the person chose nothing: a robot that presses a button decides nothing.
enum ReplyReader {
    static func reply(_ fields: [String: String], to page: AskPage) -> AskReply? {
        let chosen = (fields["choice"] ?? "").split(separator: " ")
        guard let choice = chosen.first.flatMap({ AskReply.Choice(rawValue: String($0)) }) else { return nil }
        if choice == .later {
            guard !page.ask.kind.isYesOrNo, chosen.count == 2, let snooze = Snooze(rawValue: String(chosen[1])) else {
                return nil
            }
            return AskReply(choice: .later, snooze: snooze)
        }
        if page.ask.kind.isYesOrNo { return choice == .skip ? nil : AskReply(choice: choice) }
        guard choice != .decline else { return nil }
        if choice == .skip { return AskReply(choice: .skip) }
        var answers: [String: String] = [:]
        for question in page.questionnaire?.questions ?? [] {
            if let given = fields["q.\(question.id)"], !given.isEmpty { answers[question.id] = given }
        }
        let goals = page.goals.compactMap { goal -> AskReply.GoalReply? in
            let reply = self.goal(goal, fields)
            return reply.isEmpty ? nil : reply
        }
        let newGoal = words("goal.new", fields)
        let day = fields["goals.review_on"].flatMap(CivilDate.init(iso8601:))
        let wish = page.ask.kind == .pairFollowUp ? fields["pair"].flatMap(PairWish.init) : nil
        guard !answers.isEmpty || !goals.isEmpty || newGoal != nil || day != nil || wish != nil else {
            return nil
        }
        return AskReply(
            choice: .answer, answers: answers, goals: goals, newGoal: newGoal,
            newGoalKind: fields["goal.new.practice"] == "yes" ? .practice : .aim, reviewOn: day, pairWish: wish)
    }

    private static func words(_ name: String, _ fields: [String: String]) -> String? {
        fields[name].flatMap { $0.isEmpty ? nil : String($0.prefix(Question.longestText)) }
    }

    /// What the page says of one goal; other words for one that they have mean that it is changed into them.
    private static func goal(_ goal: Goal, _ fields: [String: String]) -> AskReply.GoalReply {
        let name = "goal.\(goal.id)"
        let words = words("\(name).words", fields)
        var event = fields["\(name).event"].flatMap(GoalState.Event.init)
        if event == .change || (event == nil && goal.state.isCurrent) { event = words == nil ? nil : .change }
        func number(_ field: String) -> Int? { fields["\(name).\(field)"].flatMap { Int($0) } }
        return AskReply.GoalReply(
            goal: goal.id, event: event, stepTaken: self.words("\(name).step", fields),
            words: event == nil ? nil : words, nextStep: self.words("\(name).next", fields),
            nextStepOn: fields["\(name).next_on"].flatMap(CivilDate.init(iso8601:)),
            level: number("level").flatMap(GoalLevel.init), importance: number("importance").flatMap { GoalRuler($0) },
            confidence: number("confidence").flatMap { GoalRuler($0) })
    }
}
