public import Scheduling
import Synchronization

/// The clock that all nodes of a store share: the server's, carried on by elapsed time from one look to the next.
///
/// Leases, ticks and watermarks are compared between nodes, whose own clocks may be set differently. A store in a file has
/// one node, and goes by the machine's clock.
public final class StoreClock: WallClock {
    private let store: any SQLDatabase
    private let own: any WallClock
    private let elapsed: any MonotonicClock
    private let looked = Mutex<(time: Instant, at: Duration)?>(nil)

    /// `own`: What it goes by until the first look, and where the store has no clock.
    public init(of store: any SQLDatabase, own: any WallClock, elapsed: any MonotonicClock) {
        self.store = store
        self.own = own
        self.elapsed = elapsed
    }

    public func now() -> Instant {
        guard let (time, at) = looked.withLock({ $0 }) else { return own.now() }
        return time + (elapsed.elapsed() - at)
    }

    /// Looks at the server's clock; nothing changes when the store has none.
    ///
    /// The answer is taken for the middle of the time that it took.
    ///
    /// - Throws: As a read of the store; it goes on from the look before then.
    public func look() async throws {
        let start = elapsed.elapsed()
        guard let time = try await store.serverTime() else { return }
        let middle = start + (elapsed.elapsed() - start) / 2
        looked.withLock { $0 = (time, middle) }
    }
}
