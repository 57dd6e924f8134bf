import Community
import Messages
import PluginKit
import Scheduling

/// Sends one message to each person of the audience.
///
/// Whether somebody may be contacted now is not decided here: the engine's gates ask that of every plugin's plan alike.
struct ReminderSendPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "reminder.send",
        summary: "Sends one message to each person of the audience.",
        example: """
            uses: reminder.send
            with:
              message: group.today
              expires_after: 2h
            """,
        purpose: .reminders
    )

    struct Settings: SettingsGroup {
        @Setting("The message, by its file under Config/messages.")
        var message: MessageID

        @Setting("Let it go when it is still unsent this long after it was due.")
        var expiresAfter: Duration = .seconds(6 * 3_600)

        @Setting("Values for the message's own fields, such as time: \"18:00\".")
        var values: NamedSettings<String> = NamedSettings()

        /// Fields that say who somebody is, or where to answer.
        private static func isTaken(_ name: String) -> Bool {
            name == "link" || ["member.", "program."].contains(where: name.hasPrefix)
        }

        func validate() throws(BrokenRule) {
            guard expiresAfter >= .seconds(60) else {
                throw BrokenRule("expires_after", "expected at least 1m, found '\(expiresAfter.yamlText)'")
            }
            if let taken = values.entries.first(where: { Self.isTaken($0.name) }) {
                throw BrokenRule("values", "'\(taken.name)' is filled in by the program")
            }
        }
    }

    private let settings: Settings
    private let values: [String: String]

    init(settings: Settings) {
        self.settings = settings
        values = Dictionary(settings.values.entries.map { ($0.name, $0.value) }) { first, _ in first }
    }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let end = context.nominalTime + settings.expiresAfter
        return Plan(
            context.audience.map { .send(MessageDraft(settings.message, to: $0.id, values: values, expiresAt: end)) })
    }
}
