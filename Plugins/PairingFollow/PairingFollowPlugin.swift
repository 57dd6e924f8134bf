import Community
import Messages
import PluginKit
import Scheduling

/// Accompanies each pair from both people's yes on: introduces the two, asks both alike how it goes, and thanks both when
/// either has closed it.
///
/// Planned every day and whenever a pair is accepted or closed: where a pair stands, and when the two were last asked, say
/// what comes next. Silence means nothing.
struct PairingFollowPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "pairing.follow",
        summary: "Introduces the two of each pair, asks both how it goes, and thanks both when it closes.",
        example: """
            uses: pairing.follow
            with:
              message_introduction: pairing.introduction
              message_follow_up: pairing.how-is-it-going
              message_closing: pairing.closing
              questionnaire: pair
              days: [3, 10, 24]
            """,
        scope: .group,
        purpose: .pairing,
        reads: [.asks, .pairings]
    )

    struct Settings: SettingsGroup {
        @Setting("The message that introduces each of the two to the other.")
        var messageIntroduction: MessageID

        @Setting("The message that asks each of the two how it goes.")
        var messageFollowUp: MessageID

        @Setting("The message that thanks both when either has closed the pair.")
        var messageClosing: MessageID

        @Setting("Questions beside how it is to go on, by their file under Config/questionnaires.")
        var questionnaire: QuestionnaireID? = nil

        @Setting("Days after the introduction on which both are asked.")
        var days: [Int] = [3, 10, 24]

        @Setting("Days between further questions, after the last of days.")
        var thenEvery: Int = 30

        @Setting("How long an answer is expected; a later one is as welcome.")
        var answerWithin: Duration = .seconds(7 * 86_400)

        func validate() throws(BrokenRule) {
            guard !days.isEmpty, days == Set(days).sorted(), days.allSatisfy({ (1...365).contains($0) }) else {
                let found = days.map { String($0) }.joined(separator: ", ")
                throw BrokenRule("days", "expected days from 1 to 365 in order, each once, found '\(found)'")
            }
            guard (7...365).contains(thenEvery) else {
                throw BrokenRule("then_every", "expected 7 to 365, found '\(thenEvery)'")
            }
            guard (.seconds(3_600))...(.seconds(60 * 86_400)) ~= answerWithin else {
                throw BrokenRule("answer_within", "expected 1h to 60d, found '\(answerWithin.yamlText)'")
            }
        }
    }

    /// How long it is tried to reach both before a pair goes on without a word to somebody whom nothing reaches.
    static let patience: Duration = .seconds(7 * 86_400)
    /// A follow-up that was missed for longer than this many days is let go.
    static let lateDays = 6

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let pairs = try await context.facts.standingPairings(of: context.audience.map(\.id))
        guard !pairs.isEmpty else { return Plan() }
        let people = try await context.facts.members(pairs.flatMap { [$0.newcomer, $0.mentor] })
        let asked = try await context.facts.followUps(about: pairs.map(\.id))
        return Plan(
            pairs.flatMap { pair -> [Effect] in
                if pair.state == .closing {
                    return sayGoodbye(pair, people[pair.newcomer], people[pair.mentor], context)
                }
                guard let newcomer = people[pair.newcomer], let mentor = people[pair.mentor] else {
                    return [.advance(pair.id, .end, because: "one of the two is held here no longer")]
                }
                switch pair.state {
                case .accepted: return introduce(pair, newcomer, mentor, context)
                default:
                    return followUp(pair, newcomer, mentor, asked.filter { $0.subject == pair.id.rawValue }, context)
                }
            })
    }

    private func introduce(
        _ pair: Pairing, _ newcomer: Member, _ mentor: Member, _ context: StepContext
    ) -> [Effect] {
        let move = Effect.advance(pair.id, .introduce)
        if isOverdue(pair, context) { return [move] }
        // Whoever pauses meanwhile is introduced when they are back.
        guard PairingObstacle.of(newcomer, .newcomer, at: context.now) == nil,
            PairingObstacle.of(mentor, .mentor, at: context.now) == nil
        else { return [] }
        return [
            .send(draft(settings.messageIntroduction, to: newcomer, about: pair, with: mentor, context)),
            .send(draft(settings.messageIntroduction, to: mentor, about: pair, with: newcomer, context)),
            move,
        ]
    }

    /// Who is held here no longer is not thanked, and the other one is, without a name.
    private func sayGoodbye(
        _ pair: Pairing, _ newcomer: Member?, _ mentor: Member?, _ context: StepContext
    ) -> [Effect] {
        let move = Effect.advance(pair.id, .sayGoodbye)
        if isOverdue(pair, context) { return [move] }
        let sides = [(newcomer, mentor, PairingSide.newcomer), (mentor, newcomer, .mentor)]
        return sides.compactMap { member, other, side -> Effect? in
            guard let member, PairingObstacle.of(member, side, at: context.now) == nil else { return nil }
            return .send(draft(settings.messageClosing, to: member, about: pair, with: other, context))
        } + [move]
    }

    private func followUp(
        _ pair: Pairing, _ newcomer: Member, _ mentor: Member, _ asked: [Ask], _ context: StepContext
    ) -> [Effect] {
        guard let introducedAt = pair.introducedAt else { return [] }
        let first = context.zone.civil(at: introducedAt).date
        let today = context.zone.civil(at: context.now).date.daysSince1970 - first.daysSince1970
        let calendar = PairFollowUps(days: settings.days, every: settings.thenEvery)
        guard let due = calendar.due(on: today), today - due <= Self.lateDays else { return [] }
        // A pair that rests is left in peace until the monthly question.
        if pair.state == .onHold, due <= settings.days.last ?? 0 { return [] }
        return [(newcomer, mentor), (mentor, newcomer)].compactMap { member, other in
            let last = asked.first { $0.member == member.id }.map {
                context.zone.civil(at: $0.askedAt).date.daysSince1970 - first.daysSince1970
            }
            if let last, last >= due { return nil }
            return .ask(
                AskDraft(
                    .pairFollowUp, subject: pair.id.rawValue, questionnaire: settings.questionnaire,
                    message: draft(settings.messageFollowUp, to: member, about: pair, with: other, context)))
        }
    }

    private func isOverdue(_ pair: Pairing, _ context: StepContext) -> Bool {
        context.now - pair.changedAt > Self.patience
    }

    /// An introduction and thanks are awaited: both have just said yes, or one has just closed it.
    private func draft(
        _ message: MessageID, to member: Member, about pair: Pairing, with other: Member?, _ context: StepContext
    ) -> MessageDraft {
        MessageDraft(
            message, to: member.id,
            values: [
                "other.preferred_name": other?.preferredName ?? "",
                "reasons": Self.common(to: pair).joined(separator: "; "),
            ], expiresAt: context.now + settings.answerWithin, about: pair.id.rawValue,
            isAwaited: message != settings.messageFollowUp)
    }

    /// What the two have in common: what each may know of the other anyway, and what both agreed to share.
    ///
    /// The second is no part of the reasons for the pair, which go out before anybody has said yes.
    private static func common(to pair: Pairing) -> [String] {
        let shared = pair.explanation?.common ?? []
        return pair.reasons + (shared.isEmpty ? [] : ["both agreed to share: \(shared.joined(separator: ", "))"])
    }
}
