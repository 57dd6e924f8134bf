public import Community
public import Scheduling

/// What a dispatcher has room for.
public struct ClaimRequest: Hashable, Sendable {
    /// How many messages at most by each channel; `other` for one that is not here, 0 for none.
    public var rooms: [String: Int]
    public var other: Int
    /// How many messages each platform takes; of a channel that is not here, any number.
    public var paces: [String: [Pace]]
    /// The channel that stands for each, where several share an endpoint, and with it pace and standing; of a channel that
    /// is not here, itself.
    public var units: [String: String]
    /// While the program is stopped, only messages to staff about their own work.
    public var onlyStaff: Bool

    public init(
        rooms: [String: Int] = [:], other: Int, paces: [String: [Pace]] = [:], units: [String: String] = [:],
        onlyStaff: Bool = false
    ) {
        self.rooms = rooms
        self.other = other
        self.paces = paces
        self.units = units
        self.onlyStaff = onlyStaff
    }
}

/// What a dispatcher was given.
public struct MessageClaim: Sendable {
    /// In the order of their time.
    public var messages: [ClaimedMessage] = []
    /// Channels by which more is due than there was room for.
    public var more: Set<String> = []
    /// When a platform takes more, where its pace alone kept something back.
    public var next: Instant?
    /// Channels whose endpoints did not answer, and are tried with one message now; each that which stands for the others.
    public var probed: Set<String> = []
    /// Every channel that is paused, disabled or fails, by name.
    public var standings: [String: ChannelStanding] = [:]
    /// Addresses that have another name now.
    public var moves: [ContactPoint: String] = [:]

    public init() {}
}
