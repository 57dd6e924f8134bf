public import Community
import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    /// Takes a counselor's decision on a proposed pair.
    ///
    /// An approval is never lost: when the run that asked for it has ended, or has gone past that step, another one takes up
    /// what comes after it.
    ///
    /// `decline`: What is meant, where the event is a decline.
    ///
    /// Returns The pair as it stands now, and whether this call was the one that decided; nil when there is no such pair.
    public func decide(
        _ id: PairingID, _ event: PairingState.Event, meaning decline: PairingDecline = .another, by decider: MemberID
    ) async throws -> (pairing: Pairing, isFirst: Bool)? {
        let followUp = event == .approve ? try await followUp(for: id) : nil
        defer { bell.ring() }
        return try await store.decide(
            id, event, meaning: decline, by: decider.rawValue, followUp: followUp, at: clock.now())
    }

    private func followUp(for id: PairingID) async throws -> FollowUp? {
        guard let origin = try await store.decisionOrigin(of: id) else { return nil }
        let definition = try await job(of: origin.run).definition
        let steps = definition.steps
        guard let index = steps.firstIndex(where: { $0.stepID == origin.step }), index + 1 < steps.count else {
            return nil
        }
        let now = clock.now()
        let run = RunRecord(
            id: RunRecord.id(of: "decision|\(id)|\(now.milliseconds)", at: now), job: origin.run.job,
            jobRevision: origin.run.jobRevision, cause: .manual, trigger: "decision", nominal: now,
            zone: origin.run.zone, state: .ready, stepIndex: index + 1, dueAt: now, inputs: origin.run.inputs,
            group: "", createdAt: now
        ).bounded(by: definition)
        return FollowUp(
            run: run, origin: origin.run.id, step: origin.step,
            outputs: ["approved": [id.rawValue], "declined": []])
    }
}
