import Community
import Messages
import PluginKit
import Scheduling

/// Tells staff how many could do with a hello in person: newcomers who answered nothing of their first days.
///
/// Who they are is looked up here, with `milieu members welcome`: no message says it, not even by a sign for a person.
struct WelcomeGreetPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "welcome.greet",
        summary: "Tells each person of the audience that there are newcomers to greet in person.",
        example: """
            uses: welcome.greet
            with:
              message: welcome.greet-staff
              after_days: 8
            """,
        reads: [.newcomers]
    )

    struct Settings: SettingsGroup {
        @Setting("The message to staff, by its file under Config/messages.")
        var message: MessageID

        @Setting("Newcomers who joined so many days ago, and have answered nothing since.")
        var afterDays: Int = 8

        func validate() throws(BrokenRule) {
            try afterDays.check("after_days", in: 1...60)
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        guard !context.audience.isEmpty else { return Plan() }
        let day = context.today.adding(days: -settings.afterDays)
        let newcomers = try await context.facts.unansweredNewcomers(joinedOn: day)
        guard !newcomers.isEmpty else { return Plan() }
        let values = ["newcomers_count": String(newcomers.count)]
        return Plan(
            context.audience.map { member in
                .send(
                    MessageDraft(
                        settings.message, to: member.id, values: values, expiresAt: context.nominalTime + .days(1)))
            })
    }
}
