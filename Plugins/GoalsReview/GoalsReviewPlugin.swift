import Community
import Messages
import PluginKit
import Scheduling

/// Invites each person to look at the goals that they set for themselves.
struct GoalsReviewPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "goals.review",
        summary: "Invites each person to look at the goals that they set for themselves.",
        example: """
            uses: goals.review
            with:
              message: goals.review-invite
              questionnaire: goals
              answer_within: 14d
            """,
        purpose: .goals,
        reads: [.goals]
    )

    struct Settings: SettingsGroup {
        @Setting("The message that invites, by its file under Config/messages.")
        var message: MessageID

        @Setting("Questions beside the goals, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID? = nil

        @Setting("How long the review stays open.")
        var answerWithin: Duration = .seconds(14 * 86_400)

        func validate() throws(BrokenRule) {
            guard (.seconds(3_600))...(.seconds(90 * 86_400)) ~= answerWithin else {
                throw BrokenRule("answer_within", "expected 1h to 90d, found '\(answerWithin.yamlText)'")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let goals = try await context.facts.activeGoals(of: context.audience.map(\.id))
        return Plan(
            context.audience.map { member in
                guard let own = goals[member.id], !own.isEmpty else {
                    return .leaveOut(member.id, because: "has no active goal to look at yet")
                }
                let message = MessageDraft(
                    settings.message, to: member.id, values: ["goals_count": String(own.count)],
                    expiresAt: context.nominalTime + settings.answerWithin)
                return .ask(AskDraft(.goalReview, questionnaire: settings.questionnaire, message: message))
            })
    }
}
