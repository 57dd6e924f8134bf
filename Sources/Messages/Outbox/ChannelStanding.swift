public import Community
public import Scheduling

/// How one endpoint stands, for all nodes: whether messages go by it now.
public struct ChannelStanding: Hashable, Sendable {
    /// A channel's name in `Config/milieu.yaml`: of several that share an endpoint the first by the alphabet, which stands
    /// for all of them.
    public let channel: String
    /// Nothing goes before this instant: the platform asked for less, or it did not answer.
    public var pausedUntil: Instant?
    /// Pauses in a row because it did not answer; 0 while it does.
    public var trips = 0
    /// Since when no attempt has had an answer.
    public var failingSince: Instant?
    /// Since when nothing goes until a person enables it.
    public var disabledAt: Instant?
    /// Why it is paused or disabled, without secrets.
    public var reason: String?
    /// How often staff were told that it is disabled.
    public var notices = 0
    public var noticedAt: Instant?
    /// Grows each time that a person enables it: what was known before counts no more.
    public var generation = 0

    public init(channel: String) { self.channel = channel }

    /// How often staff are told of one that is disabled.
    public static let mostNotices = 3
    /// How long after the last time they are told again.
    public static let noticesApart: Duration = .days(1)

    /// Whether it is time to tell staff of it.
    public func wantsNotice(at now: Instant) -> Bool {
        isDisabled && notices < Self.mostNotices && (noticedAt.map { $0 + Self.noticesApart <= now } ?? true)
    }

    public var isDisabled: Bool { disabledAt != nil }

    /// Whether messages may be tried at `now`.
    public func isOpen(at now: Instant) -> Bool { !isDisabled && (pausedUntil.map { $0 <= now } ?? true) }
}

/// A pause of one person's messages by one channel.
public struct RecipientPause: Hashable, Sendable {
    public let channel: String
    public let member: MemberID
    public let until: Instant

    public init(channel: String, member: MemberID, until: Instant) {
        self.channel = channel
        self.member = member
        self.until = until
    }
}
