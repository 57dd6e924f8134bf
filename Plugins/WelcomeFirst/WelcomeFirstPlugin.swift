import Community
import Messages
import PluginKit
import Scheduling

/// Welcomes whoever joined some days ago and has had no welcome, as they were entered late or their day was taken.
///
/// It takes nobody's day from what belongs to it: in the first days one message goes out a day, and this one stays away on those
/// that bring something else.
struct WelcomeFirstPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "welcome.first",
        summary: "Welcomes whoever joined some days ago and has had no welcome since.",
        example: """
            uses: welcome.first
            with:
              message: welcome.day-0
              questionnaire: newcomer-hello
              except_days: [1, 3, 7, 14]
              until_day: 14
            """,
        purpose: .reminders,
        reads: [.contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The message of the welcome, by its file under Config/messages.")
        var message: MessageID

        @Setting(
            "Questions that its link leads to, by their file under Config/questionnaires; left out, it asks nothing.")
        var questionnaire: QuestionnaireID? = nil

        @Setting("The last day on which it goes, counted from the one on which they joined.")
        var untilDay: Int = 14

        @Setting("Days, counted in the same way, that bring something else.")
        var exceptDays: [Int] = []

        @Setting("How long its questions stay open; a later answer is kept as late.")
        var answerWithin: Duration = .seconds(5 * 86_400)

        func validate() throws(BrokenRule) {
            // Messages are kept for fourteen days at the least, and nobody is welcomed twice.
            try untilDay.check("until_day", in: 1...14)
            if let day = exceptDays.first(where: { !(1...14).contains($0) }) {
                throw BrokenRule("except_days", "expected 1 to 14, found '\(day)'")
            }
            try answerWithin.check("answer_within", in: .hours(1)...(.days(30)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let today = context.today.daysSince1970
        // On the day itself the welcome has its own time.
        let late = context.audience.filter { member in
            guard let day = member.joinedOn.map({ today - $0.daysSince1970 }) else { return false }
            return (1...settings.untilDay).contains(day) && !settings.exceptDays.contains(day)
        }
        let sent = try await context.facts.sent(
            [settings.message], to: late.map(\.id), since: context.now - .days(Int64(settings.untilDay) + 2))
        let lastSent = Dictionary(sent.map { ($0.member, context.clock.civil(at: $0.at).date) }, uniquingKeysWith: max)
        return Plan(
            late.compactMap { member in
                // Whoever has come back begins anew.
                if let day = lastSent[member.id], let joined = member.joinedOn, day >= joined { return nil }
                let message = MessageDraft(
                    settings.message, to: member.id, expiresAt: context.nominalTime + settings.answerWithin)
                return .send(message, asking: settings.questionnaire, as: .welcome)
            })
    }
}
