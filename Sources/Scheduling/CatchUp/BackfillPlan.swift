/// The times of a range of the past that somebody asks to run after all.
public struct BackfillPlan: Hashable, Sendable {
    /// To run, in order; the first ones of the range when there are more than the limit.
    public let fires: [CronFire]
    /// All times of the range, whether among the fires or not.
    public let count: Int
}

/// Plans the runs for the nominal times of an explicit range.
///
/// Apart from every tick: pauses, catch-up and watermarks play no part, and the watermark stays where it is. Whether a
/// time has a run already is for the store to say, which keeps one run for a nominal time.
///
/// `range`: Half open; what starts at its upper bound is not part of it.
/// `limit`: The most runs that it asks for.
public func planBackfill(_ schedule: Schedule, over range: Range<Instant>, limit: Int = 1_000) -> BackfillPlan {
    let ticks = TickRange(
        after: range.lowerBound - .milliseconds(1), through: range.upperBound - .milliseconds(1))
    let fires = schedule.fires(in: ticks, limit: max(0, limit))
    guard fires.count >= limit else { return BackfillPlan(fires: fires, count: fires.count) }
    var counter = FireCounter(schedule)
    return BackfillPlan(fires: fires, count: counter.count(in: ticks))
}
