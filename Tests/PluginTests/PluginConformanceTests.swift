import BuiltinPlugins
import Community
import Definitions
import Messages
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

/// What every registered plugin keeps to; a plugin gets these tests by being registered.
@Suite struct PluginConformanceTests {
    static let ids = builtinPlugins.map { $0.manifest.id }

    private func entry(_ id: String) throws -> PluginEntry { try #require(try PluginRegistry(builtinPlugins)[id]) }

    private func example(of id: String) throws -> (entry: PluginEntry, with: SettingNode) {
        let entry = try entry(id)
        let node = try YAMLReader.read(entry.manifest.example, file: "example.yaml")
        return (entry, try #require(node["with"]))
    }

    /// The example's settings, with lists where the run would put them.
    private func plugin(_ id: String) throws -> any Plugin {
        let (entry, with) = try example(of: id)
        let entries = (with.entries ?? []).map { entry in
            let value =
                entry.value.expression == nil
                ? entry.value : SettingNode(.list([]), place: entry.value.place, path: entry.value.path)
            return SettingNode.Entry(key: entry.key, keyPlace: entry.keyPlace, value: value)
        }
        return try entry.make(with: SettingNode(.mapping(entries), place: with.place, path: with.path))
    }

    @Test(arguments: ids) func `the summary is a sentence that starts with a verb`(id: String) throws {
        let summary = try entry(id).manifest.summary
        #expect(summary.hasSuffix(".") && summary.split(separator: " ").first?.hasSuffix("s") == true)
    }

    @Test(arguments: ids) func `the type is named for the id`(id: String) throws {
        let words = id.split { $0 == "." || $0 == "-" }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        #expect(try entry(id).typeName.hasSuffix(".\(words)Plugin"))
    }

    @Test(arguments: ids) func `every setting is explained`(id: String) throws {
        #expect(try entry(id).settings.allSatisfy { $0.help.hasSuffix(".") && $0.help.count > 8 })
    }

    @Test(arguments: ids) func `the example is right, and a misspelt setting is reported`(id: String) throws {
        let (entry, with) = try example(of: id)
        #expect(entry.faults(in: with).isEmpty)
        let wrong = SettingNode.Entry(key: "mesage", keyPlace: with.place, value: with)
        let node = SettingNode(.mapping((with.entries ?? []) + [wrong]), place: with.place, path: "with")
        #expect(entry.faults(in: node).contains { $0.rule == "unknown-key" })
    }

    private func context(_ program: InventedProgram, audience: [Member], seed: UInt64) -> StepContext {
        StepContext(
            job: JobID("j"), nominalTime: program.clock.now(), now: program.clock.now(), audience: audience,
            zone: .utc, facts: NoFacts(), random: SplitMix64(seed: seed))
    }

    @Test(arguments: ids) func `equal contexts give equal plans, about their own audience`(id: String) async throws {
        let program = try await InventedProgram()
        let people = try await program.store.people(after: "", limit: 100)
        for seed in UInt64(0)..<20 {
            let context = context(program, audience: Array(people.dropFirst(Int(seed))), seed: seed)
            let plan = try await plugin(id).plan(context)
            #expect(try await plugin(id).plan(context) == plan)
            #expect(Set(plan.effects.compactMap(\.member)).isSubset(of: Set(context.audience.map(\.id))))
        }
        #expect(try await plugin(id).plan(context(program, audience: [], seed: 0)).effects.isEmpty)
    }

    @Test(arguments: ids) func `a cancelled plan ends`(id: String) async throws {
        let program = try await InventedProgram()
        let plugin = try plugin(id)
        let context = context(program, audience: [], seed: 0)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await plugin.plan(context)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `two plugins of one id are refused, and both are named`() {
        let error = #expect(throws: RegistryError.self) {
            try PluginRegistry(builtinPlugins + builtinPlugins.prefix(1))
        }
        #expect(error?.description.contains("is registered twice") == true)
    }

    @Test(arguments: ids) func `only declared facts are read`(id: String) async throws {
        let program = try await InventedProgram()
        let facts = NoFacts()
        var context = context(program, audience: try await program.store.people(after: "", limit: 100), seed: 1)
        context = StepContext(
            job: context.job, nominalTime: context.nominalTime, now: context.now, audience: context.audience,
            zone: .utc,
            facts: facts, random: context.random)
        _ = try await plugin(id).plan(context)
        let manifest = try entry(id).manifest
        #expect(facts.asked.withLock { $0 }.isSubset(of: manifest.reads))
    }

    /// A program in which nobody is anybody's mentor and nothing is open; it notes what it is asked.
    private final class NoFacts: Facts {
        let asked = Mutex<Set<PluginManifest.FactKind>>([])
        private func note(_ kind: PluginManifest.FactKind) { asked.withLock { _ = $0.insert(kind) } }

        func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]] {
            note(.goals)
            return [:]
        }
        func goalReviews(of members: [MemberID]) async throws -> [MemberID: GoalReviewTimes] {
            note(.goals)
            return [:]
        }
        func unansweredNewcomers(joinedOn day: CivilDate) async throws -> [MemberID] {
            note(.newcomers)
            return []
        }
        func mentors(roles: [Role], where condition: Condition?) async throws -> [PairingCandidate] {
            note(.mentors)
            return []
        }
        func pairingHistory() async throws -> PairingHistory {
            note(.pairings)
            return PairingHistory()
        }
        func pairings(_ ids: [PairingID]) async throws -> [Pairing] {
            note(.pairings)
            return []
        }
        func standingPairings(of members: [MemberID]) async throws -> [Pairing] {
            note(.pairings)
            return []
        }
        func followUps(about pairs: [PairingID]) async throws -> [Ask] {
            note(.asks)
            return []
        }
        func lowCheckIns(
            of members: [MemberID], questions: [String], atMost most: Int, since: Instant
        ) async throws -> [MemberID: [Instant]] {
            note(.answers)
            return [:]
        }
        func waitingForAPair(among members: [MemberID]) async throws -> [MemberID: Instant] {
            note(.pairings)
            return [:]
        }
        func mentorRests() async throws -> [MemberID: MentorRest] {
            note(.mentors)
            return [:]
        }
        func members(_ ids: [MemberID]) async throws -> [MemberID: Member] { [:] }
        func zones(named names: Set<String>) async throws -> [String: ZoneRules] { [:] }
        func asks() async throws -> [Ask] {
            note(.asks)
            return []
        }
        func asksSinceAnswer(of members: [MemberID]) async throws -> [MemberID: [Ask]] {
            note(.contacts)
            return [:]
        }
        func sent(_ messages: [MessageID], to members: [MemberID], since: Instant) async throws -> [SentFact] {
            note(.contacts)
            return []
        }
        func pairWishes(about pairs: [PairingID]) async throws -> [PairWishFact] {
            note(.asks)
            return []
        }
        func lastCheckIns(of members: [MemberID]) async throws -> [MemberID: Instant] {
            note(.contacts)
            return [:]
        }
        func ownAccord(of members: [MemberID], since: Instant) async throws -> [MemberID: [Instant]] {
            note(.contacts)
            return Dictionary(uniqueKeysWithValues: members.map { ($0, [since]) })
        }
        func reflected(on occasion: String, among members: [MemberID]) async throws -> Set<MemberID> {
            note(.asks)
            return []
        }
        func commitments(of members: [MemberID]) async throws -> [MemberID: Commitment] {
            note(.commitments)
            return [:]
        }
        func concernsToTell(_ members: [MemberID]) async throws -> [ConcernNotice] {
            note(.concerns)
            return []
        }
        func nightCounts(since: Instant) async throws -> NightCounts {
            note(.counts)
            return NightCounts(waiting: [[]: [.safety: 1]])
        }
        func peopleTakingPart(since: Instant) async throws -> TakingPart {
            note(.counts)
            return TakingPart(answered: 12, practised: 3)
        }
        func requestedDecisions() async throws -> [PairingID: Instant] {
            note(.decisions)
            return [:]
        }
    }
}
