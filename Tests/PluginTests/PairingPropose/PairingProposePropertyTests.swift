import Community
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What holds of every round, on invented programs; the seed of a failure is the test's argument.
@Suite struct PairingProposePropertyTests {
    static let seeds = [UInt64](1...12)

    private func world(_ seed: UInt64) -> PairingWorld {
        .random(seed: seed, newcomers: 5 + Int(seed) % 11, mentors: 3 + Int(seed) % 6)
    }

    private func pairs(_ plan: Plan) -> [String] { plan.proposals.map { "\($0.newcomer) \($0.mentor)" } }

    @Test(arguments: seeds) func `the order in which people come does not matter`(seed: UInt64) async throws {
        var shuffled = world(seed)
        var random = SplitMix64(seed: seed)
        shuffled.newcomers.shuffle(using: &random)
        shuffled.mentors.shuffle(using: &random)
        #expect(try await shuffled.plan() == world(seed).plan())
    }

    @Test(arguments: seeds) func `other ids give the same answer under other names`(seed: UInt64) async throws {
        let before = try await world(seed).plan()
        // Ids that sort as the old ones do: everybody keeps their mentor.
        let alike = try await world(seed).renamed { "z-\($0)" }.plan()
        #expect(pairs(alike) == before.proposals.map { "z-\($0.newcomer) z-\($0.mentor)" })
        // Ids in the opposite order: as many are matched, and the worst-off as well.
        let turned = try await world(seed).renamed { id in
            String(id.prefix(1)) + "\(9_999 - (Int(id.dropFirst()) ?? 0))"
        }.plan()
        #expect(turned.proposals.count == before.proposals.count)
        #expect(
            turned.proposals.compactMap(\.explanation?.fit).min()
                == before.proposals.compactMap(\.explanation?.fit).min())
    }

    @Test(arguments: seeds) func `twice the weights are the same weights`(seed: UInt64) async throws {
        let names = [
            "shared_experience", "interests", "shared_time", "language", "pathway", "difference", "previous_pair",
            "wishes", "waiting", "mentor_load",
        ]
        var random = SplitMix64(seed: seed)
        let weights = names.map { _ in Int.random(in: 300...900, using: &random) }
        func settings(_ factor: Int) -> String {
            "limit: 200\nweights:\n"
                + zip(names, weights).map {
                    "  \($0): \($1 * factor / 1_000).\(String(1_000 + $1 * factor % 1_000).dropFirst())\n"
                }
                .joined()
        }
        let once = try await world(seed).plan(settings(1))
        #expect(try await world(seed).plan(settings(2)) == once)
        #expect(try await world(seed).plan(settings(1_000)) == once)
    }

    @Test(arguments: seeds) func `without a do-not-pair no fewer are matched`(seed: UInt64) async throws {
        let before = try await world(seed).plan().proposals.count
        for pair in world(seed).history.doNotPair {
            var other = world(seed)
            other.history.doNotPair.remove(pair)
            #expect(try await other.plan().proposals.count >= before)
        }
    }

    @Test(arguments: seeds) func `who paused, stopped or did not agree is in no pair`(seed: UInt64) async throws {
        var world = world(seed)
        var random = SplitMix64(seed: seed)
        var out: Set<MemberID> = []
        let now = world.now
        func close(_ member: inout Member) {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: member.consents = []
            case 1: member.hasStopped = true
            case 2: member.pausedUntil = now + .hours(1)
            default: return
            }
            out.insert(member.id)
        }
        for index in world.newcomers.indices { close(&world.newcomers[index]) }
        world.mentors = world.mentors.map { candidate in
            var member = candidate.member
            close(&member)
            return PairingCandidate(member: member, takenPlaces: candidate.takenPlaces)
        }
        let plan = try await world.plan()
        let named = plan.proposals.flatMap { pair in
            [pair.newcomer, pair.mentor] + (pair.explanation?.alternatives.map(\.mentor) ?? [])
        }
        #expect(out.isDisjoint(with: named))
        #expect(!out.isEmpty)
    }

    @Test(arguments: seeds) func `no place is promised twice, and nobody is in two pairs`(seed: UInt64) async throws {
        let world = world(seed)
        let pairs = try await world.plan().proposals
        #expect(Set(pairs.map(\.newcomer)).count == pairs.count)
        for mentor in world.mentors {
            #expect(pairs.count { $0.mentor == mentor.member.id } <= mentor.openPlaces)
        }
        for pair in pairs {
            #expect(!world.history.doNotPair.contains(MemberPair(pair.newcomer, pair.mentor)))
        }
    }

    /// Every part that somebody may leave open.
    private static let blanks: [(name: String, clear: @Sendable (inout Member) -> Void)] = [
        ("languages", { $0.languages = [] }), ("interests", { $0.interests = [] }),
        ("joined_on", { $0.joinedOn = nil }),
        ("availability", { $0.pairing.availability = [] }), ("modes", { $0.pairing.modes = [] }),
        ("access_needs", { $0.pairing.accessNeeds = [] }), ("access_offers", { $0.pairing.accessOffers = [] }),
        ("tags", { $0.pairing.tags = [] }), ("avoid_tags", { $0.pairing.avoidTags = [] }),
        ("pathway", { $0.pairing.pathway = nil }), ("relations", { $0.pairing.relations = [] }),
        ("wishes", { $0.pairing.wishes = [] }), ("tenure_start", { $0.pairing.tenureStart = nil }),
    ]

    @Test(arguments: seeds) func `what somebody leaves open leaves nobody without`(seed: UInt64) async throws {
        let world = world(seed)
        let settings = "limit: 200\nmentors: { tenure: 180d, ahead: 30d }"
        let before = try await world.plan(settings)
        let matched = Set(before.proposals.map(\.newcomer))
        for (index, newcomer) in world.newcomers.enumerated() {
            let blank = Self.blanks[index % Self.blanks.count]
            var other = world
            blank.clear(&other.newcomers[index])
            let after = try await other.plan(settings)
            #expect(after.proposals.count >= before.proposals.count, "\(newcomer.id) without \(blank.name)")
        }
        for (index, mentor) in world.mentors.enumerated() {
            let blank = Self.blanks[index % Self.blanks.count]
            var other = world
            var member = mentor.member
            blank.clear(&member)
            other.mentors[index] = PairingCandidate(member: member, takenPlaces: mentor.takenPlaces)
            #expect(
                try await other.plan(settings).proposals.count >= before.proposals.count,
                "\(member.id) without \(blank.name)")
        }
        #expect(matched.count == before.proposals.count)
    }

    @Test func `a criterion that is left open gives the middle, and some answer gives less`() async throws {
        let worse:
            [(name: String, blank: @Sendable (inout PairOfTwo) -> Void, answer: @Sendable (inout PairOfTwo) -> Void)] =
                [
                    ("interests", { $0.ana.interests = [] }, { $0.ana.interests = ["chess"] }),
                    ("shared_experience", { $0.ana.pairing.tags = [] }, { $0.ana.pairing.tags = ["housing"] }),
                    (
                        "shared_time", { $0.ana.pairing.availability = [] },
                        {
                            $0.ana.pairing.availability = [WeeklyInterval(.tuesday, from: 1_080, to: 1_140)].compactMap(
                                \.self)
                        }
                    ),
                    ("language", { $0.joana.languages = [] }, { $0.joana.languages = ["en"] }),
                    ("pathway", { $0.ana.pairing.pathway = nil }, { $0.ana.pairing.pathway = "sport" }),
                    ("difference", { $0.joana.interests = [] }, { $0.joana.interests = ["gardening"] }),
                    ("wishes", { $0.ana.pairing.wishes = [] }, { $0.ana.pairing.wishes = [MemberID("rui")] }),
                    ("waiting", { $0.ana.joinedOn = nil }, { $0.ana.joinedOn = CivilDate(iso8601: "2026-11-22") }),
                ]
        for (name, blank, answer) in worse {
            var (open, told) = (PairOfTwo(), PairOfTwo())
            blank(&open)
            answer(&told)
            let found = try #require(try await open.points(name))
            #expect(found.points == 50 && found.isBlank, "\(name)")
            #expect(try await told.points(name).map { $0.points < 50 && !$0.isBlank } == true, "\(name)")
        }
    }

    @Test(arguments: seeds) func `proposing again once all is proposed proposes nothing`(seed: UInt64) async throws {
        var world = world(seed)
        let plan = try await world.plan()
        world.history.underWay = Set(plan.proposals.map(\.newcomer))
        world.mentors = world.mentors.map { mentor in
            let more = plan.proposals.count { $0.mentor == mentor.member.id }
            return PairingCandidate(member: mentor.member, takenPlaces: mentor.takenPlaces + more)
        }
        #expect(try await world.plan().proposals.isEmpty)
    }
}

extension PairingWorld {
    /// The same people under other ids.
    fileprivate func renamed(_ name: (String) -> String) -> PairingWorld {
        func id(_ old: MemberID) -> MemberID { MemberID(name(old.rawValue)) }
        func member(_ old: Member) -> Member {
            var profile = old.pairing
            profile.wishes = Set(profile.wishes.map(id))
            return Member(
                id: id(old.id), preferredName: old.preferredName, languages: old.languages, timeZone: old.timeZone,
                roles: old.roles, joinedOn: old.joinedOn, interests: old.interests, capacity: old.capacity,
                consents: old.consents, pairing: profile)
        }
        var world = self
        world.newcomers = newcomers.map(member)
        world.mentors = mentors.map { PairingCandidate(member: member($0.member), takenPlaces: $0.takenPlaces) }
        world.history.doNotPair = Set(history.doNotPair.map { MemberPair(id($0.first), id($0.second)) })
        world.history.ended = Dictionary(
            history.ended.map { (MemberPair(id($0.key.first), id($0.key.second)), $0.value) }, uniquingKeysWith: max)
        return world
    }
}
