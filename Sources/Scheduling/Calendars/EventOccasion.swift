/// A time before, at or after the start of an event.
public struct EventOccasion: Hashable, Sendable {
    /// The time, the offset worked in.
    public let instant: Instant
    /// The event that it belongs to.
    public let event: EventInstance
}
