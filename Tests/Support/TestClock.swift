public import Scheduling
import Synchronization

/// A clock that a test turns.
public final class TestClock: WallClock {
    private let current: Mutex<Instant>

    public init(_ text: String) { current = Mutex(Instant(iso8601: text) ?? Instant(milliseconds: 0)) }

    public func now() -> Instant { current.withLock { $0 } }

    public func move(to text: String) {
        if let instant = Instant(iso8601: text) { current.withLock { $0 = instant } }
    }

    public func advance(by duration: Duration) { current.withLock { $0 = $0 + duration } }
}
