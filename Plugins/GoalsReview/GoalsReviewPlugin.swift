import Community
import Messages
import PluginKit
import Scheduling

/// Invites each person to look at the goals that they set for themselves, when it is time to.
///
/// Steps taken come first. What has rested for two reviews is offered another way, and then left in peace. What somebody
/// of the staff suggested is worth one review before its time, so that its member sees it while it stands.
struct GoalsReviewPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "goals.review",
        summary: "Invites each person to look at the goals that they set for themselves, when it is time to.",
        example: """
            uses: goals.review
            with:
              message: goals.review-invite
              offer: goals.review-offer
              suggestion: goals.review-suggestion
              questionnaire: goals
              answer_within: 14d
            """,
        purpose: .goals,
        reads: [.goals]
    )

    struct Settings: SettingsGroup {
        @Setting("The message that invites, by its file under Config/messages.")
        var message: MessageID

        @Setting("The message that offers to change, shrink, pause or let go, when goals rested for two reviews.")
        var offer: MessageID

        @Setting("The message that tells of a suggestion when nothing else is due, by its file under Config/messages.")
        var suggestion: MessageID

        @Setting("Questions beside the goals, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID? = nil

        @Setting("How long the review stays open.")
        var answerWithin: Duration = .seconds(14 * 86_400)

        @Setting("From one review to the next, in whole days; left out, what Config/review-cadences.yaml says.")
        var every: Duration? = nil

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .hours(1)...(.days(90)))
            guard let every else { return }
            let seconds = every.components.seconds
            guard seconds >= 86_400, seconds % 86_400 == 0 else {
                throw BrokenRule("every", "expected whole days, at least 1d, found '\(every.yamlText)'")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let people = context.audience.map(\.id)
        let goals = try await context.facts.activeGoals(of: people)
        let reviews = try await context.facts.goalReviews(of: people)
        let today = context.today
        let interval =
            settings.every.map { ReviewInterval(everyDays: Int($0.components.seconds / 86_400)) }
            ?? context.practice.reviewInterval(on: today)
        return Plan(
            context.audience.map { member in
                let own = goals[member.id] ?? []
                let times = reviews[member.id] ?? GoalReviewTimes()
                guard !own.isEmpty || times.suggestedAt != nil else {
                    return .leaveOut(member.id, because: "has no active goal to look at yet")
                }
                let call = GoalReviewPlan.call(
                    own.map { $0.reviewed(on: context.clock) }, times.history(on: context.clock), on: today,
                    every: interval, isOpen: context.practice.isOpen)
                switch call {
                case .isOpen: return .leaveOut(member.id, because: "has a review open already")
                case .notYet(nil) where own.isEmpty:
                    return .leaveOut(member.id, because: "has had a review to see what was suggested")
                case .notYet(nil):
                    return .leaveOut(
                        member.id, because: "was invited and offered another way; a person asks from here on")
                case .notYet(let day?): return .leaveOut(member.id, because: "has the next review on \(day)")
                case .review: return ask(member.id, own, settings.message, context)
                case .offer: return ask(member.id, own, settings.offer, context)
                case .suggestion: return ask(member.id, [], settings.suggestion, context)
                }
            })
    }

    /// The words of steps stay on the page; a message says how many there are, or that being there counts.
    private func ask(_ member: MemberID, _ goals: [Goal], _ message: MessageID, _ context: StepContext) -> Effect {
        var values = goals.isEmpty ? [:] : ["goals_count": String(goals.count)]
        let steps = goals.reduce(0) { $0 + $1.stepsTaken.count }
        if steps > 0 { values["steps_count"] = String(steps) }
        let draft = MessageDraft(
            message, to: member, values: values, expiresAt: context.nominalTime + settings.answerWithin)
        return .ask(AskDraft(.goalReview, questionnaire: settings.questionnaire, message: draft))
    }
}
