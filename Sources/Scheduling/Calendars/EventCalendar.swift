/// The events of an iCalendar file (RFC 5545), to be laid out on a zone's clock.
///
/// Repetitions, exceptions, additions, overrides of single times and cancelled events are worked in when instances are
/// asked for. Days and floating times follow the zone that is given then; times with a zone of their own follow that.
public struct EventCalendar: Sendable {
    let events: [CalendarEvent]

    /// Reads a calendar.
    ///
    /// `file`: UTF-8, as it was read: a line may be folded inside of a character.
    /// `zones`: Finds the rules of a zone by its IANA name; definitions of zones in the file are not used.
    /// - Throws: `CalendarFaults` with each fault's line and column. A calendar with a fault is not used in part.
    public init(parsing file: [UInt8], zones: (String) -> ZoneRules?) throws(CalendarFaults) {
        var reader = CalendarReader(file)
        events = reader.events(zones: zones)
        guard reader.faults.isEmpty else {
            throw CalendarFaults(faults: reader.faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
    }

    /// Reads a calendar from a text.
    public init(parsing text: String, zones: (String) -> ZoneRules?) throws(CalendarFaults) {
        try self.init(parsing: Array(text.utf8), zones: zones)
    }

    /// The instances that start in a half-open range, in order of their starts; of equal starts by the order of the file.
    public func instances(in range: Range<Instant>, zone: ZoneRules) -> [EventInstance] {
        events.flatMap { event in
            event.instances(from: range.lowerBound, in: zone).prefix { $0.start < range.upperBound }
        }
        .enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
    }

    /// The first instance that starts strictly after `instant`; nil when there is none.
    ///
    /// Does not slow down with the distance from an event's first time, unless its repetition ends by COUNT.
    public func next(after instant: Instant, zone: ZoneRules) -> EventInstance? {
        events.compactMap { event in
            var instances = event.instances(from: instant + .milliseconds(1), in: zone)
            return instances.next()
        }
        .min { $0.start < $1.start }
    }

    /// The times that lie `offset` from the starts of instances, in a half-open range of such times, in order.
    ///
    /// `offset`: Elapsed time; negative for before the start.
    public func occasions(
        at offset: Duration, from start: Instant, to end: Instant, zone: ZoneRules
    ) -> [EventOccasion] {
        guard start < end else { return [] }
        return instances(in: (start - offset)..<(end - offset), zone: zone)
            .map { EventOccasion(instant: $0.start + offset, event: $0) }
    }

    /// The first time after `instant` that lies `offset` from the start of an instance; nil when there is none.
    public func nextOccasion(after instant: Instant, at offset: Duration, zone: ZoneRules) -> EventOccasion? {
        next(after: instant - offset, zone: zone).map { EventOccasion(instant: $0.start + offset, event: $0) }
    }

    /// The same times as a recurrence, for a schedule: `offset` from each start in a half-open range.
    ///
    /// `name`: What the calendar is called; with the offset it is the definition, whichever range is laid out, so that a
    /// later range is no change.
    public func recurrence(
        named name: String, at offset: Duration, from start: Instant, to end: Instant, zone: ZoneRules
    ) -> Recurrence {
        let instants = occasions(at: offset, from: start, to: end, zone: zone).map(\.instant)
        return .instants(InstantList(instants, name: "\(name) \(offset)"))
    }
}
