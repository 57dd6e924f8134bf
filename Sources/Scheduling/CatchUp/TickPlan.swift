/// What one look at the clock decides for one schedule.
public struct TickPlan: Hashable, Sendable {
    /// To run now, in order.
    public var fires: [CronFire]
    /// Let go, with the reason.
    public var skipped: [SkippedTicks]
    /// Everything up to here is decided.
    public let watermark: Instant
    /// The next fire after the watermark.
    public let next: Instant?
}

/// Times that were let go for one reason.
public struct SkippedTicks: Hashable, Sendable {
    public let first: Instant
    public let last: Instant
    public let count: Int
    public let reason: Reason

    /// Why a time was let go.
    public enum Reason: String, Hashable, Sendable {
        /// A later one runs in its place.
        case superseded = "a later one ran instead"
        /// It is older than the catch-up window.
        case tooLate = "missed, and too late to make up for"
    }
}

/// Decides the fires in (watermark, now]: the engine's loop, the commands that look ahead and the tests call this one.
///
/// Pure. The watermark never moves back: with `now` before it nothing is decided. Past a thousand missed fires only
/// their ends and their number are kept; a recurrence that fires more often than daily is then counted by days.
public func planTick(
    _ recurrence: Recurrence, in zone: ZoneRules, watermark: Instant, now: Instant, catchUp: CatchUp
) -> TickPlan {
    guard now > watermark else {
        return TickPlan(
            fires: [], skipped: [], watermark: watermark, next: recurrence.next(after: watermark, in: zone)?.instant)
    }
    var fires: [CronFire] = []
    var skipped: [SkippedTicks] = []
    var position = watermark
    let exactFrom = now - .days(8)
    if watermark < exactFrom, let first = recurrence.next(after: watermark, in: zone), first.instant <= exactFrom {
        let (last, count) = countedFires(recurrence, in: zone, from: first, to: exactFrom)
        skipped.append(SkippedTicks(first: first.instant, last: last, count: count, reason: .tooLate))
        position = exactFrom
    }
    while let fire = recurrence.next(after: position, in: zone), fire.instant <= now {
        fires.append(fire)
        position = fire.instant
    }
    let next = recurrence.next(after: now, in: zone)?.instant
    var chosen: [CronFire] = []
    var late: [(CronFire, SkippedTicks.Reason)] = []
    for (index, fire) in fires.enumerated() {
        let isLast = index == fires.count - 1
        let age = now - fire.instant
        if age <= CatchUp.grace {
            chosen.append(fire)
        } else if case .latest(let window) = catchUp, age <= window {
            if isLast { chosen.append(fire) } else { late.append((fire, .superseded)) }
        } else {
            late.append((fire, .tooLate))
        }
    }
    for (fire, reason) in late {
        if let last = skipped.last, last.reason == reason, late.count > 1_000 {
            skipped[skipped.count - 1] = SkippedTicks(
                first: last.first, last: fire.instant, count: last.count + 1, reason: reason)
        } else {
            skipped.append(SkippedTicks(first: fire.instant, last: fire.instant, count: 1, reason: reason))
        }
    }
    return TickPlan(fires: chosen, skipped: skipped, watermark: now, next: next)
}

/// How many fires there are from `first` to `end`, and the last of them.
///
/// Fixed jobs are counted by matching days times readings a day, exact but for readings that fall into a clock change.
private func countedFires(
    _ recurrence: Recurrence, in zone: ZoneRules, from first: CronFire, to end: Instant
) -> (last: Instant, count: Int) {
    let expression = recurrence.expression
    let perDay = expression.hours.nonzeroBitCount * expression.minutes.nonzeroBitCount
    let firstDay = zone.civil(at: first.instant).date.daysSince1970
    let lastDay = zone.civil(at: end).date.daysSince1970
    guard perDay > 24, lastDay - firstDay > 2 else {
        var count = 1
        var last = first.instant
        while let fire = recurrence.next(after: last, in: zone), fire.instant <= end {
            count += 1
            last = fire.instant
        }
        return (last, count)
    }
    let days = ((firstDay + 1)..<lastDay).count { expression.matches(CivilDate(daysSince1970: $0)) }
    func midnight(_ day: Int) -> Instant {
        zone.firstInstant(
            of: CivilDateTime(date: CivilDate(daysSince1970: day), time: LocalTime(secondsSinceMidnight: 0)))
    }
    var count = days * perDay
    var last = first.instant
    for (start, stop) in [
        (first.instant - .milliseconds(1), midnight(firstDay + 1) - .milliseconds(1)),
        (midnight(lastDay) - .milliseconds(1), end),
    ] {
        var position = start
        while let fire = recurrence.next(after: position, in: zone), fire.instant <= stop {
            count += 1
            position = fire.instant
            last = max(last, fire.instant)
        }
    }
    return (last, count)
}
