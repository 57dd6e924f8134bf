import Community
import Matching
import PluginKit
import Scheduling

/// Proposes a mentor for each newcomer who waits; counselors decide on every pair.
///
/// Three stages, each a pure function: who may go with whom, how well, and the best assignment of all together. Equal
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
                where: open_places > 0
              prefer: [shared_interests, tenure]
            """,
        scope: .group,
        reads: [.mentors, .pairings],
        outputs: ["pairs"]
    )

    struct Settings: SettingsGroup {
        @Setting("At most this many pairs in one round; those who wait longest come first.")
        var limit: Int = 10

        @Setting("Only this newcomer; everybody who waits when left out.")
        var only: MemberID? = nil

        @Setting("Who may be proposed as a mentor.")
        var mentors: Mentors = Mentors()

        @Setting("What makes a better pair; no single one counts for more than half.")
        var prefer: [PairingProposeScore.Preference] = PairingProposeScore.Preference.allCases

        @Setting("A pair that said no is not proposed again for this long.")
        var coolDown: Duration = .seconds(90 * 86_400)

        struct Mentors: SettingsGroup {
            @Setting("The roles of mentors.")
            var roles: [Role] = [.mentor]

            @Setting("A condition on each mentor, such as: open_places > 0.")
            var `where`: Condition? = nil
        }

        func validate() throws(BrokenRule) {
            guard (1...200).contains(limit) else { throw BrokenRule("limit", "expected 1 to 200, found '\(limit)'") }
            guard prefer.count != 1 else {
                throw BrokenRule("prefer", "one preference alone would count for everything, expected none or several")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let candidates = try await context.facts.mentors(roles: settings.mentors.roles, where: settings.mentors.where)
            .sorted { $0.member.id < $1.member.id }
        let history = try await context.facts.pairingHistory()
        let rules = PairingProposeRules(history: history, now: context.nominalTime, coolDown: settings.coolDown)
        let newcomers = waiting(in: context, history: history)
        let score = PairingProposeScore(
            preferences: settings.prefer, today: context.zone.civil(at: context.nominalTime).date)
        let fits = newcomers.map { newcomer in
            candidates.indices.compactMap { index -> AssignmentCandidate? in
                guard rules.permit(newcomer, candidates[index]) else { return nil }
                return AssignmentCandidate(column: index, score: score.points(newcomer, candidates[index].member))
            }
        }
        let assignment = try AssignmentProblem(capacities: candidates.map(\.openPlaces), candidates: fits).solve(.all)
        var plan = Plan()
        var pairs: [String] = []
        for (newcomer, column) in zip(newcomers, assignment.columns) {
            guard let column else {
                plan.effects.append(
                    .leaveOut(newcomer.id, because: rules.reasonWithout(newcomer, among: candidates)))
                continue
            }
            let mentor = candidates[column].member
            let id = PairingID(
                "p-"
                    + Digest.short(of: "\(context.job)|\(context.nominalTime.milliseconds)|\(newcomer.id)|\(mentor.id)")
            )
            pairs.append(id.rawValue)
            plan.effects.append(
                .propose(
                    PairingProposal(
                        id: id, newcomer: newcomer.id, mentor: mentor.id, reasons: score.reasons(newcomer, mentor))))
        }
        plan.outputs["pairs"] = pairs
        return plan
    }

    /// The newcomers of this round, those who wait longest first.
    private func waiting(in context: StepContext, history: PairingHistory) -> [Member] {
        let waiting = context.audience.filter { member in
            (settings.only == nil || member.id == settings.only) && member.consents.contains(.pairing)
                && !member.hasStopped && !member.isPaused(at: context.now) && !history.underWay.contains(member.id)
        }
        let byWait = waiting.sorted { left, right in
            let since = (left.joinedOn?.daysSince1970 ?? .max, right.joinedOn?.daysSince1970 ?? .max)
            return since.0 == since.1 ? left.id < right.id : since.0 < since.1
        }
        return Array(byWait.prefix(settings.limit))
    }
}
