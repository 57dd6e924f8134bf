import Scheduling
import Synchronization

/// A clock that is turned by hand: for the demo and for simulations.
final class TurnedClock: WallClock {
    private let current: Mutex<Instant>

    init(_ start: Instant) { current = Mutex(start) }

    func now() -> Instant { current.withLock { $0 } }

    /// Turns it forward; never back.
    func move(to instant: Instant) { current.withLock { $0 = max($0, instant) } }
}
