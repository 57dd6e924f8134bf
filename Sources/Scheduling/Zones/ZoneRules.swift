/// What a zone's clocks show, and when they change: the table of a TZif file and the rule that continues it.
///
/// Beyond the table's last change the file's footer (a POSIX `TZ` rule) holds; before its first, the first type that is
/// not summer time, as RFC 8536 section 3.2 says. The rule is written out up to the year 2101 when the zone is read, so
/// that questions about our own time are a search in a table; later years are reckoned when they are asked for.
public struct ZoneRules: Sendable {
    /// Such as `Europe/Lisbon`.
    public let name: String
    private let table: [ZoneChange]
    private let timeline: ZoneTimeline
    private let initial: ZoneOffset
    /// nil for a zone whose last table entry holds for ever.
    private let rule: PosixZoneRule?

    /// 2100-01-01T00:00:00Z: before this, the table is all.
    private static let horizon: Int64 = 4_102_444_800
    private static let lastYearInTable = 2_101
    /// No clock is further from UTC than this.
    private static let farthestOffset: Int64 = 26 * 3_600

    init(name: String, table: [ZoneChange], initial: ZoneOffset, rule: PosixZoneRule?) {
        self.name = name
        let first = table.isEmpty ? rule?.standard ?? initial : initial
        self.initial = first
        var table = table
        if let rule, rule.daylight != nil {
            let floor = table.last?.at ?? .min
            let year = table.last.map { CivilDateTime(seconds: $0.at).date.year } ?? 1_900
            if year <= Self.lastYearInTable {
                table += rule.changes(inYears: (year - 1)...Self.lastYearInTable).filter { $0.at > floor }
            }
        }
        self.table = table
        self.rule = rule?.daylight == nil ? nil : rule
        timeline = ZoneTimeline(initial: Int64(first.seconds), changes: table)
    }

    /// Universal time, which no clock change touches.
    public static let utc = ZoneRules(
        name: "UTC", table: [], initial: ZoneOffset(seconds: 0, abbreviation: "UTC", isDaylight: false), rule: nil)

    /// What holds at `instant`.
    public func offset(at instant: Instant) -> ZoneOffset {
        let seconds = instant.seconds
        if let rule, seconds >= Self.horizon {
            return rule.changes(around: seconds).last { $0.at <= seconds }?.after ?? rule.standard
        }
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initial : table[low - 1].after
    }

    /// What the clocks show at `instant`.
    public func civil(at instant: Instant) -> CivilDateTime {
        let seconds = instant.seconds
        let isInTable = rule == nil || seconds < Self.horizon
        return CivilDateTime(
            seconds: seconds + (isInTable ? timeline.offset(at: seconds) : segment(at: seconds).offset))
    }

    /// The stretch of even time around a second since 1970.
    func segment(at seconds: Int64) -> ZoneSegment {
        guard let rule, seconds >= Self.horizon else { return timeline.segment(at: seconds) }
        return ZoneTimeline(initial: Int64(rule.standard.seconds), changes: rule.changes(around: seconds))
            .segment(at: seconds)
    }

    /// When a day begins.
    public func firstInstant(of day: CivilDate) -> Instant {
        firstInstant(of: CivilDateTime(date: day, time: LocalTime(secondsSinceMidnight: 0)))
    }

    /// When the clocks show `civil`.
    ///
    /// A reading that three segments show, which no zone has had, counts with its first and its last.
    public func resolve(_ civil: CivilDateTime) -> LocalResolution {
        let local = civil.seconds
        let middle = segment(at: local)
        if middle.before == nil || middle.start <= local - Self.farthestOffset,
            middle.after == nil || local + Self.farthestOffset < middle.end
        {
            return .unique(Instant(seconds: local - middle.offset))
        }
        var segment = segment(at: local - Self.farthestOffset)
        var first: Int64?
        var last: Int64 = 0
        var gap: LocalResolution?
        while true {
            let seconds = local - segment.offset
            if segment.start <= seconds, seconds < segment.end {
                first = first ?? seconds
                last = seconds
            }
            guard let after = segment.after, segment.end <= local + Self.farthestOffset else { break }
            if segment.localEnd <= local, local < segment.end + after {
                gap = .gap(end: Instant(seconds: segment.end), length: .seconds(after - segment.offset))
            }
            segment = self.segment(at: segment.end)
        }
        if let first {
            return first == last
                ? .unique(Instant(seconds: first))
                : .overlap(first: Instant(seconds: first), second: Instant(seconds: last))
        }
        return gap ?? .unique(Instant(seconds: local - middle.offset))
    }

    /// When the clocks show `civil` for the first time; the first instant after it when they never do.
    public func firstInstant(of civil: CivilDateTime) -> Instant {
        switch resolve(civil) {
        case .unique(let instant), .overlap(let instant, _), .gap(let instant, _): instant
        }
    }
}
