import Community
import Messages
import PluginKit
import Scheduling

/// Reminds people of what they mean to do, at the time they set themselves, and once more at the most.
///
/// The message does not say what it is: that is theirs, and whoever's they share it with.
struct CommitmentRemindPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "commitment.remind",
        summary: "Reminds each person of what they mean to do, at the time they set, and once more at the most.",
        example: """
            uses: commitment.remind
            with:
              message: commitment.now
              follow_up: commitment.follow-up
            """,
        purpose: .reminders,
        reads: [.commitments, .contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The message at the time they set, by its file under Config/messages.")
        var message: MessageID

        @Setting("The message of the second time, for those who asked for one.")
        var followUp: MessageID

        func validate() throws(BrokenRule) {
            guard message != followUp else {
                throw BrokenRule("follow_up", "expected another message than 'message', as it asks another thing")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let commitments = try await context.facts.commitments(of: context.audience.map(\.id))
        // Another run may be about the same person.
        let sent = try await context.facts.sent(
            [settings.message, settings.followUp], to: commitments.keys.sorted(),
            since: context.now - Commitment.grace)
        var plan = Plan()
        var next: [Instant] = []
        for member in context.audience {
            guard let commitment = commitments[member.id] else { continue }
            if let (kind, at) = commitment.due(at: context.now) {
                let message = kind == .first ? settings.message : settings.followUp
                let isSent = sent.contains { $0.member == member.id && $0.message == message && $0.at >= at }
                if !isSent {
                    plan.effects.append(
                        .send(
                            MessageDraft(
                                message, to: member.id, expiresAt: at + Commitment.grace,
                                about: "\(commitment.id) \(kind.rawValue)", isAwaited: true)))
                }
            }
            if let at = commitment.next(after: context.now) { next.append(at) }
        }
        if let soonest = next.min() { plan.outcome = .wait(until: soonest) }
        return plan
    }
}
