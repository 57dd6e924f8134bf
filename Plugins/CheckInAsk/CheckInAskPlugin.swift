import Community
import Messages
import PluginKit
import Scheduling

/// Asks each person of the audience a questionnaire.
///
/// Skipping it is as good an answer as any.
struct CheckInAskPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "check-in.ask",
        summary: "Asks each person of the audience a short questionnaire.",
        example: """
            uses: check-in.ask
            with:
              questionnaire: evening
              message: check-in.evening
              answer_within: 16h
            """,
        purpose: .checkIn
    )

    struct Settings: SettingsGroup {
        @Setting("The questions, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID

        @Setting("The message that invites, by its file under Config/messages.")
        var message: MessageID

        @Setting("How long the question is about today; a later answer is kept as late.")
        var answerWithin: Duration = .seconds(16 * 3_600)

        func validate() throws(BrokenRule) {
            guard (.seconds(300))...(.seconds(14 * 86_400)) ~= answerWithin else {
                throw BrokenRule("answer_within", "expected 5m to 14d, found '\(answerWithin.yamlText)'")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let end = context.nominalTime + settings.answerWithin
        return Plan(
            context.audience.map { member in
                .ask(
                    AskDraft(
                        .checkIn, questionnaire: settings.questionnaire,
                        message: MessageDraft(settings.message, to: member.id, expiresAt: end)))
            })
    }
}
