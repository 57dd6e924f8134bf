/// A moment at which the clocks change.
struct ZoneChange: Hashable, Sendable {
    /// Seconds since 1970.
    let at: Int64
    let before: ZoneOffset
    let after: ZoneOffset
}
