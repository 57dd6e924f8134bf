/// The times that several recurrences share.
///
/// Leaps from the latest candidate to the next. When they keep missing each other, whole days are set aside: a day of a
/// shape that had no common time has none either, so that even recurrences that never meet are given up quickly.
struct CommonFires {
    let parts: [Recurrence]
    let zone: ZoneRules

    /// 40 years, as for cron expressions.
    private static let horizon: Duration = .days(14_610)
    private static let leaps = 48

    /// The first common time strictly after `instant`; nil when there is none up to `limit` or in 40 years.
    func next(after instant: Instant, upTo limit: Instant) -> CronFire? {
        let end = min(limit, instant + Self.horizon)
        var position = instant
        for _ in 0..<Self.leaps {
            guard let (fire, isCommon) = candidate(after: position), fire.instant <= end else { return nil }
            if isCommon { return fire }
            position = max(position, fire.instant - .milliseconds(1))
        }
        return nextByDays(after: position, end: end)
    }

    /// The latest of the parts' next times, and whether they all have it.
    private func candidate(after position: Instant) -> (fire: CronFire, isCommon: Bool)? {
        var latest: CronFire?
        var isCommon = true
        for part in parts {
            guard let fire = part.next(after: position, in: zone) else { return nil }
            if let known = latest, known.instant != fire.instant { isCommon = false }
            if latest.map({ fire.instant > $0.instant }) ?? true { latest = fire }
        }
        return latest.map { ($0, isCommon) }
    }

    private func nextByDays(after start: Instant, end: Instant) -> CronFire? {
        let table = DayTable(zone: zone, from: start, to: end)
        var barren: Set<DayShape> = []
        var number = table.number(at: start) - 1
        let last = table.number(at: end) + 1
        while number <= last {
            let day = table.day(number)
            number += 1
            guard day.end > start, day.end > day.start else { continue }
            var shape = DayShape(of: day)
            let isTelling = parts.allSatisfy { $0.mark(day, in: &shape) }
            if isTelling, barren.contains(shape) { continue }
            var position = max(start, day.start - .milliseconds(1))
            let isWhole = position < day.start
            while true {
                guard let (fire, isCommon) = candidate(after: position) else { return nil }
                guard fire.instant < day.end else {
                    // The parts may leap over many days at once.
                    number = max(number, table.number(at: fire.instant) - 1)
                    break
                }
                if isCommon { return fire.instant <= end ? fire : nil }
                position = max(position, fire.instant - .milliseconds(1))
            }
            if isTelling, isWhole { barren.insert(shape) }
        }
        return nil
    }
}
