public import Scheduling

/// A daily window, in a person's own local time, in which no message reaches them.
///
/// The start belongs to the window and the end does not. A window whose end is not after its start wraps midnight;
/// one whose start equals its end is empty.
public struct QuietHours: Hashable, Codable, Sendable {
    public let from: LocalTime
    public let to: LocalTime

    public init(from: LocalTime, to: LocalTime) {
        self.from = from
        self.to = to
    }

    /// Whether `time` lies inside the window.
    public func contains(_ time: LocalTime) -> Bool {
        if from == to { return false }
        return from < to ? (from <= time && time < to) : (time >= from || time < to)
    }

    /// The first instant at or after `instant` that lies outside the window, on the clock of `zone`.
    ///
    /// Summer time is the zone's: an end that a clock change removes becomes the first valid instant after it.
    public func end(after instant: Instant, in zone: ZoneRules) -> Instant {
        let civil = zone.civil(at: instant)
        guard contains(civil.time) else { return instant }
        let day = from < to || civil.time < to ? civil.date : civil.date.adding(days: 1)
        return zone.firstInstant(of: CivilDateTime(date: day, time: to))
    }
}
