/// One time at which an event of a calendar takes place.
public struct EventInstance: Hashable, Sendable {
    /// The event's own id, the same for all of its instances.
    public let uid: String
    /// SUMMARY without escapes; empty when there is none.
    public let summary: String
    /// LOCATION without escapes; empty when there is none.
    public let location: String
    /// When it begins.
    public let start: Instant
    /// The first instant after it; the start itself for an event without a length.
    public let end: Instant
    /// The start on the clock that the event was written for.
    public let civilStart: CivilDateTime
    /// Whole days, from midnight to midnight on the reader's clock.
    public let isAllDay: Bool
}
