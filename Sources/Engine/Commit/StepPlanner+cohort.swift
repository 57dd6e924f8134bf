import Community
import Persistence
import PluginKit
import Scheduling

/// A job for one cohort touches nobody outside of it, whatever its plugins decide.
extension StepPlanner {
    /// Those of `effects` that concern nobody outside the job's cohort; all of them for a job without one.
    ///
    /// Messages are the gates' to refuse, which also let words to staff through; this is for what moves something about
    /// people: pairs, rests, events.
    func withinCohort(_ effects: [Effect]) async throws -> [Effect] {
        guard let cohort = frame.job.definition.audience.cohort, !effects.isEmpty else { return effects }
        let moved = effects.compactMap { effect -> PairingID? in
            switch effect {
            case .advance(let pair, _, _), .requestDecision(let pair, _, _): pair
            default: nil
            }
        }
        var pairs: [PairingID: [MemberID]] = [:]
        for pair in try await engine.store.pairings(moved) { pairs[pair.id] = [pair.newcomer, pair.mentor] }
        for case .propose(let proposal) in effects { pairs[proposal.id] = [proposal.newcomer, proposal.mentor] }
        func concerned(by effect: Effect) -> [MemberID] {
            switch effect {
            case .propose(let proposal): [proposal.newcomer, proposal.mentor]
            case .advance(let pair, _, _), .requestDecision(let pair, _, _): pairs[pair] ?? []
            case .rest(let member), .emit(_, let member): [member]
            case .send, .ask, .leaveOut, .tellStaff: []
            }
        }
        let people = try await engine.store.people(Array(Set(effects.flatMap(concerned))))
        return effects.filter { effect in
            concerned(by: effect).allSatisfy { id in
                people[id].map { $0.belongs(to: cohort, on: engine.today(of: $0, at: now)) } ?? false
            }
        }
    }
}
