public import Scheduling

/// The real time in which somebody is free in one week, from weekly intervals by their own clock.
///
/// Intervals become instants day by day in the person's zone, so two people in different zones, or a week in which clocks
/// change, are compared by time that passes, never by what clocks show.
public struct FreeTime: Hashable, Sendable {
    /// Milliseconds since 1970, ascending, apart from one another.
    public let spans: [Range<Int64>]

    public init(spans: [Range<Int64>]) { self.spans = spans }

    /// The seven days from `start` on; what began before counts from `start`.
    public init(_ intervals: [WeeklyInterval], from start: Instant, in zone: ZoneRules) {
        let window = start.milliseconds..<(start.milliseconds + 7 * 86_400_000)
        let first = zone.civil(at: start).date
        var found: [Range<Int64>] = []
        if !intervals.isEmpty {
            for offset in -2...8 {
                let date = first.adding(days: offset)
                let weekday = date.weekday
                for interval in intervals where interval.day == weekday {
                    let from = Self.instant(date, interval.from, zone)
                    let to = Self.instant(date, interval.to, zone)
                    let span = max(from, window.lowerBound)..<max(from, window.lowerBound, min(to, window.upperBound))
                    if !span.isEmpty, from < window.upperBound { found.append(span) }
                }
            }
        }
        spans = Self.merged(found)
    }

    /// The time that both are free.
    public func shared(with other: FreeTime) -> FreeTime {
        var shared: [Range<Int64>] = []
        var (mine, theirs) = (0, 0)
        while mine < spans.count, theirs < other.spans.count {
            let (one, two) = (spans[mine], other.spans[theirs])
            let (from, to) = (max(one.lowerBound, two.lowerBound), min(one.upperBound, two.upperBound))
            if from < to { shared.append(from..<to) }
            if one.upperBound < two.upperBound { mine += 1 } else { theirs += 1 }
        }
        return FreeTime(spans: shared)
    }

    /// How much of it both are free; the same as `shared(with:).milliseconds` without the spans.
    public func sharedMilliseconds(with other: FreeTime) -> Int64 {
        var sum: Int64 = 0
        var (mine, theirs) = (0, 0)
        while mine < spans.count, theirs < other.spans.count {
            let (one, two) = (spans[mine], other.spans[theirs])
            sum += max(0, min(one.upperBound, two.upperBound) - max(one.lowerBound, two.lowerBound))
            if one.upperBound < two.upperBound { mine += 1 } else { theirs += 1 }
        }
        return sum
    }

    public var milliseconds: Int64 { spans.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }

    /// The instant at which `zone`'s clock first shows so many minutes after midnight of `date`, or of the day after.
    private static func instant(_ date: CivilDate, _ minutes: Int, _ zone: ZoneRules) -> Int64 {
        zone.firstInstant(
            of: CivilDateTime(
                date: date.adding(days: minutes / 1_440),
                time: LocalTime(secondsSinceMidnight: minutes % 1_440 * 60))
        ).milliseconds
    }

    private static func merged(_ spans: [Range<Int64>]) -> [Range<Int64>] {
        var merged: [Range<Int64>] = []
        for span in spans.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}
