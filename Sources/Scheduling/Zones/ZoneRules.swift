/// What a zone's clocks show, and when they change: the table of a TZif file and the rule that continues it.
///
/// Beyond the table's last change the file's footer (a POSIX `TZ` rule) holds; before its first, the first type that is
/// not summer time, as RFC 8536 section 3.2 says.
public struct ZoneRules: Sendable {
    /// Such as `Europe/Lisbon`.
    public let name: String
    let table: [ZoneChange]
    let initial: ZoneOffset
    let rule: PosixZoneRule?

    init(name: String, table: [ZoneChange], initial: ZoneOffset, rule: PosixZoneRule?) {
        self.name = name
        self.table = table
        self.initial = initial
        self.rule = rule
    }

    /// Universal time, which no clock change touches.
    public static let utc = ZoneRules(
        name: "UTC", table: [], initial: ZoneOffset(seconds: 0, abbreviation: "UTC", isDaylight: false), rule: nil)

    /// What holds at `instant`.
    public func offset(at instant: Instant) -> ZoneOffset {
        let seconds = instant.seconds
        guard let last = table.last else { return rule?.offset(at: seconds, in: self) ?? initial }
        if seconds >= last.at { return rule?.offset(at: seconds, in: self) ?? last.after }
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
        CivilDateTime(seconds: instant.seconds + Int64(offset(at: instant).seconds))
    }

    /// The changes in a range of seconds since 1970, in order.
    func changes(from start: Int64, to end: Int64) -> [ZoneChange] {
        var found = table.filter { $0.at >= start && $0.at <= end }
        if let rule, end > table.last?.at ?? .min {
            let floor = table.last.map { $0.at + 1 } ?? .min
            found += rule.changes(from: max(start, floor), to: end)
        }
        return found
    }

    /// When a day begins.
    public func firstInstant(of day: CivilDate) -> Instant {
        firstInstant(of: CivilDateTime(date: day, time: LocalTime(secondsSinceMidnight: 0)))
    }

    /// When the clocks show `civil`.
    public func resolve(_ civil: CivilDateTime) -> LocalResolution {
        let local = civil.seconds
        // No offset is as much as 26 hours from UTC, and no two changes that matter here are further apart.
        let changes = changes(from: local - 93_600, to: local + 93_600)
        guard !changes.isEmpty else {
            return .unique(Instant(seconds: local - Int64(offset(at: Instant(seconds: local)).seconds)))
        }
        var offsets = Set(changes.map(\.before.seconds))
        for change in changes { offsets.insert(change.after.seconds) }
        let instants = offsets.map { Instant(seconds: local - Int64($0)) }
            .filter { $0.seconds + Int64(offset(at: $0).seconds) == local }.sorted()
        if let first = instants.first, let last = instants.last {
            return first == last ? .unique(first) : .overlap(first: first, second: last)
        }
        for change in changes
        where change.at + Int64(change.before.seconds) <= local && local < change.at + Int64(change.after.seconds) {
            return .gap(
                end: Instant(seconds: change.at), length: .seconds(change.after.seconds - change.before.seconds))
        }
        return .unique(Instant(seconds: local - Int64(offset(at: Instant(seconds: local)).seconds)))
    }

    /// When the clocks show `civil` for the first time; the first instant after it when they never do.
    public func firstInstant(of civil: CivilDateTime) -> Instant {
        switch resolve(civil) {
        case .unique(let instant), .overlap(let instant, _), .gap(let instant, _): instant
        }
    }
}

/// What clocks show against UTC.
public struct ZoneOffset: Hashable, Sendable {
    /// East of UTC.
    public let seconds: Int
    /// Such as `WEST` or `-03`.
    public let abbreviation: String
    public let isDaylight: Bool
}

/// A moment at which the clocks change.
struct ZoneChange: Hashable, Sendable {
    /// Seconds since 1970.
    let at: Int64
    let before: ZoneOffset
    let after: ZoneOffset
}

/// How a reading of the clock maps to time.
public enum LocalResolution: Hashable, Sendable {
    case unique(Instant)
    /// The clocks skip it; they are set forward by `length` at `end`.
    case gap(end: Instant, length: Duration)
    /// The clocks show it twice.
    case overlap(first: Instant, second: Instant)
}
