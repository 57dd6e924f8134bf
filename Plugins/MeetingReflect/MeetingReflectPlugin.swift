import Community
import Messages
import PluginKit
import Scheduling

/// Asks one question after a meeting of a calendar, which may be left alone.
///
/// Of one meeting each person is asked once, however many triggers and jobs ask; nothing reminds of it.
struct MeetingReflectPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "meeting.reflect",
        summary: "Asks one question after a meeting of a calendar, at most once per meeting and person.",
        example: """
            uses: meeting.reflect
            with:
              message: meeting.reflection
              questionnaire: after-circle
              answer_within: 24h
            """,
        purpose: .checkIn,
        reads: [.asks, .contacts],
        mostQuestions: 1
    )

    struct Settings: SettingsGroup {
        @Setting("The message with the question, by its file under Config/messages.")
        var message: MessageID

        @Setting("The question, by its file under Config/questionnaires, which has one and no more.")
        var questionnaire: QuestionnaireID

        @Setting("How long it is about this meeting; a later answer is kept as late.")
        var answerWithin: Duration = .seconds(24 * 3_600)

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .hours(1)...(.days(7)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        guard let occasion = context.occasion else {
            return Plan(outcome: .skip(because: "no event of a calendar started it"))
        }
        let members = context.audience.map(\.id)
        let asked = try await context.facts.reflected(on: occasion, among: members)
        let unanswered = try await context.facts.asksSinceAnswer(of: members)
        let end = context.nominalTime + settings.answerWithin
        return Plan(
            context.audience.compactMap { member in
                if asked.contains(member.id) { return nil }
                if let wish = member.choices.frequency, wish == .onRequest {
                    return .leaveOut(member.id, because: "wishes to be asked \(wish.words)")
                }
                if QuietLadder.standing(unanswered[member.id] ?? [], at: context.now).rung.stopsQuestions {
                    return .leaveOut(
                        member.id, because: "is asked nothing until they answer; care.quiet keeps in touch")
                }
                return .ask(
                    AskDraft(
                        .reflection, subject: occasion, questionnaire: settings.questionnaire,
                        message: MessageDraft(settings.message, to: member.id, expiresAt: end)))
            })
    }
}
