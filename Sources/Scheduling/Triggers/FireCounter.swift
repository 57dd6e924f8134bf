/// Counts the fires of a schedule, day by day instead of fire by fire.
///
/// A day of a known shape is not looked at again, so that a century of minutes is as many steps as it has days. Exact
/// across clock changes, as the changes are part of the shape.
struct FireCounter {
    let schedule: Schedule
    private var known: [DayShape: Int] = [:]

    init(_ schedule: Schedule) { self.schedule = schedule }

    /// The number of fires in `range`.
    mutating func count(in range: TickRange) -> Int {
        let range = range.clipped(to: schedule)
        guard !range.isEmpty else { return 0 }
        let days = Days(schedule, range)
        return days.numbers.reduce(0) { $0 + count(on: days.table.day($1), days, in: range) }
    }

    /// The last fires in `range`, at most `limit` of them, in order.
    mutating func last(_ limit: Int, in range: TickRange) -> [CronFire] {
        let range = range.clipped(to: schedule)
        guard !range.isEmpty, limit > 0 else { return [] }
        let days = Days(schedule, range)
        var groups: [[CronFire]] = []
        var count = 0
        for number in days.numbers.reversed() where count < limit {
            let day = days.table.day(number)
            guard self.count(on: day, days, in: range) > 0 else { continue }
            groups.append(schedule.fires(in: range.intersection(TickRange(of: day))))
            count += groups.last?.count ?? 0
        }
        return Array(groups.reversed().joined().suffix(limit))
    }

    private mutating func count(on day: DayTable.Day, _ days: Days, in range: TickRange) -> Int {
        let whole = TickRange(of: day)
        let part = range.intersection(whole)
        guard !part.isEmpty else { return 0 }
        var shape = DayShape(of: day)
        guard part == whole, schedule.recurrence.mark(day, in: &shape) else { return schedule.fires(in: part).count }
        if !schedule.exclusions.isEmpty {
            shape.append(
                neighbours: { date in days.excluded.contains { $0.contains(date.daysSince1970) } }, of: day)
        }
        if let count = known[shape] { return count }
        let count = schedule.fires(in: part).count
        known[shape] = count
        return count
    }

    /// The days that a range touches, and which of them are excluded.
    private struct Days {
        let table: DayTable
        let numbers: ClosedRange<Int>
        let excluded: [Set<Int>]

        init(_ schedule: Schedule, _ range: TickRange) {
            table = DayTable(zone: schedule.zone, from: range.after, to: range.through)
            // A clock change over midnight may lead back to the day before.
            let first = table.number(at: range.after) - 1
            numbers = first...max(first, table.number(at: range.through) + 1)
            let around = CivilDate(daysSince1970: first - 1)...CivilDate(daysSince1970: numbers.upperBound + 1)
            excluded = schedule.exclusions.map { Set($0.dates(in: around).map(\.daysSince1970)) }
        }
    }
}

extension Schedule {
    /// The fires in `range` one by one.
    func fires(in range: TickRange, limit: Int = .max) -> [CronFire] {
        var fires: [CronFire] = []
        var position = range.after
        while fires.count < limit, let fire = next(after: position, upTo: range.through), fire.instant <= range.through
        {
            fires.append(fire)
            position = fire.instant
        }
        return fires
    }

    /// How many nominal times lie after `start` and not after `end`, by days and not by times.
    public func count(after start: Instant, through end: Instant) -> Int {
        var counter = FireCounter(self)
        return counter.count(in: TickRange(after: start, through: end))
    }
}
