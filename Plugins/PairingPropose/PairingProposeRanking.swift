import Community
import Matching
import PluginKit

/// Puts the mentors of one newcomer in order, and explains the pair that was made.
struct PairingProposeRanking {
    let round: PairingProposeRound
    let problem: AssignmentProblem
    /// By mentor how many newcomers this round gives them.
    let loads: [Int]
    /// Mentors whose free place somebody needs who waits longer.
    let kept: Set<Int>

    static let alternatives = 4

    func proposal(_ row: Int, _ column: Int, id: PairingID, isStable: Bool) -> PairingProposal {
        let (newcomer, mentor) = (round.newcomers[row], round.mentors[column])
        let fits = round.ranked(row, problem)
        let own = fits.first { $0.column == column }?.score ?? 0
        let others = fits.filter { $0.column != column }.prefix(Self.alternatives).map { fit in
            PairingExplanation.Alternative(
                mentor: round.mentors[fit.column].member.id, fit: round.score.fit(fit.score),
                reasons: round.reasons.both(newcomer, round.mentors[fit.column]),
                standing: kept.contains(fit.column)
                    ? .keptForOthers : loads[fit.column] >= round.openPlaces[fit.column] ? .proposedToOthers : .free)
        }
        return PairingProposal(
            id: id, newcomer: newcomer.member.id, mentor: mentor.member.id,
            reasons: round.reasons.both(newcomer, mentor),
            explanation: PairingExplanation(
                criteria: round.score.criteria(newcomer, mentor, openPlaces: round.openPlaces[column]),
                fit: round.score.fit(own), uncertain: round.reasons.uncertain(newcomer, mentor),
                common: round.reasons.common(newcomer, mentor), alternatives: others, isStable: isStable))
    }
}
