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
        var answers: [String: String] = [:]
        for question in page.questionnaire?.questions ?? [] {
            if let given = fields["q.\(question.id)"], !given.allSatisfy(\.isWhitespace) {
                answers[question.id] = given
            }
        }
        if choice == .later {
            guard !page.ask.kind.isYesOrNo, page.ask.kind != .concern, chosen.count == 2,
                let snooze = Snooze(rawValue: String(chosen[1]))
            else {
                return nil
            }
            return AskReply(choice: .later, answers: answers, snooze: snooze)
        }
        if page.ask.kind == .concern { return choice == .answer ? AskReply(choice: .answer) : nil }
        if page.ask.kind.isYesOrNo { return choice == .skip ? nil : AskReply(choice: choice) }
        guard choice != .decline else { return nil }
        if choice == .skip { return AskReply(choice: .skip, answers: answers) }
        let takenBack = (page.questionnaire?.questions ?? []).filter {
            answers[$0.id] == nil && fields["back.\($0.id)"] == "yes" && page.canTakeBack($0)
        }
        let goals = page.goals.compactMap { goal -> AskReply.GoalReply? in
            let reply = self.goal(goal, fields)
            return reply.isEmpty ? nil : reply
        }
        let newGoal = words("goal.new", fields)
        let day = fields["goals.review_on"].flatMap(CivilDate.init(iso8601:))
        let wish = page.ask.kind == .pairFollowUp ? fields["pair"].flatMap(PairWish.init) : nil
        guard !answers.isEmpty || !takenBack.isEmpty || !goals.isEmpty || newGoal != nil || day != nil || wish != nil
        else { return nil }
        return AskReply(
            choice: .answer, answers: answers, goals: goals, newGoal: newGoal,
            newGoalKind: fields["goal.new.practice"] == "yes" ? .practice : .aim, reviewOn: day, pairWish: wish,
            takenBack: Set(takenBack.map(\.id)))
    }

    private static func words(_ name: String, _ fields: [String: String]) -> String? {
        fields[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : String($0.prefix(Question.longestText)) }
    }

    /// What the page says of one goal; other words for one that they have mean that it is changed into them.
    ///
    /// What its words are for where something else was chosen is theirs to say: they go along as they are.
    private static func goal(_ goal: Goal, _ fields: [String: String]) -> AskReply.GoalReply {
        let name = "goal.\(goal.id)"
        let words = words("\(name).words", fields)
        var event = fields["\(name).event"].flatMap(GoalState.Event.init)
        // Taking up a resting goal in other words is to go on with what they become.
        if event == nil || event == .resume, goal.state.isCurrent, words != nil { event = .change }
        if event == .change, words == nil { event = nil }
        func number(_ field: String) -> Int? { fields["\(name).\(field)"].flatMap { Int($0) } }
        return AskReply.GoalReply(
            goal: goal.id, event: event, stepTaken: self.words("\(name).step", fields),
            words: words, nextStep: self.words("\(name).next", fields),
            nextStepOn: fields["\(name).next_on"].flatMap(CivilDate.init(iso8601:)),
            level: number("level").flatMap(GoalLevel.init), importance: number("importance").flatMap { GoalRuler($0) },
            confidence: number("confidence").flatMap { GoalRuler($0) })
    }
}
