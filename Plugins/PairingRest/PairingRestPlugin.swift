import Community
import Messages
import PluginKit
import Scheduling

/// Has a mentor take nobody new for a while when their own check-ins were low more than once, and offers them company.
///
/// The pairs that they have go on. The rest ends when they say so, or a counselor does.
struct PairingRestPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "pairing.rest",
        summary: "Rests new pairs for mentors whose own check-ins were low more than once.",
        example: """
            uses: pairing.rest
            with:
              questions: [connection, confidence]
              low: 3
              message: pairing.mentor-rest
            """,
        purpose: .pairing,
        reads: [.answers, .mentors]
    )

    struct Settings: SettingsGroup {
        @Setting("The questions of check-ins that count, which the care team may read.")
        var questions: [String]

        @Setting("An answer of at most this number is low.")
        var low: Int = 3

        @Setting("So many low check-ins are reason enough.")
        var times: Int = 2

        @Setting("Within how long.")
        var within: Duration = .seconds(14 * 86_400)

        @Setting("The message that offers company, and asks whether new pairs are welcome.")
        var message: MessageID

        @Setting("How long that question stays open; a later answer is as welcome.")
        var answerWithin: Duration = .seconds(30 * 86_400)

        func validate() throws(BrokenRule) {
            guard !questions.isEmpty else { throw BrokenRule("questions", "expected at least one question") }
            try times.check("times", in: 1...20)
            try within.check("within", in: .days(1)...(.days(365)))
            try answerWithin.check("answer_within", in: .hours(1)...(.days(90)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let mentors = context.audience.filter { $0.roles.contains(.mentor) }
        guard !mentors.isEmpty else { return Plan() }
        let low = try await context.facts.lowCheckIns(
            of: mentors.map(\.id), questions: settings.questions, atMost: settings.low,
            since: context.now - settings.within)
        let rests = try await context.facts.mentorRests()
        return Plan(
            mentors.flatMap { mentor -> [Effect] in
                let isDue = MentorRest.isDue(
                    low: low[mentor.id] ?? [], times: settings.times, within: settings.within, at: context.now,
                    after: rests[mentor.id])
                guard isDue else { return [] }
                let message = MessageDraft(
                    settings.message, to: mentor.id, expiresAt: context.now + settings.answerWithin)
                return [.rest(mentor.id), .ask(AskDraft(.mentorRest, message: message))]
            })
    }
}
