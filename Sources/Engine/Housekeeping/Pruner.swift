public import Persistence
public import PluginKit
public import Scheduling

/// Removes what is older than the program keeps it, a small transaction at a time, so that no worker waits for long.
public struct Pruner: Sendable {
    private let store: Store
    private let retention: Retention
    private let clock: any WallClock

    /// Rows in a transaction at first, and after others were in the way again and again.
    static let mostRows = 1_000
    static let fewestRows = 100

    public init(store: Store, retention: Retention, clock: any WallClock) {
        self.store = store
        self.retention = retention
        self.clock = clock
    }

    /// How many rows of each kind would go now.
    public func counts() async throws -> [(kind: PruneClass, count: Int)] {
        let now = clock.now()
        var counts: [(kind: PruneClass, count: Int)] = []
        for kind in PruneClass.allCases {
            guard let cutoff = kind.cutoff(by: retention, at: now) else { continue }
            counts.append((kind, try await store.countPrunable(kind, before: cutoff)))
        }
        return counts
    }

    /// Removes what is old enough of each kind.
    ///
    /// `term`: Asked for before each transaction, which checks it: the housekeeper's, or nil inside for a person's doing.
    ///
    /// - Returns: How many rows went, by kind.
    /// - Throws: `LostHousekeeping`; `StoreError.busy` when others held rows even of a small batch. What went before stays
    ///   removed, and the next time goes on.
    public func prune(
        under term: () async throws -> HousekeepingTerm? = { nil }
    ) async throws -> [PruneClass: Int] {
        let now = clock.now()
        var removed: [PruneClass: Int] = [:]
        for kind in PruneClass.allCases {
            guard let cutoff = kind.cutoff(by: retention, at: now) else { continue }
            var limit = Self.mostRows
            var next: PruneCursor? = PruneCursor()
            while let cursor = next {
                try Task.checkCancellation()
                do {
                    let batch = try await store.prune(
                        kind, before: cutoff, from: cursor, limit: limit, under: try await term(), at: clock.now())
                    removed[kind, default: 0] += batch.removed
                    next = batch.next
                } catch StoreError.busy where limit > Self.fewestRows {
                    limit = max(Self.fewestRows, limit / 2)
                }
            }
        }
        return removed
    }
}
