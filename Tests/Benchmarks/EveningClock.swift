import Scheduling

/// Goes on from a Thursday evening, when a nightly job is due and nobody's quiet hours have begun, as a real clock does.
struct EveningClock: WallClock, MonotonicClock {
    let start = ContinuousClock.now

    func elapsed() -> Duration { start.duration(to: .now) }

    func now() -> Instant { Instant(seconds: 1_795_118_400) + start.duration(to: .now) }
}
