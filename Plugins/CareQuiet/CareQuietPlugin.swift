import Community
import Messages
import PluginKit
import Scheduling

/// Keeps in touch with people who have been quiet, and asks less and less of them.
///
/// What is done when is `QuietLadder`'s to say; whoever is not quiet is left alone.
struct CareQuietPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "care.quiet",
        summary: "Keeps in touch with people who have been quiet, and asks less and less of them.",
        example: """
            uses: care.quiet
            with:
              note: care.note
              choices: care.choices
              questionnaire: quiet-choices
              contact: care.contact
            """,
        purpose: .checkIn,
        reads: [.contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The note that asks nothing, by its file under Config/messages.")
        var note: MessageID

        @Setting("The message that offers choices, by its file under Config/messages.")
        var choices: MessageID

        @Setting("The choices, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID

        @Setting("How long the choices stay open; a later answer is as good.")
        var answerWithin: Duration = .seconds(14 * 86_400)

        @Setting("The contact that asks nothing, now and then, by its file under Config/messages.")
        var contact: MessageID

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .days(1)...(.days(90)))
            guard Set([note, choices, contact]).count == 3 else {
                throw BrokenRule("contact", "expected three different messages, as each is sent for its own time")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let asks = try await context.facts.asksSinceAnswer(of: context.audience.map(\.id))
        let standings = asks.mapValues { QuietLadder.standing($0, at: context.now) }
        let quiet = context.audience.filter { member in
            standings[member.id].map { $0.rung > .ground && $0.rung < .rest } ?? false
        }
        let deeds: [MessageID: QuietDeed] = [
            settings.note: .note, settings.choices: .choices, settings.contact: .contact,
        ]
        var done: [MemberID: [QuietDeed: [Instant]]] = [:]
        let sent = try await context.facts.sent(
            [settings.note, settings.choices, settings.contact], to: quiet.map(\.id),
            since: quiet.compactMap { standings[$0.id]?.quietSince }.min() ?? context.now)
        for fact in sent {
            guard let deed = deeds[fact.message] else { continue }
            done[fact.member, default: [:]][deed, default: []].append(fact.at)
        }
        return Plan(
            quiet.compactMap { member in
                switch QuietLadder.next(asks[member.id] ?? [], done: done[member.id] ?? [:], at: context.now) {
                case nil: return nil
                case .note: return .send(draft(settings.note, to: member, context, .seconds(2 * 86_400)))
                case .contact: return .send(draft(settings.contact, to: member, context, .seconds(2 * 86_400)))
                case .choices:
                    return .ask(
                        AskDraft(
                            .care, questionnaire: settings.questionnaire,
                            message: draft(settings.choices, to: member, context, settings.answerWithin)))
                }
            })
    }

    private func draft(
        _ message: MessageID, to member: Member, _ context: StepContext, _ length: Duration
    ) -> MessageDraft {
        MessageDraft(message, to: member.id, expiresAt: context.nominalTime + length)
    }
}
