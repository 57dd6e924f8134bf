/// An event of a calendar with its repetition, before it is laid out on anybody's clock.
struct CalendarEvent: Sendable {
    let uid: String
    let summary: String
    let location: String
    let start: CalendarTime
    /// How long each instance lasts: days on the clock first, then elapsed time.
    let length: Length
    let rule: RecurrenceRule?
    /// RDATE.
    let added: [CalendarTime]
    /// EXDATE, and the times that overrides stand in for.
    var removed: [CalendarTime]
    /// RECURRENCE-ID: the time of the event with the same UID that this one stands in for.
    let overrides: CalendarTime?
    /// STATUS:CANCELLED.
    let isCancelled: Bool
    /// The line with BEGIN:VEVENT.
    let line: Int

    struct Length: Hashable, Sendable {
        var days = 0
        var time: Duration = .zero
    }

    /// The instances whose start is not before `instant`, in order, as they are asked for.
    func instances(from instant: Instant, in zone: ZoneRules) -> some Sequence<EventInstance> & IteratorProtocol {
        EventInstances(self, from: instant, in: zone)
    }

    /// The instance at a time of the event's own kind.
    fileprivate func instance(at start: Instant, civil: CivilDateTime, in zone: ZoneRules) -> EventInstance {
        let rules = self.start.rules(in: zone)
        var end = start
        if length.days > 0 {
            let day = CivilDateTime(date: civil.date.adding(days: length.days), time: civil.time)
            end = self.start.isDate ? rules.firstInstant(of: day) : rules.calendarInstant(of: day)
        }
        return EventInstance(
            uid: uid, summary: summary, location: location, start: start, end: end + length.time, civilStart: civil,
            isAllDay: self.start.isDate)
    }
}

/// Walks over the instances of one event: those of the rule merged with the added ones, without the removed ones.
private struct EventInstances: Sequence, IteratorProtocol {
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
