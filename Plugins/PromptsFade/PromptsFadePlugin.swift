import Community
import Messages
import PluginKit
import Scheduling

/// Offers fewer prompts to people who have come by themselves for some weeks.
///
/// It changes nothing: only a yes of theirs does, and it makes prompts rarer and never more frequent. After a no, or
/// silence, it is not offered again for a while.
struct PromptsFadePlugin: Plugin {
    static let manifest = PluginManifest(
        id: "prompts.fade",
        summary: "Offers fewer prompts to people who have come by themselves for some weeks.",
        example: """
            uses: prompts.fade
            with:
              message: prompts.fewer
              questionnaire: fewer-prompts
              weeks: 4
              again_after: 90d
            """,
        purpose: .checkIn,
        reads: [.contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The message that offers, by its file under Config/messages.")
        var message: MessageID

        @Setting("The choices, by their file under Config/questionnaires; those that are no fewer are not shown.")
        var questionnaire: QuestionnaireID

        @Setting("So many weeks in a row somebody did something that nobody had asked for.")
        var weeks: Int = 4

        @Setting("For so long it is not offered again, whatever was said to it.")
        var againAfter: Duration = .seconds(90 * 86_400)

        @Setting("How long the offer stays open; a later answer is as good.")
        var answerWithin: Duration = .seconds(14 * 86_400)

        func validate() throws(BrokenRule) {
            try weeks.check("weeks", in: 2...26)
            try againAfter.check("again_after", in: .days(28)...(.days(366)))
            try answerWithin.check("answer_within", in: .days(1)...(.days(28)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let rule = FadingPrompts(weeks: settings.weeks)
        // Who is asked nothing of itself can be asked no less.
        let asked = context.audience.filter { $0.choices.frequency != .onRequest }.map(\.id)
        let own = try await context.facts.ownAccord(of: asked, since: context.now - rule.reach)
        let due = asked.filter { rule.isDue(ownAccord: own[$0] ?? [], at: context.now) }
        let offered = Set(
            try await context.facts.sent([settings.message], to: due, since: context.now - settings.againAfter)
                .map(\.member))
        let end = context.nominalTime + settings.answerWithin
        return Plan(
            due.filter { !offered.contains($0) }.map { id in
                .ask(
                    AskDraft(
                        .fading, questionnaire: settings.questionnaire,
                        message: MessageDraft(settings.message, to: id, expiresAt: end)))
            })
    }
}
