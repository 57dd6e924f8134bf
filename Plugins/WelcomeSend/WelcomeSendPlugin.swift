import Community
import Messages
import PluginKit
import Scheduling

/// Sends what belongs to the day on which each person is here: a welcome, an offer, a question, or nothing.
///
/// Sitting back and listening is a good way to begin, so no day leans on what an earlier one brought.
struct WelcomeSendPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "welcome.send",
        summary: "Sends what belongs to the day on which each person is here, counted from the day they joined.",
        example: """
            uses: welcome.send
            with:
              days:
                - { day: 0, message: welcome.day-0, questionnaire: newcomer-hello }
                - { day: 3, message: welcome.day-3 }
              answer_within: 5d
            """,
        purpose: .reminders
    )

    struct Settings: SettingsGroup {
        @Setting("The days, each with its message.")
        var days: [DaySetting]

        @Setting("How long a day's questions stay open; a later answer is kept as late.")
        var answerWithin: Duration = .seconds(5 * 86_400)

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .hours(1)...(.days(30)))
            guard !days.isEmpty else { throw BrokenRule("days", "expected at least one day") }
            var seen: Set<Int> = []
            for day in days where !seen.insert(day.day).inserted {
                throw BrokenRule("days", "day \(day.day) stands there twice")
            }
        }
    }

    /// What one day brings.
    struct DaySetting: SettingsGroup {
        @Setting("Whole days after the person joined; 0 is the day itself.")
        var day: Int

        @Setting("The message, by its file under Config/messages.")
        var message: MessageID

        @Setting(
            "Questions that its link leads to, by their file under Config/questionnaires; left out, it asks nothing.")
        var questionnaire: QuestionnaireID? = nil

        func validate() throws(BrokenRule) {
            try day.check("day", in: 0...365)
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let today = context.today.daysSince1970
        let end = context.nominalTime + settings.answerWithin
        return Plan(
            context.audience.compactMap { member in
                guard let joined = member.joinedOn,
                    let day = settings.days.first(where: { $0.day == today - joined.daysSince1970 })
                else { return nil }
                let message = MessageDraft(day.message, to: member.id, expiresAt: end)
                return .send(message, asking: day.questionnaire, as: .welcome)
            })
    }
}
