public import Scheduling

/// Something that a member means to do, in their own words, which nobody else changes, counts or judges.
///
/// It is theirs alone until they share it with one peer of their choice; then it is those two's. They are reminded when they
/// asked to be, and once more at the most.
public struct Commitment: Hashable, Sendable {
    public let id: CommitmentID
    public let member: MemberID
    public let words: String
    /// The one peer who may read it; nil for nobody.
    public var sharedWith: MemberID?
    /// When they want to be reminded; nil for never.
    public let remindAt: Instant?
    /// When once more; nil for not.
    public let followUpAt: Instant?
    public let setAt: Instant
    /// When they said that it is behind them, however it went; nil while it stands.
    public var endedAt: Instant?

    /// A reminder that comes later than this has lost its meaning.
    public static let grace: Duration = .seconds(7_200)

    public init(
        id: CommitmentID, member: MemberID, words: String, sharedWith: MemberID? = nil, remindAt: Instant? = nil,
        followUpAt: Instant? = nil, setAt: Instant, endedAt: Instant? = nil
    ) {
        self.id = id
        self.member = member
        self.words = words
        self.sharedWith = sharedWith
        self.remindAt = remindAt
        self.followUpAt = followUpAt
        self.setAt = setAt
        self.endedAt = endedAt
    }

    /// Whether somebody may read it: its owner, and the one they share it with.
    public func isReadable(by reader: MemberID) -> Bool { reader == member || reader == sharedWith }

    /// Which reminder is due at `now`, and since when; nil when none is.
    public func due(at now: Instant) -> (kind: Reminder, at: Instant)? {
        endedAt == nil ? reminders.last { now >= $0.at && now < $0.at + Self.grace } : nil
    }

    /// When the next one is due after `now`; nil when none comes.
    public func next(after now: Instant) -> Instant? {
        endedAt == nil ? reminders.map(\.at).first { $0 > now } : nil
    }

    private var reminders: [(kind: Reminder, at: Instant)] {
        guard let remindAt else { return [] }
        return [(.first, remindAt)] + (followUpAt.map { [(.followUp, $0)] } ?? [])
    }

    /// One of the two at the most.
    public enum Reminder: String, Hashable, Sendable {
        case first
        case followUp = "follow_up"
    }
}
