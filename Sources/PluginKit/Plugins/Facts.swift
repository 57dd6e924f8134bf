public import Community
public import Messages
public import Scheduling

/// Read-only questions about the program, each about a page of people or things.
///
/// A plugin's manifest names the kinds that it asks; the engine refuses the others.
public protocol Facts: Sendable {
    /// The active goals of each of `members`, oldest first.
    func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]]

    /// What each of `members` has been invited to in matters of goals, and what is suggested to them; nothing for people who
    /// have neither.
    func goalReviews(of members: [MemberID]) async throws -> [MemberID: GoalReviewTimes]

    /// The newcomers who joined on `day` and have answered nothing of their welcome, by id.
    func unansweredNewcomers(joinedOn day: CivilDate) async throws -> [MemberID]

    /// Everybody whom `roles` and `condition` describe and who may be asked for a pair, with their places taken.
    func mentors(roles: [Role], where condition: Condition?) async throws -> [PairingCandidate]

    /// How `members` stand in matters of pairing: what is open, what was before, who must not meet.
    func pairingHistory() async throws -> PairingHistory

    /// The pairs with these ids, in the same order; those that are gone are left out.
    func pairings(_ ids: [PairingID]) async throws -> [Pairing]

    /// The standing pairs, and those about to be closed, of which one is among `members`; by id.
    func standingPairings(of members: [MemberID]) async throws -> [Pairing]

    /// The last time each of the two was asked how each of these pairs goes, by any step.
    func followUps(about pairs: [PairingID]) async throws -> [Ask]

    /// Every question about these pairs, with what was said to it, oldest first.
    func pairWishes(about pairs: [PairingID]) async throws -> [PairWishFact]

    /// When each of `members` gave a check-in with an answer of at most `most` to one of `questions`, since an instant.
    ///
    /// Only answers count that they let somebody read.
    func lowCheckIns(
        of members: [MemberID], questions: [String], atMost most: Int, since: Instant
    ) async throws -> [MemberID: [Instant]]

    /// Since when each of `members` waits for a pair, of those who wish for one and have none.
    func waitingForAPair(among members: [MemberID]) async throws -> [MemberID: Instant]

    /// Mentors who take nobody new, or did so before.
    func mentorRests() async throws -> [MemberID: MentorRest]

    /// People by id; those that are gone are left out.
    func members(_ ids: [MemberID]) async throws -> [MemberID: Member]

    /// The zones by name, for people who live in other zones than the program; those that the machine does not have are
    /// left out.
    func zones(named names: Set<String>) async throws -> [String: ZoneRules]

    /// What this step has asked so far, by subject and person.
    func asks() async throws -> [Ask]

    /// The check-ins that reached each of `members` since their last answer to anything, oldest first.
    func asksSinceAnswer(of members: [MemberID]) async throws -> [MemberID: [Ask]]

    /// Which of `messages` each of `members` was sent since an instant.
    func sent(_ messages: [MessageID], to members: [MemberID], since: Instant) async throws -> [SentFact]

    /// When each of `members` was last asked a check-in; nothing for those who never were.
    func lastCheckIns(of members: [MemberID]) async throws -> [MemberID: Instant]

    /// When each of `members` did something that nobody had asked for just then, since an instant: see `FadingPrompts`.
    func ownAccord(of members: [MemberID], since: Instant) async throws -> [MemberID: [Instant]]

    /// Which of `members` were asked about one event of a calendar already, by any job.
    func reflected(on occasion: String, among members: [MemberID]) async throws -> Set<MemberID>

    /// What stands of each of `members` that they mean to do.
    func commitments(of members: [MemberID]) async throws -> [MemberID: Commitment]

    /// The concerns that are held and of which `members` have not been told; nothing of what they say.
    func concernsToTell(_ members: [MemberID]) async throws -> [ConcernNotice]

    /// What waits for staff now, and what the program did since an instant, in numbers.
    func nightCounts(since: Instant) async throws -> NightCounts

    /// How many people took part since an instant, as far as it may be told to everybody.
    func peopleTakingPart(since: Instant) async throws -> TakingPart

    /// Until when this step waits for decisions on `pairings`; empty when nothing was requested yet.
    func requestedDecisions() async throws -> [PairingID: Instant]
}

/// When one person was invited to look at their goals; each plugin counts days on the clock that it works by.
public struct GoalReviewTimes: Hashable, Sendable {
    /// Oldest first, without those that they moved to another day.
    public var invitedAt: [Instant]
    /// When they last held one, or chose to skip it.
    public var lastHeldAt: Instant?
    /// Whether an invitation is open now.
    public var isOpen: Bool
    /// When they last had a review before them: invited to one, or answering one, in whatever way.
    public var lastShownAt: Instant?
    /// Since when the newest suggestion stands that they have not taken up or declined.
    public var suggestedAt: Instant?

    public init(
        invitedAt: [Instant] = [], lastHeldAt: Instant? = nil, isOpen: Bool = false, lastShownAt: Instant? = nil,
        suggestedAt: Instant? = nil
    ) {
        self.invitedAt = invitedAt
        self.lastHeldAt = lastHeldAt
        self.isOpen = isOpen
        self.lastShownAt = lastShownAt
        self.suggestedAt = suggestedAt
    }

    /// Whether somebody suggested something that no review has had on its page before them.
    public var hasUnseenSuggestion: Bool {
        guard let suggestedAt else { return false }
        return lastShownAt.map { $0 < suggestedAt } ?? true
    }

    /// The same in days of `clock`.
    public func history(on clock: ZoneRules) -> GoalReviewHistory {
        GoalReviewHistory(
            invitedOn: invitedAt.map { clock.civil(at: $0).date },
            lastHeldOn: lastHeldAt.map { clock.civil(at: $0).date },
            isOpen: isOpen, hasUnseenSuggestion: hasUnseenSuggestion)
    }
}

/// Somebody who could accompany a newcomer.
public struct PairingCandidate: Hashable, Sendable {
    public let member: Member
    public let takenPlaces: Int
    /// Whether they take nobody new for a while, as their own check-ins or a counselor said.
    ///
    /// They are no candidate then, whatever their places: `openPlaces` is 0. Why is theirs; to others it is a mentor
    /// without a free place.
    public let isResting: Bool

    public init(member: Member, takenPlaces: Int, isResting: Bool = false) {
        self.member = member
        self.takenPlaces = takenPlaces
        self.isResting = isResting
    }

    /// How many newcomers they could accompany beside those they do; 0 while they rest.
    public var openPlaces: Int { isResting ? 0 : max(0, member.capacity - takenPlaces) }
}

/// What may stand between two people, or speak for them.
public struct PairingHistory: Hashable, Sendable {
    /// Never to be proposed, for reasons that stay with those who know them.
    public var doNotPair: Set<MemberPair>
    /// Pairs that said no or were declined, with the instant of it.
    public var saidNo: [MemberPair: Instant]
    /// Newcomers for whom something is open already.
    public var underWay: Set<MemberID>
    /// Pairs that were together and are not any more, with the instant of their end.
    public var ended: [MemberPair: Instant]
    /// Newcomers whose pair came to its end: they come first in the next round.
    public var matchAgain: Set<MemberID>

    public init(
        doNotPair: Set<MemberPair> = [], saidNo: [MemberPair: Instant] = [:], underWay: Set<MemberID> = [],
        ended: [MemberPair: Instant] = [:], matchAgain: Set<MemberID> = []
    ) {
        self.doNotPair = doNotPair
        self.saidNo = saidNo
        self.underWay = underWay
        self.ended = ended
        self.matchAgain = matchAgain
    }
}
