public import Community
public import Scheduling

/// Read-only questions about the program, each about a page of people or things.
///
/// A plugin's manifest names the kinds that it asks; the engine refuses the others.
public protocol Facts: Sendable {
    /// Who accompanies whom: the standing mentor of each of `members` that has one.
    func mentors(of members: [MemberID]) async throws -> [MemberID: Member]

    /// The active goals of each of `members`, oldest first.
    func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]]

    /// Everybody whom `roles` and `condition` describe and who may be asked for a pair, with their places taken.
    func mentors(roles: [Role], where condition: Condition?) async throws -> [PairingCandidate]

    /// How `members` stand in matters of pairing: what is open, what was before, who must not meet.
    func pairingHistory() async throws -> PairingHistory

    /// The pairs with these ids, in the same order; those that are gone are left out.
    func pairings(_ ids: [PairingID]) async throws -> [Pairing]

    /// People by id; those that are gone are left out.
    func members(_ ids: [MemberID]) async throws -> [MemberID: Member]

    /// The zones by name, for people who live in other zones than the program; those that the machine does not have are
    /// left out.
    func zones(named names: Set<String>) async throws -> [String: ZoneRules]

    /// What this step has asked so far, by subject and person.
    func asks() async throws -> [Ask]

    /// Until when this step waits for decisions on `pairings`; empty when nothing was requested yet.
    func requestedDecisions() async throws -> [PairingID: Instant]
}

/// Somebody who could accompany a newcomer.
public struct PairingCandidate: Hashable, Sendable {
    public let member: Member
    public let takenPlaces: Int

    public init(member: Member, takenPlaces: Int) {
        self.member = member
        self.takenPlaces = takenPlaces
    }

    public var openPlaces: Int { max(0, member.capacity - takenPlaces) }
}

/// What may stand between two people, or speak for them.
public struct PairingHistory: Hashable, Sendable {
    /// Never to be proposed, for reasons that stay with those who know them.
    public var doNotPair: Set<MemberPair>
    /// Pairs that said no or were declined, with the instant of it.
    public var saidNo: [MemberPair: Instant]
    /// Newcomers for whom something is open already.
    public var underWay: Set<MemberID>
    /// Pairs that came to an end, with the last instant of it.
    public var ended: [MemberPair: Instant]
    /// Mentors who take nobody new at the moment, for their own sake.
    public var resting: Set<MemberID>

    public init(
        doNotPair: Set<MemberPair> = [], saidNo: [MemberPair: Instant] = [:], underWay: Set<MemberID> = [],
        ended: [MemberPair: Instant] = [:], resting: Set<MemberID> = []
    ) {
        self.doNotPair = doNotPair
        self.saidNo = saidNo
        self.underWay = underWay
        self.ended = ended
        self.resting = resting
    }
}
