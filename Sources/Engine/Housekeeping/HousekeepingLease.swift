import Persistence
import Scheduling
import Synchronization

/// This node's hold on the housekeeping: only as sure of itself as its last renewal allows.
///
/// The row in the store says who keeps house, by the store's clock. How long this node may believe it without asking is
/// measured by elapsed time from before the renewal was asked for, less a margin: an answer that was slow, or a machine
/// that stood still, makes the belief shorter and never longer. A late belief does no harm either, as each piece of work
/// checks the term in its own transaction.
///
/// Source: River's `internal/leadership`, whose terms and trust this follows.
final class HousekeepingLease: Sendable {
    static let length: Duration = .seconds(30)
    static let margin: Duration = .seconds(2)

    private let store: Store
    private let holder: String
    private let clock: any WallClock
    private let elapsed: any MonotonicClock
    private let held = Mutex<(term: HousekeepingTerm, trustedUntil: Duration)?>(nil)

    init(store: Store, holder: String, clock: any WallClock, elapsed: any MonotonicClock) {
        self.store = store
        self.holder = holder
        self.clock = clock
        self.elapsed = elapsed
    }

    /// The term for as long as it may be trusted; nil when this node is not, or may not be, the housekeeper.
    var term: HousekeepingTerm? {
        let now = elapsed.elapsed()
        return held.withLock { held in held.flatMap { now < $0.trustedUntil ? $0.term : nil } }
    }

    /// The term while less than a third of it is over; nil when it is time to renew it.
    var freshTerm: HousekeepingTerm? {
        let now = elapsed.elapsed()
        return held.withLock { held in
            held.flatMap { now < $0.trustedUntil + Self.margin - Self.length / 3 * 2 ? $0.term : nil }
        }
    }

    /// Renews the term, or becomes the housekeeper when nobody is.
    ///
    /// A renewal that fails, for whatever reason, ends the trust.
    func hold() async throws -> HousekeepingTerm? {
        let start = elapsed.elapsed()
        let last = held.withLock { held in
            defer { held = nil }
            return held?.term
        }
        var term = last
        if let last, try await !store.renewHousekeeping(last, for: Self.length, at: clock.now()) { term = nil }
        if last == nil {
            term = try await store.acquireHousekeeping(as: holder, for: Self.length, at: clock.now())
        }
        guard let term else { return nil }
        held.withLock { $0 = (term, start + Self.length - Self.margin) }
        return self.term
    }

    /// Lets another node take over at once.
    func resign() async throws {
        let last = held.withLock { held in
            defer { held = nil }
            return held?.term
        }
        if let last { try await store.resignHousekeeping(last) }
    }
}
