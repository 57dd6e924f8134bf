import Community
import Engine

/// Turns a submitted form into a reply.
///
/// There is none when the person chose nothing: a robot that presses a button decides nothing.
enum ReplyReader {
    static func reply(_ fields: [String: String], to page: AskPage) -> AskReply? {
        guard let choice = fields["choice"].flatMap(AskReply.Choice.init) else { return nil }
        if page.ask.kind == .pairing || page.ask.kind == .mentorRest {
            return choice == .skip ? nil : AskReply(choice: choice)
        }
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
