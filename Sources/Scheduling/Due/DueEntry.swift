/// A key and the instant at which it is due.
public struct DueEntry<Key: Hashable & Sendable>: Hashable, Sendable {
    /// Whose instant it is, such as the number of a schedule.
    public let key: Key
    /// When it is due.
    public let instant: Instant

    /// Pairs a key with its instant.
    public init(_ key: Key, at instant: Instant) {
        self.key = key
        self.instant = instant
    }
}
