import Community
import Messages
import PluginKit
import Scheduling

/// Tells people, once and by a link, that something did not sit well with somebody who knows them.
///
/// The message says neither what it is nor who says so: that is on the page, for as long as it stands.
struct ConcernTellPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "concern.tell",
        summary: "Tells each person, by a link, of what did not sit well with somebody who knows them.",
        example: """
            uses: concern.tell
            with:
              message: concern.first
            """,
        purpose: .reminders,
        reads: [.concerns]
    )

    struct Settings: SettingsGroup {
        @Setting("The message with the link, by its file under Config/messages.")
        var message: MessageID

        @Setting("When nobody could be told, such as in a pause, it is tried again after so long, until the hold ends.")
        var tryAgainAfter: Duration = .seconds(6 * 3_600)

        func validate() throws(BrokenRule) {
            try tryAgainAfter.check("try_again_after", in: .seconds(600)...(.days(1)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        // Those who have been told are no longer among them, so what is planned again is what a gate kept back.
        let notices = try await context.facts.concernsToTell(context.audience.map(\.id))
        var plan = Plan(
            notices.map { notice in
                .ask(
                    AskDraft(
                        .concern, subject: notice.concern.rawValue,
                        message: MessageDraft(
                            settings.message, to: notice.to, expiresAt: notice.until)))
            })
        let next = context.now + settings.tryAgainAfter
        if notices.contains(where: { next < $0.until }) { plan.outcome = .wait(until: next) }
        return plan
    }
}
