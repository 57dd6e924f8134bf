public import Community
public import Persistence
import PluginKit
public import Scheduling

/// Moves pairs by commits of plans, as steps of runs do.
public struct PairingScript: Sendable {
    public let store: Store

    public init(store: Store) { self.store = store }

    /// Commits one plan; what it may not change throws.
    public func commit(at now: Instant, _ change: (inout StepCommit) -> Void) async throws {
        let id = "r\(try await store.runs(limit: 100_000).count)"
        let run = RunRecord(
            id: id, job: JobID("pairs"), jobRevision: "1", cause: .manual, trigger: "t", nominal: now, zone: "",
            state: .ready, dueAt: now, group: "", createdAt: now)
        try await store.addRun(run)
        let lease = Lease(owner: "script", until: now + .minutes(1))
        guard let claim = try await store.claimRun(now: now, lease: lease, only: id) else {
            throw StaleClaim(id: id)
        }
        var commit = StepCommit(
            run: id, epoch: claim.epoch, step: "s",
            progress: RunProgress(
                state: .succeeded, stepIndex: 1, dueAt: now, stepEnd: .done, now: now, leaseUntil: lease.until))
        change(&commit)
        try await store.commit(commit)
    }

    public func propose(_ id: PairingID, _ newcomer: MemberID, _ mentor: MemberID, at now: Instant) async throws {
        try await commit(at: now) {
            $0.proposals = [PairingProposal(id: id, newcomer: newcomer, mentor: mentor, reasons: ["both sing"])]
        }
    }

    public func advance(_ id: PairingID, _ event: PairingState.Event, at now: Instant) async throws {
        try await commit(at: now) { $0.advances = [PairingAdvance(pairing: id, event: event)] }
    }

    /// Approves a pair and has both say yes.
    public func accept(_ id: PairingID, at now: Instant) async throws {
        _ = try await store.decide(id, .approve, by: "maria", at: now)
        for event in [PairingState.Event.askNewcomer, .askMentor, .bothAccepted] {
            try await advance(id, event, at: now)
        }
    }
}
