import Community
import Messages
import PluginKit
import Scheduling

/// Tells everybody how the community's week was, in numbers that are about nobody.
///
/// A number of fewer than five is not said: the message has words for that.
struct DigestCommunityPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "digest.community",
        summary: "Tells each person of the audience how the community's week was, without small numbers.",
        example: """
            uses: digest.community
            with:
              message: digest.community
            """,
        purpose: .reminders,
        reads: [.counts]
    )

    struct Settings: SettingsGroup {
        @Setting("The message, by its file under Config/messages.")
        var message: MessageID

        @Setting("The week that is told of, up to when the job runs.")
        var within: Duration = .seconds(7 * 86_400)

        func validate() throws(BrokenRule) {
            try within.check("within", in: .days(7)...(.days(31)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        guard !context.audience.isEmpty else { return Plan() }
        let people = try await context.facts.peopleTakingPart(since: context.nominalTime - settings.within)
        var values: [String: String] = [:]
        values["answered"] = people.answered.map { String($0) }
        values["practised"] = people.practised.map { String($0) }
        return Plan(
            context.audience.map { member in
                .send(
                    MessageDraft(
                        settings.message, to: member.id, values: values, expiresAt: context.nominalTime + .days(1)))
            })
    }
}
