import Community
import Messages
import PluginKit
import Scheduling

/// Tells staff by reference who could do with a hello in person: newcomers who answered nothing of their first days.
struct WelcomeGreetPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "welcome.greet",
        summary: "Tells each person of the audience, by reference, which newcomers to greet in person.",
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
            guard (1...60).contains(afterDays) else {
                throw BrokenRule("after_days", "expected 1 to 60, found '\(afterDays)'")
            }
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
        let values = [
            "newcomers_count": String(newcomers.count),
            "references": newcomers.map { Digest.reference(to: $0) }.joined(separator: ", "),
        ]
        return Plan(
            context.audience.map { member in
                .send(
                    MessageDraft(
                        settings.message, to: member.id, values: values, expiresAt: context.nominalTime + .days(1)))
            })
    }
}
