public import Scheduling

/// One person of the program: who they are here, how they are reached, and what they agreed to.
///
/// It holds no diagnosis, no history and no score: every feature works with each optional field empty, and an empty
/// field is never counted against anybody.
public struct Member: Hashable, Sendable {
    public let id: MemberID
    /// How they wish to be called; empty when they have not said.
    public var preferredName: String
    /// Languages they speak with ease, as lower-case BCP 47 tags, the first one preferred in messages.
    public var languages: [String]
    /// An IANA zone name; nil means the program's.
    public var timeZone: String?
    /// Where they lived before, and since when they do not; nil for somebody who has not moved.
    public var move: ZoneMove?
    public var roles: Set<Role>
    public var cohort: String?
    public var joinedOn: CivilDate?
    /// Words they chose to share, such as *gardening*; never inferred.
    public var interests: Set<String>
    /// How many newcomers they offered to accompany at once; 0 for people who are no mentor.
    public var capacity: Int
    public var contact: ContactPoint?
    /// Their own quiet hours; nil means the program's.
    public var quietHours: QuietHours?
    public var consents: Set<Purpose>
    /// No message before this instant, at their own wish; nil when they are not paused.
    public var pausedUntil: Instant?
    /// They asked to hear nothing more.
    ///
    /// Only they can take it back.
    public var hasStopped: Bool

    public init(
        id: MemberID, preferredName: String = "", languages: [String] = [], timeZone: String? = nil,
        move: ZoneMove? = nil, roles: Set<Role> = [.member], cohort: String? = nil, joinedOn: CivilDate? = nil,
        interests: Set<String> = [],
        capacity: Int = 0, contact: ContactPoint? = nil, quietHours: QuietHours? = nil, consents: Set<Purpose> = [],
        pausedUntil: Instant? = nil, hasStopped: Bool = false
    ) {
        self.id = id
        self.preferredName = preferredName
        self.languages = languages
        self.timeZone = timeZone
        self.move = move
        self.roles = roles
        self.cohort = cohort
        self.joinedOn = joinedOn
        self.interests = interests
        self.capacity = capacity
        self.contact = contact
        self.quietHours = quietHours
        self.consents = consents
        self.pausedUntil = pausedUntil
        self.hasStopped = hasStopped
    }

    /// Whether they asked to be left in peace at `instant`.
    public func isPaused(at instant: Instant) -> Bool {
        guard let pausedUntil else { return false }
        return instant < pausedUntil
    }
}
