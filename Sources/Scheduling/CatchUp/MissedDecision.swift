/// Sorts the times of a tick into those that run and those that are let go.
struct MissedDecision {
    private(set) var chosen: [CronFire] = []
    private(set) var skipped: [SkippedTicks] = []
    private let schedule: Schedule
    private let now: Instant
    private var counter: FireCounter

    /// Up to so many times that are skipped for one reason are told one by one.
    private static let listed = 1_000

    init(_ schedule: Schedule, now: Instant) {
        self.schedule = schedule
        self.now = now
        counter = FireCounter(schedule)
    }

    /// Decides the times of `ranges`, which are in order and do not overlap.
    mutating func decide(_ ranges: [TickRange]) {
        let policy = schedule.catchUp
        // A time that is just as old as the grace or the window is still inside.
        let onTime = now - CatchUp.grace - .milliseconds(1)
        let window = min(onTime, now - policy.window - .milliseconds(1))
        let old = ranges.clipped(to: TickRange(after: Instant(milliseconds: .min), through: window))
        let missed = ranges.clipped(to: TickRange(after: window, through: onTime))
        let punctual = ranges.clipped(to: TickRange(after: onTime, through: now)).flatMap { schedule.fires(in: $0) }
        skip(old, policy == .none ? .notMadeUpFor : .tooLate)
        switch policy {
        case .none: skip(missed, .notMadeUpFor)
        case .latest:
            if punctual.isEmpty { takeLast(1, of: missed, else: .superseded) } else { skip(missed, .superseded) }
        case .earliest: takeFirst(of: missed)
        case .all(let max, _): takeLast(max, of: missed, else: .beyondMaximum)
        }
        chosen += punctual
    }

    /// Lets all times of `ranges` go.
    mutating func skip(_ ranges: [TickRange], _ reason: SkippedTicks.Reason) {
        var fires: [CronFire] = []
        for range in ranges where fires.count <= Self.listed {
            fires += schedule.fires(in: range, limit: Self.listed + 1 - fires.count)
        }
        guard fires.count > Self.listed, let first = fires.first else {
            skipped += fires.map { SkippedTicks(first: $0.instant, last: $0.instant, count: 1, reason: reason) }
            return
        }
        let count = ranges.reduce(0) { $0 + counter.count(in: $1) }
        skipped.append(
            SkippedTicks(
                first: first.instant, last: last(1, of: ranges).last?.instant ?? first.instant, count: count,
                reason: reason))
    }

    private mutating func takeLast(_ limit: Int, of ranges: [TickRange], else reason: SkippedTicks.Reason) {
        let taken = last(limit, of: ranges)
        chosen += taken
        let before = taken.first.map { $0.instant - .milliseconds(1) } ?? now
        skip(ranges.clipped(to: TickRange(after: Instant(milliseconds: .min), through: before)), reason)
    }

    private mutating func takeFirst(of ranges: [TickRange]) {
        guard let first = ranges.lazy.compactMap({ [schedule] in schedule.fires(in: $0, limit: 1).first }).first else {
            return
        }
        chosen.append(first)
        skip(ranges.clipped(to: TickRange(after: first.instant, through: now)), .supersededByEarlier)
    }

    private mutating func last(_ limit: Int, of ranges: [TickRange]) -> [CronFire] {
        var taken: [CronFire] = []
        for range in ranges.reversed() where taken.count < limit {
            taken = counter.last(limit - taken.count, in: range) + taken
        }
        return taken
    }
}
