public import Scheduling
import Synchronization

/// A clock of elapsed time that a test moves on, apart from the wall clock.
public final class TestMonotonicClock: MonotonicClock {
    private let current = Mutex<Duration>(.zero)

    public init() {}

    public func elapsed() -> Duration { current.withLock { $0 } }

    public func advance(by duration: Duration) { current.withLock { $0 += duration } }
}
