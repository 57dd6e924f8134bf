/// Walks over the instances of one event: those of the rule merged with the added ones, without the removed ones.
struct EventInstances: Sequence, IteratorProtocol {
    private let event: CalendarEvent
    private let zone: ZoneRules
    private let from: Instant
    private let removed: Set<Instant>
    private var added: ArraySlice<EventInstance>
    private var dates: RuleDates?
    private var remaining: Int
    private var ruled: EventInstance?
    private var last: Instant?

    init(_ event: CalendarEvent, from: Instant, in zone: ZoneRules) {
        self.event = event
        self.zone = zone
        self.from = from
        removed = Set(event.removed.map { $0.instant(in: zone) })
        var singles = event.added
        if event.rule == nil { singles.append(event.start) }
        added =
            singles.map { event.instance(at: $0.instant(in: zone), civil: $0.civil, in: zone) }
            .filter { $0.start >= from }.sorted { $0.start < $1.start }[...]
        remaining = .max
        guard let rule = event.rule, !event.isCancelled else { return }
        var day = event.start.rules(in: zone).civil(at: from).date.adding(days: -1)
        // Only from the start can be told which one is the last.
        if case .count(let count) = rule.end {
            remaining = count
            day = event.start.civil.date
        }
        dates = RuleDates(rule, start: event.start.civil.date, from: day)
        ruled = nextRuled()
    }

    mutating func next() -> EventInstance? {
        guard !event.isCancelled else { return nil }
        while true {
            let found: EventInstance
            if let single = added.first, ruled.map({ single.start <= $0.start }) ?? true {
                found = single
                added = added.dropFirst()
            } else if let repeated = ruled {
                found = repeated
                ruled = nextRuled()
            } else {
                return nil
            }
            guard found.start != last, !removed.contains(found.start) else { continue }
            last = found.start
            return found
        }
    }

    /// The next time of the rule from `from` on.
    private mutating func nextRuled() -> EventInstance? {
        while remaining > 0, let date = dates?.next() {
            let civil = CivilDateTime(date: date, time: event.start.civil.time)
            let rules = event.start.rules(in: zone)
            let start: Instant
            if event.start.isDate {
                start = rules.firstInstant(of: civil)
            } else if case .gap = rules.resolve(civil), date != event.start.civil.date {
                // RFC 5545 section 3.3.10: a time that the clocks skip is ignored and not counted.
                continue
            } else {
                start = rules.calendarInstant(of: civil)
            }
            guard isWithinEnd(start, civil) else {
                dates = nil
                return nil
            }
            remaining -= 1
            if start >= from { return event.instance(at: start, civil: civil, in: zone) }
        }
        return nil
    }

    private func isWithinEnd(_ start: Instant, _ civil: CivilDateTime) -> Bool {
        switch event.rule?.end {
        case .untilDate(let date): civil.date <= date
        case .untilLocal(let last): civil <= last
        case .untilInstant(let last): start <= last
        case .count, .never, nil: true
        }
    }
}
