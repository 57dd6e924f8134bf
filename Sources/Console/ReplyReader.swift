import Community
import Engine

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
            let event = fields["goal.\(goal.id).event"].flatMap(GoalState.Event.init)
            let step = fields["goal.\(goal.id).step"].flatMap {
                $0.isEmpty ? nil : String($0.prefix(Question.longestText))
            }
            guard event != nil || step != nil else { return nil }
            return AskReply.GoalReply(goal: goal.id, event: event, stepTaken: step)
        }
        let newGoal = fields["goal.new"].flatMap { $0.isEmpty ? nil : String($0.prefix(Question.longestText)) }
        let wish = page.ask.kind == .pairFollowUp ? fields["pair"].flatMap(PairWish.init) : nil
        guard !answers.isEmpty || !goals.isEmpty || newGoal != nil || wish != nil else { return nil }
        return AskReply(choice: .answer, answers: answers, goals: goals, newGoal: newGoal, pairWish: wish)
    }
}
