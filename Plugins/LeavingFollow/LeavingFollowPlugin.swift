import Community
import Messages
import PluginKit
import Scheduling

/// Asks people who go who is there for them outside, and is in touch on a few days after their time here.
///
/// It goes to those alone who agreed to exactly this, and to nobody once they come back. Silence means nothing.
struct LeavingFollowPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "leaving.follow",
        summary:
            "Asks people who go who is there for them outside, and is in touch on a few days after their time here.",
        example: """
            uses: leaving.follow
            with:
              message: leaving.supports
              questionnaire: outside-supports
              days:
                - { day: 7, message: leaving.week, questionnaire: how-it-goes }
                - { day: 90, message: leaving.last }
              answer_within: 14d
            """,
        purpose: .followUps,
        reads: [.contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The message that asks who is there for them outside, by its file under Config/messages.")
        var message: MessageID

        @Setting("What its link leads to, by its file under Config/questionnaires.")
        var questionnaire: QuestionnaireID

        @Setting("The days after their time here, each with its message.")
        var days: [DaySetting]

        @Setting("How long the questions stay open; a later answer is kept as late.")
        var answerWithin: Duration = .seconds(14 * 86_400)

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .hours(1)...(.days(30)))
            var seen: Set<Int> = []
            for day in days where !seen.insert(day.day).inserted {
                throw BrokenRule("days", "day \(day.day) stands there twice")
            }
            guard !days.contains(where: { $0.message == message }) else {
                throw BrokenRule("days", "expected other messages than 'message', as it asks another thing")
            }
        }
    }

    /// What one day brings.
    struct DaySetting: SettingsGroup {
        @Setting("Whole days after the one on which their time here ended.")
        var day: Int

        @Setting("The message, by its file under Config/messages.")
        var message: MessageID

        @Setting(
            "Questions that its link leads to, by their file under Config/questionnaires; left out, it asks nothing.")
        var questionnaire: QuestionnaireID? = nil

        func validate() throws(BrokenRule) {
            try day.check("day", in: 1...365)
        }
    }

    /// Whoever goes again later than this is asked again.
    private static let oneLeaving: Duration = .seconds(180 * 86_400)

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let facts = try await context.facts.sent(
            [settings.message] + settings.days.map(\.message), to: context.audience.map(\.id),
            since: context.now - Self.oneLeaving)
        let sent = Dictionary(grouping: facts, by: \.member)
        let today = context.today
        let end = context.nominalTime + settings.answerWithin
        return Plan(
            context.audience.compactMap { member in
                let own = sent[member.id] ?? []
                let ended = member.endedAt.map { context.clock.civil(at: $0).date }
                if let ended, let day = settings.days.first(where: { ended.adding(days: $0.day) == today }) {
                    // Another run may be about the same day.
                    let isSent = own.contains { fact in
                        fact.message == day.message && context.clock.civil(at: fact.at).date == today
                    }
                    let message = MessageDraft(day.message, to: member.id, expiresAt: end)
                    return isSent ? nil : .send(message, asking: day.questionnaire, as: .leaving)
                }
                if own.contains(where: { $0.message == settings.message }) { return nil }
                let message = MessageDraft(settings.message, to: member.id, expiresAt: end)
                return .send(message, asking: settings.questionnaire, as: .leaving)
            })
    }
}
