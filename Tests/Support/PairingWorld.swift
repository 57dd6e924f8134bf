import BuiltinPlugins
public import Community
import Definitions
public import Messages
public import PluginKit
public import Scheduling

/// People who wait and people who could accompany them, for `pairing.propose` to plan with: all in memory.
public struct PairingWorld: Facts {
    public var newcomers: [Member]
    public var mentors: [PairingCandidate]
    public var history = PairingHistory()
    public var now: Instant
    private static let database = ZoneDatabase()

    public init(newcomers: [Member], mentors: [PairingCandidate], at time: String = "2026-11-23T09:00:00Z") {
        self.newcomers = newcomers
        self.mentors = mentors
        now = Instant(iso8601: time) ?? Instant(milliseconds: 0)
    }

    /// What the plugin plans for them.
    ///
    /// `settings`: The step's `with`, as YAML.
    public func plan(_ settings: String = "limit: 200") async throws -> Plan {
        try await plan(with: Self.plugin(settings))
    }

    /// The plugin with its settings, ready to plan with.
    public static func plugin(_ settings: String = "limit: 200") throws -> any Plugin {
        let entries = try PluginRegistry(builtinPlugins)
        guard let entry = entries["pairing.propose"] else { throw PlanFailure("no plugin", retry: .cannotHelp) }
        return try entry.make(with: YAMLReader.read(settings, file: "with.yaml"))
    }

    /// The same with a plugin that was made before: scoring, solving and explaining, and nothing else.
    public func plan(with plugin: any Plugin) async throws -> Plan {
        try await plugin.plan(
            StepContext(
                job: JobID("pairs"), nominalTime: now, now: now, audience: newcomers.sorted { $0.id < $1.id },
                zone: try Self.database.rules(named: "Europe/Lisbon"), facts: self, random: SplitMix64(seed: 0)))
    }

    public func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]] { [:] }
    public func goalReviews(of members: [MemberID]) async throws -> [MemberID: GoalReviewTimes] { [:] }
    public func unansweredNewcomers(joinedOn day: CivilDate) async throws -> [MemberID] { [] }
    public func mentors(roles: [Role], where condition: Condition?) async throws -> [PairingCandidate] { mentors }
    public func pairingHistory() async throws -> PairingHistory { history }
    public func pairings(_ ids: [PairingID]) async throws -> [Pairing] { [] }
    public func members(_ ids: [MemberID]) async throws -> [MemberID: Member] { [:] }
    public func asks() async throws -> [Ask] { [] }
    public func requestedDecisions() async throws -> [PairingID: Instant] { [:] }
    public func ownAccord(of members: [MemberID], since: Instant) async throws -> [MemberID: [Instant]] { [:] }
    public func reflected(on occasion: String, among members: [MemberID]) async throws -> Set<MemberID> { [] }
    public func commitments(of members: [MemberID]) async throws -> [MemberID: Commitment] { [:] }
    public func concernsToTell(_ members: [MemberID]) async throws -> [ConcernNotice] { [] }
    public func nightCounts(since: Instant) async throws -> NightCounts { NightCounts() }
    public func peopleTakingPart(since: Instant) async throws -> TakingPart { TakingPart(answered: 0, practised: 0) }
    public func standingPairings(of members: [MemberID]) async throws -> [Pairing] { [] }
    public func followUps(about pairs: [PairingID]) async throws -> [Ask] { [] }
    public func waitingForAPair(among members: [MemberID]) async throws -> [MemberID: Instant] { [:] }
    public func mentorRests() async throws -> [MemberID: MentorRest] { [:] }
    public func asksSinceAnswer(of members: [MemberID]) async throws -> [MemberID: [Ask]] { [:] }
    public func pairWishes(about pairs: [PairingID]) async throws -> [PairWishFact] { [] }
    public func lastCheckIns(of members: [MemberID]) async throws -> [MemberID: Instant] { [:] }

    public func lowCheckIns(
        of members: [MemberID], questions: [String], atMost most: Int, since: Instant
    ) async throws -> [MemberID: [Instant]] { [:] }

    public func sent(
        _ messages: [MessageID], to members: [MemberID], since: Instant
    ) async throws -> [SentFact] { [] }

    public func zones(named names: Set<String>) async throws -> [String: ZoneRules] {
        var zones: [String: ZoneRules] = [:]
        for name in names { zones[name] = try Self.database.rules(named: name) }
        return zones
    }
}

extension PairingWorld {
    /// Invented people, of whom one in four has left each field open.
    public static func random(seed: UInt64, newcomers: Int, mentors: Int) -> PairingWorld {
        var random = SplitMix64(seed: seed)
        let people = (0..<newcomers).map { member("n\(1_000 + $0)", isMentor: false, &random) }
        let others = (0..<mentors).map { index in
            let mentor = member("m\(1_000 + index)", isMentor: true, &random)
            return PairingCandidate(member: mentor, takenPlaces: Int.random(in: 0...1, using: &random))
        }
        var world = PairingWorld(newcomers: people, mentors: others)
        for _ in 0..<(newcomers + mentors) / 2 where !people.isEmpty && !others.isEmpty {
            let one = people[Int.random(in: people.indices, using: &random)].id
            let other = others[Int.random(in: others.indices, using: &random)].member.id
            world.history.doNotPair.insert(MemberPair(one, other))
            if Int.random(in: 0..<4, using: &random) == 0 {
                world.history.ended[MemberPair(one, other)] =
                    world.now - .days(Int64.random(in: 0...200, using: &random))
            }
        }
        return world
    }

    private static func member(_ id: String, isMentor: Bool, _ random: inout SplitMix64) -> Member {
        func maybe<Value>(_ value: Value, or blank: Value, _ random: inout SplitMix64) -> Value {
            Int.random(in: 0..<4, using: &random) == 0 ? blank : value
        }
        func some(_ words: [String], _ random: inout SplitMix64) -> [String] {
            let chosen = words.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
            return maybe(chosen, or: [], &random)
        }
        let times = (0..<3).compactMap { _ -> WeeklyInterval? in
            let from = 60 * Int.random(in: 8...20, using: &random)
            let day = Weekday.week[Int.random(in: 0..<7, using: &random)]
            return WeeklyInterval(day, from: from, to: from + 60 * Int.random(in: 1...4, using: &random))
        }
        let zones = ["Europe/Lisbon", "Europe/Warsaw", "America/Sao_Paulo", "Africa/Cairo"]
        let joined = CivilDate(daysSince1970: isMentor ? 19_900 : 20_730).adding(
            days: Int.random(in: 0...40, using: &random))
        return Member(
            id: MemberID(id), languages: some(["pt", "en", "pl", "ar"], &random),
            timeZone: maybe(zones[Int.random(in: 0..<4, using: &random)], or: nil, &random),
            roles: [.member, isMentor ? .mentor : .newcomer], joinedOn: maybe(joined, or: nil, &random),
            interests: Set(some(["chess", "cooking", "dance", "football", "gardening", "music"], &random)),
            capacity: isMentor ? Int.random(in: 1...4, using: &random) : 0, consents: [.pairing],
            pairing: PairingProfile(
                availability: maybe(times.sorted(), or: [], &random),
                modes: Set(some(MeetingMode.allCases.map(\.rawValue), &random).compactMap(MeetingMode.init)),
                accessNeeds: Set(some(["step_free"], &random)),
                accessOffers: Set(some(["step_free", "captions"], &random)),
                tags: Set(some(["parenting", "grief", "housing"], &random)),
                sharesTags: Bool.random(using: &random), avoidTags: Set(some(["grief"], &random)),
                pathway: maybe(["arts", "sport"][Int.random(in: 0..<2, using: &random)], or: nil, &random)))
    }
}

extension Plan {
    /// The pairs that it proposes.
    public var proposals: [PairingProposal] {
        effects.compactMap { effect in
            if case .propose(let pair) = effect { pair } else { nil }
        }
    }

    /// Why people go without, by person.
    public var reasonsWithout: [MemberID: String] {
        var reasons: [MemberID: String] = [:]
        for case .leaveOut(let member, let reason) in effects { reasons[member] = reason }
        return reasons
    }
}
