import Community
import PluginKit
import Scheduling

/// Proposes a mentor for each newcomer who waits; counselors decide on every pair.
///
/// Four stages, each a pure function: who may go with whom, how well, the best assignment of all together, and why. Equal
/// inputs give equal bytes.
struct PairingProposePlugin: Plugin {
    static let manifest = PluginManifest(
        id: "pairing.propose",
        summary: "Proposes a mentor for each newcomer who waits, for counselors to decide on.",
        example: """
            uses: pairing.propose
            with:
              limit: 10
              mentors:
                roles: [mentor]
                trainings: [orientation]
                tenure: 180d
              shared_time: 1h
              weights:
                interests: 2
                waiting: 3
            """,
        scope: .group,
        reads: [.mentors, .pairings],
        outputs: ["pairs", "round"]
    )

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let candidates = try await context.facts.mentors(roles: settings.mentors.roles, where: settings.mentors.where)
        let history = try await context.facts.pairingHistory()
        let names = Set((context.audience + candidates.map(\.member)).compactMap(\.timeZone))
        let round = PairingProposeRound(
            settings: settings, newcomers: context.audience, candidates: candidates, history: history,
            zones: try await context.facts.zones(named: names), programZone: context.zone, now: context.nominalTime)
        let answer = try round.answer { newcomer, mentor in
            PairingID(
                "p-" + Digest.short(of: "\(context.job)|\(context.nominalTime.milliseconds)|\(newcomer)|\(mentor)"))
        }
        var plan = Plan(answer.proposals.map { .propose($0) })
        plan.effects += answer.round.waiting.map { .leaveOut($0.newcomer, because: $0.reason) }
        plan.outputs["pairs"] = answer.proposals.map(\.id.rawValue)
        plan.outputs["round"] = [answer.round.json]
        return plan
    }
}
