import Community
import Messages
import PluginKit
import Scheduling

/// Asks each person of the audience a questionnaire.
///
/// Skipping it is as good an answer as any.
struct CheckInAskPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "check-in.ask",
        summary: "Asks each person of the audience a short questionnaire.",
        example: """
            uses: check-in.ask
            with:
              questionnaire: evening
              message: check-in.evening
              answer_within: 16h
            """,
        purpose: .checkIn,
        reads: [.contacts]
    )

    struct Settings: SettingsGroup {
        @Setting("The questions, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID

        @Setting("The message that invites, by its file under Config/messages.")
        var message: MessageID

        @Setting("How long the question is about today; a later answer is kept as late.")
        var answerWithin: Duration = .seconds(16 * 3_600)

        @Setting("Remind so long after the question, and again after as long; left out, nothing reminds of it.")
        var remindAfter: Duration? = nil

        @Setting("How often, at the most; an answer of any kind, also a skip, ends it.")
        var reminders: Int = 1

        @Setting("The message that reminds, by its file under Config/messages; the first one when left out.")
        var reminder: MessageID? = nil

        @Setting(
            "Why it is asked when nobody reads; needed for questions that can ask for a person, and for no others.")
        var outsideCoverage: String? = nil

        func validate() throws(BrokenRule) {
            guard (1...2).contains(reminders) else {
                throw BrokenRule("reminders", "expected 1 or 2, found '\(reminders)'")
            }
            if let remindAfter {
                guard remindAfter >= .seconds(3_600), remindAfter * reminders < answerWithin else {
                    throw BrokenRule(
                        "remind_after",
                        "expected at least 1h, and all reminders within 'answer_within', found '\(remindAfter.yamlText)'"
                    )
                }
            }
            try answerWithin.check("answer_within", in: .seconds(300)...(.days(14)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let members = context.audience.map(\.id)
        let asks = try await context.facts.asksSinceAnswer(of: members)
        let paced = context.audience.filter { $0.choices.frequency?.days ?? 1 > 1 }.map(\.id)
        let last = paced.isEmpty ? [:] : try await context.facts.lastCheckIns(of: paced)
        let names = Set(context.audience.filter { $0.choices.time != nil }.compactMap(\.timeZone))
        let zones = names.isEmpty ? [:] : try await context.facts.zones(named: names)
        return Plan(
            context.audience.map { member in
                if QuietLadder.standing(asks[member.id] ?? [], at: context.now).rung.stopsQuestions {
                    return .leaveOut(
                        member.id, because: "is asked nothing until they answer; care.quiet keeps in touch")
                }
                if let wish = member.choices.frequency,
                    !wish.isDue(at: context.nominalTime, lastAskedAt: last[member.id])
                {
                    return .leaveOut(member.id, because: "wishes to be asked \(wish.words)")
                }
                let zone = member.timeZone.flatMap { zones[$0] } ?? context.zone
                return .ask(draft(for: member, at: start(for: member, from: context.nominalTime, in: zone)))
            })
    }

    /// When the question reaches somebody: the next time of day that they chose, or at once.
    private func start(for member: Member, from nominal: Instant, in zone: ZoneRules) -> Instant {
        guard let time = member.choices.time else { return nominal }
        let civil = zone.civil(at: nominal)
        let day = time >= civil.time ? civil.date : civil.date.adding(days: 1)
        return zone.firstInstant(of: CivilDateTime(date: day, time: time))
    }

    /// The question, whose window and reminders count from the moment at which it reaches them.
    private func draft(for member: Member, at start: Instant) -> AskDraft {
        AskDraft(
            .checkIn, questionnaire: settings.questionnaire,
            message: MessageDraft(
                settings.message, to: member.id, expiresAt: start + settings.answerWithin,
                notBefore: member.choices.time == nil ? nil : start),
            reminders: settings.remindAfter.map { wait in (1...settings.reminders).map { start + wait * $0 } } ?? [],
            reminderMessage: settings.reminder)
    }
}
