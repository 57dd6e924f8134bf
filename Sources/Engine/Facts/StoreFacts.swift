import Community
import Messages
import Persistence
import PluginKit
import Scheduling

/// Answers a plugin's questions from the store, for one step of one run.
struct StoreFacts: Facts {
    let engine: ProgramEngine
    /// nil for a plan that nothing is committed of.
    let run: String?
    let step: String
    let manifest: PluginManifest
    let now: Instant
    /// The one cohort that the job is for; nil for all.
    let cohort: String?

    /// Whether the job is for the cohort of `member`.
    private func isOurs(_ member: Member?) -> Bool {
        guard let cohort else { return true }
        return member.map { $0.belongs(to: cohort, on: engine.today(of: $0, at: now)) } ?? false
    }

    private func check(_ kind: PluginManifest.FactKind) throws {
        guard manifest.reads.contains(kind) else {
            throw PlanFailure(
                "plugin '\(manifest.id)' asks for \(kind.rawValue), which its manifest does not name",
                retry: .cannotHelp)
        }
    }

    func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]] {
        try check(.goals)
        return try await engine.store.activeGoals(of: members)
    }

    func goalReviews(of members: [MemberID]) async throws -> [MemberID: GoalReviewTimes] {
        try check(.goals)
        return try await engine.store.goalReviews(of: members, at: now)
    }

    func unansweredNewcomers(joinedOn day: CivilDate) async throws -> [MemberID] {
        try check(.newcomers)
        let newcomers = try await engine.store.unansweredNewcomers(joinedOn: day)
        if cohort == nil { return newcomers }
        let people = try await engine.store.people(newcomers)
        return newcomers.filter { isOurs(people[$0]) }
    }

    func mentors(roles: [Role], where condition: Condition?) async throws -> [PairingCandidate] {
        try check(.mentors)
        let taken = try await engine.store.takenPlaces()
        let resting = try await engine.store.mentorRests().filter { $0.value.isOn }
        var candidates: [PairingCandidate] = []
        var cursor = ""
        while true {
            let page = try await engine.store.people(after: cursor, limit: 1_000)
            for member in page
            where isOurs(member) && member.stage.isHere && member.stage != .alumni
                && roles.contains(where: member.roles.contains)
            {
                var standing = MemberStanding()
                standing.takenPlaces = taken[member.id] ?? 0
                let zone = engine.zone(ofMemberIn: member.timeZone)
                let holds =
                    condition?.holds {
                        MemberFields.value(
                            of: $0, for: member, standing: standing, at: now, in: zone,
                            newcomerDays: engine.catalog.configuration.newcomerDays)
                    } ?? true
                guard holds else { continue }
                candidates.append(
                    PairingCandidate(
                        member: member, takenPlaces: standing.takenPlaces, isResting: resting[member.id] != nil))
            }
            guard let last = page.last, page.count == 1_000 else { return candidates }
            cursor = last.id.rawValue
        }
    }

    func pairingHistory() async throws -> PairingHistory {
        try check(.pairings)
        let open = try await engine.store.pairings(in: PairingState.allCases.filter(\.takesAPlace))
        let before = try await engine.store.pairHistory()
        return PairingHistory(
            doNotPair: try await engine.store.doNotPair(at: now).union(before.filter { $0.value.isNever }.keys),
            saidNo: before.compactMapValues(\.saidNoAt), underWay: Set(open.map(\.newcomer)),
            ended: before.compactMapValues(\.endedAt), matchAgain: try await engine.store.newcomersToMatchAgain())
    }

    func pairings(_ ids: [PairingID]) async throws -> [Pairing] {
        try check(.pairings)
        return try await engine.store.pairings(ids)
    }

    func standingPairings(of members: [MemberID]) async throws -> [Pairing] {
        try check(.pairings)
        let pairs = try await engine.store.standingPairings(of: members)
        if cohort == nil { return pairs }
        let people = try await engine.store.people(pairs.flatMap { [$0.newcomer, $0.mentor] })
        return pairs.filter { isOurs(people[$0.newcomer]) && isOurs(people[$0.mentor]) }
    }

    func followUps(about pairs: [PairingID]) async throws -> [Ask] {
        try check(.asks)
        return try await engine.store.followUps(about: pairs)
    }

    func pairWishes(about pairs: [PairingID]) async throws -> [PairWishFact] {
        try check(.asks)
        return try await engine.store.pairWishes(about: pairs)
    }

    func lowCheckIns(
        of members: [MemberID], questions: [String], atMost most: Int, since: Instant
    ) async throws -> [MemberID: [Instant]] {
        try check(.answers)
        return try await engine.store.lowCheckIns(of: members, questions: questions, atMost: most, since: since)
    }

    func waitingForAPair(among members: [MemberID]) async throws -> [MemberID: Instant] {
        try check(.pairings)
        let known = Set(members)
        let waiting = try await engine.newcomersWaiting().filter { known.contains($0.newcomer.id) }
        return Dictionary(waiting.map { ($0.newcomer.id, $0.since) }) { first, _ in first }
    }

    func mentorRests() async throws -> [MemberID: MentorRest] {
        try check(.mentors)
        return try await engine.store.mentorRests()
    }

    func members(_ ids: [MemberID]) async throws -> [MemberID: Member] { try await engine.store.people(ids) }

    func zones(named names: Set<String>) async throws -> [String: ZoneRules] {
        var zones: [String: ZoneRules] = [:]
        for name in names { zones[name] = engine.zone(named: name) }
        return zones
    }

    func asks() async throws -> [Ask] {
        try check(.asks)
        guard let run else { return [] }
        return try await engine.store.subjectAsks(run: run, step: step)
    }

    func asksSinceAnswer(of members: [MemberID]) async throws -> [MemberID: [Ask]] {
        try check(.contacts)
        return try await engine.store.asksSinceAnswer(of: members)
    }

    func sent(_ messages: [MessageID], to members: [MemberID], since: Instant) async throws -> [SentFact] {
        try check(.contacts)
        return try await engine.store.sent(messages, to: members, since: since)
    }

    func lastCheckIns(of members: [MemberID]) async throws -> [MemberID: Instant] {
        try check(.contacts)
        // Nobody wishes to be asked more rarely than every second week.
        return try await engine.store.lastCheckIns(of: members, since: now - .days(30))
    }

    func ownAccord(of members: [MemberID], since: Instant) async throws -> [MemberID: [Instant]] {
        try check(.contacts)
        return try await engine.store.ownAccord(of: members, since: since)
    }

    func reflected(on occasion: String, among members: [MemberID]) async throws -> Set<MemberID> {
        try check(.asks)
        return try await engine.store.reflected(on: occasion, among: members)
    }

    func commitments(of members: [MemberID]) async throws -> [MemberID: Commitment] {
        try check(.commitments)
        return try await engine.store.commitments(of: members)
    }

    func concernsToTell(_ members: [MemberID]) async throws -> [ConcernNotice] {
        try check(.concerns)
        return try await engine.store.concernsToTell(members, at: now)
    }

    func nightCounts(since: Instant) async throws -> NightCounts {
        try check(.counts)
        return try await engine.nightReport(from: since, to: now).counts
    }

    func peopleTakingPart(since: Instant) async throws -> TakingPart {
        try check(.counts)
        let people = try await engine.store.peopleTakingPart(since: since)
        return TakingPart(answered: people.answered, practised: people.practised)
    }

    func requestedDecisions() async throws -> [PairingID: Instant] {
        try check(.decisions)
        guard let run else { return [:] }
        return try await engine.store.decisionRequests(run: run, step: step)
    }
}
