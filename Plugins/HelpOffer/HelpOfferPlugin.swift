import Community
import Messages
import PluginKit
import Scheduling

/// Offers each person of the audience ways to do something for the others, newcomers as anybody else.
///
/// Nobody is asked by what they said before: whoever said no, or nothing, is offered the next time as everybody is, and
/// nothing else follows from it. Whoever has gone quiet is left in peace.
struct HelpOfferPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "help.offer",
        summary: "Offers each person of the audience ways to do something for the others.",
        example: """
            uses: help.offer
            with:
              questionnaire: help-ways
              message: help.offer
              answer_within: 7d
            """,
        purpose: .reminders,
        reads: [.contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The ways to choose from, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID

        @Setting("The message that offers them, by its file under Config/messages.")
        var message: MessageID

        @Setting("How long the offer stands; a later answer is as welcome.")
        var answerWithin: Duration = .seconds(7 * 86_400)

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .days(1)...(.days(30)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let asks = try await context.facts.asksSinceAnswer(of: context.audience.map(\.id))
        let end = context.nominalTime + settings.answerWithin
        return Plan(
            context.audience.map { member in
                if QuietLadder.standing(asks[member.id] ?? [], at: context.now).rung.stopsQuestions {
                    return .leaveOut(
                        member.id, because: "is asked nothing until they answer; care.quiet keeps in touch")
                }
                return .ask(
                    AskDraft(
                        .help, questionnaire: settings.questionnaire,
                        message: MessageDraft(settings.message, to: member.id, expiresAt: end)))
            })
    }
}
