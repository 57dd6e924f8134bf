/// The civil days of a range of time as a partition of it, with the clock changes that touch each.
///
/// A day goes from the first instant that shows its midnight to the next day's. Looking up one day costs a search in the
/// few changes of the range.
struct DayTable {
    let zone: ZoneRules
    private let changes: [OffsetChange]
    /// The offset after each change, the one before all of them first.
    private let offsets: [Int64]

    /// What matters of one day.
    struct Day {
        /// Days since 1970.
        let number: Int
        let start: Instant
        /// The first instant after it; equal to the start when the calendar skips the day.
        let end: Instant
        /// Clock changes that may move a reading into or out of it: seconds from its start, and by how much.
        let changes: [Int64]
    }

    /// For days between `start` and `end`, and two more on both sides.
    init(zone: ZoneRules, from start: Instant, to end: Instant) {
        self.zone = zone
        let first = (start - .days(6)).seconds
        changes = zone.offsetChanges(from: first, to: (end + .days(6)).seconds)
        offsets = changes.reduce(into: [Int64(zone.offset(at: Instant(seconds: first)).seconds)]) { offsets, change in
            offsets.append((offsets.last ?? 0) + change.shift)
        }
    }

    /// The day's number on the clock at `instant`.
    func number(at instant: Instant) -> Int { zone.civil(at: instant).date.daysSince1970 }

    func day(_ number: Int) -> Day {
        let start = midnight(number)
        let end = midnight(number + 1)
        var near: [Int64] = []
        var index = firstChange(after: start.seconds - 93_600)
        while index < changes.count, changes[index].at <= end.seconds + 93_600 {
            let change = changes[index]
            let reach = abs(change.shift)
            if change.at + reach >= start.seconds, change.at - reach <= end.seconds {
                near += [change.at - start.seconds, change.shift]
            }
            index += 1
        }
        return Day(number: number, start: start, end: end, changes: near)
    }

    private func midnight(_ number: Int) -> Instant {
        let local = Int64(number) * 86_400
        let index = firstChange(after: local - 93_600)
        guard index < changes.count, changes[index].at <= local + 93_600 else {
            return Instant(seconds: local - offsets[index])
        }
        return zone.firstInstant(
            of: CivilDateTime(date: CivilDate(daysSince1970: number), time: LocalTime(secondsSinceMidnight: 0)))
    }

    /// The place of the first change after `seconds`.
    private func firstChange(after seconds: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
