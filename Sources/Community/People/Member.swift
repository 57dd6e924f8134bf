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
    /// What they do as staff; nil where nobody said, and for everybody else.
    public var staffKind: StaffKind?
    /// Where they are on their way, as it was written down: never `newcomer` or `paused`, which are read off a date.
    public var stage: Stage
    /// Since when they are in that stage; nil for as long as it is known.
    public var stageSince: Instant?
    /// Since when the program is over for them; nil while it is not, and where that came before anybody wrote it down.
    public var endedAt: Instant?
    /// The groups of the program to which they belong, belonged or will, in no order that matters.
    public var cohorts: [CohortStay]
    public var joinedOn: CivilDate?
    /// Words they chose to share, such as *gardening*; never inferred.
    public var interests: Set<String>
    /// How many newcomers they offered to accompany at once, at most `PairingProfile.largestCapacity`; 0 for people who are
    /// no mentor.
    public var capacity: Int
    public var contact: ContactPoint?
    /// Where they are reached when the first does not work, in their order.
    public var fallbacks: [ContactPoint]
    /// What is known of their contact points: which they have acted at, and which work no more.
    public var health: [ContactHealth]
    /// Their own quiet hours; nil means the program's.
    public var quietHours: QuietHours?
    /// What they agreed to, for how long; the gates ask it.
    public var consents: Consents
    /// No message before this instant, at their own wish; nil when they are not paused.
    public var pausedUntil: Instant?
    /// They asked to hear nothing more.
    ///
    /// Only they can take it back.
    public var hasStopped: Bool
    /// What they chose about messages; `applying` puts it in its place.
    public var choices = MemberChoices()
    /// What they said for being paired.
    public var pairing: PairingProfile

    public init(
        id: MemberID, preferredName: String = "", languages: [String] = [], timeZone: String? = nil,
        move: ZoneMove? = nil, roles: Set<Role> = [.member], staffKind: StaffKind? = nil,
        stage: Stage = .active, stageSince: Instant? = nil, endedAt: Instant? = nil, cohorts: [CohortStay] = [],
        joinedOn: CivilDate? = nil,
        interests: Set<String> = [],
        capacity: Int = 0, contact: ContactPoint? = nil, fallbacks: [ContactPoint] = [],
        health: [ContactHealth] = [],
        quietHours: QuietHours? = nil, consents: Consents = [],
        pausedUntil: Instant? = nil, hasStopped: Bool = false, pairing: PairingProfile = PairingProfile()
    ) {
        self.id = id
        self.preferredName = preferredName
        self.languages = languages
        self.timeZone = timeZone
        self.move = move
        self.roles = roles
        self.staffKind = staffKind
        self.stage = stage
        self.stageSince = stageSince
        self.endedAt = endedAt
        self.cohorts = cohorts
        self.joinedOn = joinedOn
        self.interests = interests
        self.capacity = capacity
        self.contact = contact
        self.fallbacks = fallbacks
        self.health = health
        self.quietHours = quietHours
        self.consents = consents
        self.pausedUntil = pausedUntil
        self.hasStopped = hasStopped
        self.pairing = pairing
    }

    /// Writes down that they entered `stage`; one that follows another end moves the first one's day no more.
    public mutating func enter(_ stage: Stage, at now: Instant) {
        if stage.hasEnded != self.stage.hasEnded { endedAt = stage.hasEnded ? now : nil }
        self.stage = stage
        stageSince = now
    }

    /// All their contact points, in the order in which they are tried.
    public var contacts: [ContactPoint] { (contact.map { [$0] } ?? []) + fallbacks }

    /// Those of them that can be used at `now`: by one of `channels`, neither paused nor stopped nor bounced, and with an
    /// address unless the channel is one of `open`, which have a destination of their own.
    public func contacts(
        among channels: Set<String>, open: Set<String> = [], at now: Instant
    ) -> [ContactPoint] {
        contacts.filter { point in
            channels.contains(point.channel) && (!point.address.isEmpty || open.contains(point.channel))
                && (health.isEmpty || health[point]?.isOpen(at: now) ?? true)
        }
    }

    /// Why one of their contact points is not used at `now`; nil when nothing is known against it.
    public func obstacle(at contact: ContactPoint, now: Instant, in zone: ZoneRules) -> String? {
        guard let known = health[contact], !known.isOpen(at: now) else { return nil }
        switch known.state {
        case .stopped: return "wants nothing by '\(contact.channel)': \(known.reason)"
        case .paused:
            let until = known.until.map { " until \(zone.civil(at: $0).date)" } ?? ""
            return "paused '\(contact.channel)'\(until)"
        case .bounced, .active, .unverified:
            return "cannot be reached by '\(contact.channel)' any more: \(known.reason)"
        }
    }

    /// Whether they work for the program, so that messages about that work reach them while members' are stopped.
    public var isStaff: Bool { may(.workHere) }

    /// Whether they asked to be left in peace at `instant`.
    public func isPaused(at instant: Instant) -> Bool {
        guard let pausedUntil else { return false }
        return instant < pausedUntil
    }

    /// Whether `day` is one of their first `days` here, the one after them included: then the last word of a welcome goes.
    ///
    /// Staff who are no members are nobody's newcomers.
    public func isNewcomer(on day: CivilDate, days: Int) -> Bool {
        guard let joinedOn, stage == .active, !Role.areOfStaff(roles) else { return false }
        return (0...days).contains(day.daysSince1970 - joinedOn.daysSince1970)
    }

    /// Whether they count as `role`: a newcomer by their days, or by a word of staff's that they are still new.
    public func counts(as role: Role, on day: @autoclosure () -> CivilDate, newcomerDays: Int) -> Bool {
        if roles.contains(role) { return true }
        return role == .newcomer && joinedOn != nil && isNewcomer(on: day(), days: newcomerDays)
    }

    /// Where they are on their way at `now`, by their own clock.
    public func stage(at now: Instant, in zone: ZoneRules, newcomerDays: Int) -> Stage {
        guard stage == .active else { return stage }
        let today = zone.civil(at: now).date
        if let joinedOn, joinedOn > today { return .invited }
        if isPaused(at: now) { return .paused }
        return isNewcomer(on: today, days: newcomerDays) ? .newcomer : .active
    }
}
