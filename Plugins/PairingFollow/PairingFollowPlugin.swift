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
              message_continue: pairing.continue
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

        @Setting(
            "The message that asks both whether they go on, when one of them is an alumna or alumnus; left out, the follow-up's."
        )
        var messageContinue: MessageID? = nil

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
            try thenEvery.check("then_every", in: 7...365)
            try answerWithin.check("answer_within", in: .hours(1)...(.days(60)))
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
        let over = pairs.filter { Self.alumniSince($0, people[$0.newcomer], people[$0.mentor]) != nil }
        let wishes = over.isEmpty ? [] : try await context.facts.pairWishes(about: over.map(\.id))
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
                    let asked = asked.filter { $0.subject == pair.id.rawValue }
                    if [newcomer, mentor].contains(where: { $0.stage == .left }) {
                        return [.advance(pair.id, .close, because: "one of the two has left the program")]
                    }
                    if let since = Self.alumniSince(pair, newcomer, mentor) {
                        let said = wishes.filter { $0.ask.subject == pair.id.rawValue && $0.ask.askedAt >= since }
                        return goOn(pair, newcomer, mentor, said, since: since, context)
                            ?? followUp(pair, newcomer, mentor, asked, context)
                    }
                    return followUp(pair, newcomer, mentor, asked, context)
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

    /// Since when one of the two is an alumna or alumnus, where that came after they met.
    private static func alumniSince(_ pair: Pairing, _ newcomer: Member?, _ mentor: Member?) -> Instant? {
        guard pair.state.isStanding else { return nil }
        let since = [newcomer, mentor].compactMap(\.self).filter { $0.stage == .alumni }.compactMap(\.stageSince).max()
        return since.flatMap { at in (pair.introducedAt.map { $0 < at } ?? true) ? at : nil }
    }

    /// A pair that stands for so long after it was asked was decided on, also where the answers are kept no longer.
    private static let decidedAfter: Duration = .seconds(180 * 86_400)

    /// Asks both whether they go on after the program of one of them is over; without a yes of both it closes kindly.
    ///
    /// `said`: What they were asked since, oldest first: of each, the first question is this one.
    /// - Returns: nil when they go on.
    private func goOn(
        _ pair: Pairing, _ newcomer: Member, _ mentor: Member, _ said: [PairWishFact], since: Instant,
        _ context: StepContext
    ) -> [Effect]? {
        let sides = [(newcomer, mentor), (mentor, newcomer)]
        let first = sides.map { member, _ in said.first { $0.ask.member == member.id } }
        // Whom nothing reaches is not waited for longer than for an introduction.
        if first.contains(where: { $0 == nil }), context.now - since <= Self.patience {
            return zip(sides, first).filter { $0.1 == nil }.map { side, _ in
                let message = settings.messageContinue ?? settings.messageFollowUp
                return .ask(
                    AskDraft(
                        .pairFollowUp, subject: pair.id.rawValue, questionnaire: settings.questionnaire,
                        message: draft(message, to: side.0, about: pair, with: side.1, context)))
            }
        }
        let asked = first.compactMap(\.self)
        if asked.count == 2, asked.allSatisfy({ $0.wish != nil && $0.wish != .close }) { return nil }
        if let last = asked.map(\.ask.askedAt).max(), context.now - last > Self.decidedAfter { return nil }
        if asked.contains(where: { $0.ask.state == .open && $0.ask.expiresAt > context.now }) { return [] }
        return [
            .advance(pair.id, .close, because: "its time in the program is over, and not both said that they go on")
        ]
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
