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
    func instance(at start: Instant, civil: CivilDateTime, in zone: ZoneRules) -> EventInstance {
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
