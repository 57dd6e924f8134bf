import Community
import Messages
import PluginKit
import Scheduling

/// Asks the newcomer and then the mentor of each approved pair; both can say no, and neither has to say why.
///
/// Planned again after every answer: where a pair stands says what comes next, so that a plan made twice asks once.
struct PairingInvitePlugin: Plugin {
    static let manifest = PluginManifest(
        id: "pairing.invite",
        summary: "Asks both people of each approved pair, the newcomer first.",
        example: """
            uses: pairing.invite
            with:
              pairs: ${{ steps.review.approved }}
              message_newcomer: pairing.ask-newcomer
              message_mentor: pairing.ask-mentor
              answer_within: 5d
            """,
        scope: .group,
        purpose: .pairing,
        reads: [.asks, .pairings],
        outputs: ["accepted"]
    )

    struct Settings: SettingsGroup {
        @Setting("The approved pairs.")
        var pairs: [PairingID]

        @Setting("The message to the newcomer.")
        var messageNewcomer: MessageID

        @Setting("The message to the mentor.")
        var messageMentor: MessageID

        @Setting("How long each of the two may take.")
        var answerWithin: Duration = .seconds(5 * 86_400)

        func validate() throws(BrokenRule) {
            try answerWithin.check("answer_within", in: .hours(1)...(.days(60)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        guard !settings.pairs.isEmpty else { return Plan(outcome: .skip(because: "no pair was approved")) }
        let pairings = try await context.facts.pairings(settings.pairs)
        let people = try await context.facts.members(pairings.flatMap { [$0.newcomer, $0.mentor] })
        let asks = try await context.facts.asks()
        var plan = Plan()
        var waits: [Instant] = []
        for pairing in pairings {
            guard let newcomer = people[pairing.newcomer], let mentor = people[pairing.mentor] else {
                if PairingState.beforeYes.contains(pairing.state) {
                    let side = people[pairing.newcomer] == nil ? PairingSide.newcomer : .mentor
                    plan.effects.append(
                        .advance(pairing.id, .withdraw, because: PairingObstacle.gone(side).reason))
                }
                continue
            }
            let pair = Pair(pairing: pairing, newcomer: newcomer, mentor: mentor, asks: asks)
            waits += pair.advance(into: &plan, at: context.now, settings: settings)
        }
        plan.outputs["accepted"] = pairings.filter(\.state.isStanding).map(\.id.rawValue)
        if let next = waits.min() { plan.outcome = .wait(until: next) }
        return plan
    }

    /// One pair with what was asked about it.
    private struct Pair {
        let pairing: Pairing
        let newcomer: Member
        let mentor: Member
        let asks: [Ask]

        /// Adds what comes next, and tells until when to wait for an answer.
        func advance(into plan: inout Plan, at now: Instant, settings: Settings) -> [Instant] {
            switch pairing.state {
            case .approved:
                // Somebody may have paused, stopped or changed their mind since the proposal.
                if let obstacle = PairingObstacle.of(newcomer, .newcomer, at: now)
                    ?? PairingObstacle.of(mentor, .mentor, at: now)
                {
                    plan.effects.append(.advance(pairing.id, .withdraw, because: obstacle.reason))
                    return []
                }
                // Asked as soon as they can be; when that never comes, the place is free again.
                if let decided = pairing.decidedAt, now - decided > settings.answerWithin {
                    let because = "one of the two could not be asked within \(settings.answerWithin.yamlText)"
                    plan.effects.append(.advance(pairing.id, .withdraw, because: because))
                    return []
                }
                plan.effects += [
                    .advance(pairing.id, .askNewcomer), ask(newcomer, settings.messageNewcomer, settings, now),
                ]
                return [now + settings.answerWithin]
            case .askingNewcomer:
                return follow(newcomer, into: &plan, at: now) {
                    if let obstacle = PairingObstacle.of(mentor, .mentor, at: now) {
                        return [.advance(pairing.id, .withdraw, because: obstacle.reason)]
                    }
                    return [.advance(pairing.id, .askMentor), ask(mentor, settings.messageMentor, settings, now)]
                } waitAfter: {
                    PairingObstacle.of(mentor, .mentor, at: now) == nil ? now + settings.answerWithin : nil
                }
            case .askingMentor:
                return follow(mentor, into: &plan, at: now) {
                    [.advance(pairing.id, .bothAccepted)]
                } waitAfter: {
                    nil
                }
            case .proposed, .accepted, .introduced, .met, .active, .onHold, .closing, .closed, .ended, .endedForSafety,
                .declined, .declinedByEither, .lapsed, .withdrawn:
                return []
            }
        }

        private func follow(
            _ member: Member, into plan: inout Plan, at now: Instant, onYes: () -> [Effect],
            waitAfter: () -> Instant?
        ) -> [Instant] {
            let ask = asks.last { $0.subject == pairing.id.rawValue && $0.member == member.id }
            switch ask?.state {
            case .answered, .late:
                plan.effects += onYes()
                return waitAfter().map { [$0] } ?? []
            case .declined:
                plan.effects.append(.advance(pairing.id, .eitherDeclined))
                return []
            case .open:
                guard let ask, ask.expiresAt > now else {
                    plan.effects.append(.advance(pairing.id, .lapse))
                    return []
                }
                return [ask.expiresAt]
            case .expired, .withdrawn, nil:
                plan.effects.append(.advance(pairing.id, .lapse))
                return []
            }
        }

        private func ask(_ member: Member, _ message: MessageID, _ settings: Settings, _ now: Instant) -> Effect {
            .ask(
                AskDraft(
                    .pairing, subject: pairing.id.rawValue,
                    message: MessageDraft(
                        message, to: member.id,
                        values: [
                            "newcomer.preferred_name": newcomer.preferredName,
                            "mentor.preferred_name": mentor.preferredName,
                            "reasons": pairing.reasons.joined(separator: "; "),
                        ], expiresAt: now + settings.answerWithin)))
        }
    }
}
