public import Community

/// An address that the platform has given another name, such as a group that became a larger one.
public struct MovedAddress: Hashable, Sendable {
    public let from: ContactPoint
    /// Its address from now on, by the same channel.
    public let to: String

    public init(from: ContactPoint, to: String) {
        self.from = from
        self.to = to
    }
}
