import Glibc
import Scheduling

/// The machine's clocks: the one place where the program reads them.
struct SystemClock: WallClock, MonotonicClock {
    /// CLOCK_BOOTTIME of clock_gettime(2), which goes on while the machine sleeps.
    func elapsed() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
