import Community
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What is nobody else's to know is in no text, also not by what a text leaves out.
@Suite struct PairingProposeSecrecyTests {
    private static let now = Instant(iso8601: "2026-11-23T09:00:00Z") ?? Instant(milliseconds: 0)

    /// Facts of which each alone keeps two people apart who fit in all that may be seen.
    private static let hidden: [@Sendable (inout PairOfTwo) -> Void] = [
        { $0.history.doNotPair = [MemberPair($0.ana.id, $0.joana.id)] },
        { $0.ana.pairing.avoidTags = ["parenting"] },
        { $0.joana.pairing.avoidTags = ["parenting"] },
        {
            $0.ana.pairing.relations = ["family:silva"]
            $0.joana.pairing.relations = ["family:silva"]
        },
        { $0.history.saidNo = [MemberPair($0.ana.id, $0.joana.id): now - .days(3)] },
    ]

    private func plan(_ fact: Int, others: [PairingCandidate] = []) async throws -> Plan {
        var pair = PairOfTwo()
        Self.hidden[fact](&pair)
        return try await pair.plan(others: others)
    }

    @Test func `whatever keeps two people apart, every text is the same`() async throws {
        let first = try await plan(0)
        #expect(first.proposals.isEmpty)
        for fact in Self.hidden.indices.dropFirst() { #expect(try await plan(fact) == first) }
    }

    @Test func `it reads as if the mentor's places were taken`() async throws {
        var full = PairOfTwo()
        full.taken = 2
        let told = try await plan(0).reasonsWithout[MemberID("ana")]
        #expect(try await full.plan().reasonsWithout[MemberID("ana")] == told)
        #expect(told?.contains("Joana") == false && told?.contains("joana") == false)
    }

    @Test func `with somebody else to go to, nothing is left to see`() async throws {
        // Rui fits less well, so without the hidden fact he would be the alternative.
        var rui = PairOfTwo().joana
        rui.pairing.sharesTags = false
        rui = Member(
            id: MemberID("rui"), preferredName: "Rui", languages: ["en"], timeZone: "Europe/Lisbon", roles: rui.roles,
            joinedOn: rui.joinedOn, interests: ["chess"], capacity: 1, consents: [.pairing], pairing: rui.pairing)
        let other = PairingCandidate(member: rui, takenPlaces: 0)
        var away = PairOfTwo()
        away.taken = 2
        let without = try await away.plan(others: [other])
        for fact in Self.hidden.indices {
            let plan = try await plan(fact, others: [other])
            #expect(plan.effects == without.effects)
            #expect(plan.proposals.map(\.mentor.rawValue) == ["rui"])
        }
    }

    @Test func `a fact that decides nothing changes nothing`() async throws {
        var pair = PairOfTwo()
        pair.joana.languages = ["pl"]
        let without = try await pair.plan()
        for hidden in Self.hidden {
            var other = pair
            hidden(&other)
            #expect(try await other.plan() == without)
        }
    }

    @Test(arguments: [UInt64](1...12)) func `S1-2, S3-5: words that were not shared are in no text`(seed: UInt64)
        async throws
    {
        var world = PairingWorld.random(seed: seed, newcomers: 15, mentors: 8)
        func mark(_ member: inout Member) {
            member.pairing.avoidTags.insert("hidden-topic")
            member.pairing.relations.insert("family:hidden-\(member.id)")
            if !member.pairing.sharesTags { member.pairing.tags.insert("hidden-tag") }
        }
        for index in world.newcomers.indices { mark(&world.newcomers[index]) }
        world.mentors = world.mentors.map { candidate in
            var member = candidate.member
            mark(&member)
            return PairingCandidate(member: member, takenPlaces: candidate.takenPlaces)
        }
        let plan = try await world.plan()
        let texts = plan.outputs.values.flatMap(\.self) + plan.proposals.compactMap(\.explanation?.json)
        #expect(!(texts + ["\(plan)"]).contains { $0.contains("hidden") })
        #expect(!plan.proposals.isEmpty)
    }

    @Test func `a wish of one side is no reason that both read`() async throws {
        var pair = PairOfTwo()
        let without = try await pair.plan().proposals.first?.reasons
        pair.joana.pairing.wishes = [pair.ana.id]
        #expect(try await pair.plan().proposals.first?.reasons == without)
    }
}
