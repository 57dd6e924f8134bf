public import Persistence
import PluginKit
import Scheduling

/// Keeps house when no other node does: forgets nodes that are gone, and removes what is older than the program keeps it.
///
/// Nothing that must be right rests on there being one housekeeper, or any: ticks, claims and commits do not ask for it.
public final class Housekeeper: Sendable {
    private let engine: ProgramEngine
    private let lease: HousekeepingLease

    /// Pruned at most once in this time, by all nodes together.
    public static let pruneInterval: Duration = .hours(1)

    public init(engine: ProgramEngine) {
        self.engine = engine
        lease = HousekeepingLease(
            store: engine.store, holder: engine.owner, clock: engine.clock, elapsed: engine.elapsed)
    }

    /// Does what is due when this node is, or becomes, the housekeeper.
    ///
    /// - Returns: How many rows were removed as too old; nil when that was not due, or is another node's to do.
    @discardableResult
    public func keepHouse() async throws -> Int? {
        do {
            guard let term = try await lease.hold() else { return nil }
            let now = engine.clock.now()
            try await engine.store.forgetNodes(notSeenSince: now - NodeRecord.life, under: term, at: now)
            return try await pruneWhenDue()
        } catch is LostHousekeeping {
            return nil
        }
    }

    /// Lets another node take over at once.
    public func resign() async throws { try await lease.resign() }

    private func pruneWhenDue() async throws -> Int? {
        let last = try await engine.store.chore(Self.pruning)
        if let last, last.doneAt + Self.pruneInterval > engine.clock.now() { return nil }
        return try await prune { try await self.currentTerm() }.values.reduce(0, +)
    }

    /// Prunes, and writes down that it was done.
    ///
    /// `term`: nil inside when a person does it.
    private func prune(under term: () async throws -> HousekeepingTerm?) async throws -> [PruneClass: Int] {
        let pruner = Pruner(
            store: engine.store, retention: engine.catalog.configuration.retention, clock: engine.clock)
        let removed = try await pruner.prune(under: term)
        try await engine.store.keepChore(
            Self.pruning, removed: removed.values.reduce(0, +), under: try await term(), at: engine.clock.now())
        return removed
    }

    /// Prunes because a person said so, whoever the housekeeper is.
    public func pruneByHand() async throws -> [PruneClass: Int] { try await prune { nil } }

    /// Pruning as a chore.
    public static let pruning = "prune"

    /// The term, renewed when a third of it is over.
    private func currentTerm() async throws -> HousekeepingTerm {
        if let term = lease.freshTerm { return term }
        if let term = try await lease.hold() { return term }
        throw LostHousekeeping(term: HousekeepingTerm(holder: engine.owner, number: 0))
    }
}
