/// Times that come again and again.
public indirect enum Recurrence: Hashable, Sendable {
    /// By a cron expression.
    case cron(CronExpression)
    /// A fixed grid of elapsed time, which no clock change moves.
    case every(EveryInterval)
    /// Whole days, weeks, months or years at a time of day.
    case calendar(CalendarInterval)
    /// Just these, such as the events of a calendar.
    case instants(InstantList)
    /// Whenever one of them fires; a time that several share comes once.
    case any([Recurrence])
    /// Only the times that all of them share; an empty list has none.
    case all([Recurrence])

    /// Every day at `time`; seconds are dropped, and a clock change treats it like a fixed cron job.
    public static func daily(at time: LocalTime) -> Recurrence? {
        (try? CronExpression(parsing: "\(time.minute) \(time.hour) * * *")).map { .cron($0) }
    }

    /// The first fire strictly after `instant` on the clocks of `zone`.
    ///
    /// The work does not grow with the distance from an anchor. nil when there is none: a list is at its end, or a cron
    /// expression or an `all` finds nothing in 40 years.
    public func next(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        next(after: instant, in: zone, upTo: Instant(milliseconds: .max))
    }

    /// The same, where what lies after `limit` need not be found: it spares an `all` its long search.
    func next(after instant: Instant, in zone: ZoneRules, upTo limit: Instant) -> CronFire? {
        switch self {
        case .cron(let expression): expression.next(after: instant, in: zone)
        case .every(let interval): interval.next(after: instant, in: zone)
        case .calendar(let interval): interval.next(after: instant, in: zone)
        case .instants(let list): list.next(after: instant, in: zone)
        case .any(let parts): Self.first(of: parts, after: instant, in: zone, upTo: limit)
        case .all(let parts): CommonFires(parts: parts, zone: zone).next(after: instant, upTo: limit)
        }
    }

    private static func first(
        of parts: [Recurrence], after instant: Instant, in zone: ZoneRules, upTo limit: Instant
    ) -> CronFire? {
        var found: (fire: CronFire, index: Int)?
        // The long searches last: what the others have is their limit.
        for index in parts.indices.sorted(by: { (parts[$0].effort, $0) < (parts[$1].effort, $1) }) {
            let limit = min(limit, found?.fire.instant ?? limit)
            guard let fire = parts[index].next(after: instant, in: zone, upTo: limit) else { continue }
            // Of equal times the first part's is kept.
            guard let best = found else {
                found = (fire, index)
                continue
            }
            if (fire.instant, index) < (best.fire.instant, best.index) { found = (fire, index) }
        }
        return found?.fire
    }

    private var effort: Int {
        switch self {
        case .cron, .every, .calendar, .instants: 0
        case .any: 1
        case .all: 2
        }
    }

    /// One line that differs whenever the times differ; to notice that a definition was changed.
    public var definition: String {
        switch self {
        case .cron(let expression): expression.source + expression.policy.definition
        case .every(let interval): "every \(interval.interval) from \(interval.anchor)"
        case .calendar(let interval): interval.definition
        case .instants(let list): "at \(list.name ?? list.instants.map(\.iso8601).joined(separator: ","))"
        case .any(let parts): "any(\(parts.map(\.definition).joined(separator: "; ")))"
        case .all(let parts): "all(\(parts.map(\.definition).joined(separator: "; ")))"
        }
    }
}
