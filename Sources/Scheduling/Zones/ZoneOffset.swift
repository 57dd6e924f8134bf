/// What clocks show against UTC.
public struct ZoneOffset: Hashable, Sendable {
    /// East of UTC.
    public let seconds: Int
    /// Such as `WEST` or `-03`.
    public let abbreviation: String
    public let isDaylight: Bool
}
