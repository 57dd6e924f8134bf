import Scheduling

/// Notices that the wall clock was set, by the time that has really gone by.
///
/// Nothing that is decided rests on it: watermarks only grow, so that a clock that goes back repeats nothing, and one that
/// goes forward is made up for like any other pause. It is for people who look for a reason.
struct ClockWatch {
    /// Less is what clocks do by themselves.
    static let tolerance: Duration = .seconds(5)

    private var last: (wall: Instant, elapsed: Duration)?

    /// By how much the clock was set since the last look; nil when it was not.
    mutating func look(wall: Instant, elapsed: Duration) -> Duration? {
        defer { last = (wall, elapsed) }
        guard let last else { return nil }
        let step = (wall - last.wall) - (elapsed - last.elapsed)
        return step > Self.tolerance || step < .zero - Self.tolerance ? step : nil
    }
}
