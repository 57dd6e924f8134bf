import Community
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What a round says besides its pairs: alternatives, help, blocking pairs; and the round of one newcomer.
@Suite struct PairingProposeRoundTests {
    private func mentor(_ id: String, _ languages: [String], places: Int = 1, interests: Set<String> = ["chess"])
        -> PairingCandidate
    {
        PairingCandidate(
            member: Member(
                id: MemberID(id), preferredName: id.prefix(1).uppercased() + id.dropFirst(), languages: languages,
                roles: [.member, .mentor],
                joinedOn: CivilDate(iso8601: "2024-01-01"), interests: interests, capacity: places,
                consents: [.pairing]),
            takenPlaces: 0)
    }

    private func newcomer(
        _ id: String, _ languages: [String], joined: String = "2026-11-20", times: String? = nil,
        interests: Set<String> = ["chess"]
    ) -> Member {
        Member(
            id: MemberID(id), languages: languages, roles: [.member, .newcomer], joinedOn: CivilDate(iso8601: joined),
            interests: interests, consents: [.pairing],
            pairing: PairingProfile.reading { $0 == "availability" ? times : nil }.profile)
    }

    private func round(_ plan: Plan) throws -> PairingRound {
        try #require(plan.outputs["round"]?.first.flatMap { PairingRound(json: $0) })
    }

    @Test func `the best alternative is named with the gap`() async throws {
        let world = PairingWorld(
            newcomers: [newcomer("ana", ["pt"])],
            mentors: [
                mentor("rui", ["en", "pt"], interests: ["music"]), mentor("vera", ["pt"]), mentor("zeca", ["pl"]),
            ])
        let pair = try #require(try await world.plan().proposals.first)
        let explanation = try #require(pair.explanation)
        #expect(pair.mentor == MemberID("vera"))
        #expect(explanation.alternatives.map(\.mentor.rawValue) == ["rui"])
        #expect(explanation.alternatives.first?.standing == .free)
        #expect(explanation.gap.map { $0 > 0 } == true && explanation.isStable)
        #expect(
            explanation.lines { $0.rawValue }.contains {
                $0.hasPrefix("otherwise: rui, ") && $0.hasSuffix("less; a place is free")
            })
    }

    @Test func `one more mentor of the kind that most need comes first`() async throws {
        let world = PairingWorld(
            newcomers: [
                newcomer("a", ["pl"], times: "tue 18:00-20:00"), newcomer("b", ["pl"], times: "tue 17:00-21:00"),
                newcomer("c", ["ar"], times: "sat 09:00-11:00"), newcomer("d", ["pt"]),
            ], mentors: [mentor("rui", ["pt"])])
        let plan = try await world.plan()
        #expect(plan.proposals.map(\.newcomer.rawValue) == ["d"])
        let help = "one more mentor who speaks Polish and is free Tuesday evenings would match 2 of those who wait"
        #expect(plan.reasonsWithout[MemberID("a")] == "no mentor who is available speaks Polish; \(help)")
        #expect(
            plan.reasonsWithout[MemberID("c")]
                == "no mentor who is available speaks Arabic; one more mentor who speaks Arabic and is free Saturday "
                + "mornings would match 1 of those who wait")
        let round = try round(plan)
        #expect(round.help.first == help)
        #expect(round.waiting.map(\.rule) == ["language", "language", "language"])
    }

    @Test func `one more place is told by whose it would be`() async throws {
        let world = PairingWorld(
            newcomers: [newcomer("a", ["pt"], joined: "2026-11-01"), newcomer("b", ["pt"])],
            mentors: [mentor("rui", ["pt"])])
        let round = try round(try await world.plan())
        #expect(round.pairs.map(\.newcomer.rawValue) == ["a"])
        #expect(round.waiting.map(\.rule) == ["capacity"])
        #expect(round.help.contains("one more place with Rui (rui) would match 1 of those who wait"))
        #expect(round.loads == [PairingRound.Load(mentor: MemberID("rui"), places: 1, before: 0, after: 1)])
    }

    @Test func `a mentor who is full before the round could take one more, and is in no ranking`() async throws {
        let full = PairingCandidate(member: mentor("vera", ["pl"]).member, takenPlaces: 1)
        let world = PairingWorld(
            newcomers: [newcomer("a", ["pl"]), newcomer("b", ["pl", "pt"])], mentors: [mentor("rui", ["pt"]), full])
        let plan = try await world.plan()
        #expect(plan.proposals.map(\.mentor.rawValue) == ["rui"])
        #expect(plan.proposals.first?.explanation?.alternatives.isEmpty == true)
        #expect(try round(plan).help.contains("one more place with Vera (vera) would match 1 of those who wait"))
        #expect(try await world.plan("only: a\nmentor: vera").proposals.isEmpty)
    }

    @Test func `what another mentor would bring is what solving the round with them finds`() async throws {
        for seed in UInt64(1)...6 {
            let world = PairingWorld.random(seed: seed, newcomers: 14, mentors: 4)
            let before = try await world.plan().proposals.count
            let help = try round(try await world.plan()).help.first
            for (tag, name) in [("pt", "Portuguese"), ("en", "English"), ("pl", "Polish"), ("ar", "Arabic")] {
                // The mentor of whom the sentence speaks, with nothing else said.
                for day in Weekday.week {
                    for part in PartOfDay.Part.allCases {
                        let kind = PartOfDay(day, part)
                        guard help?.hasPrefix("one more mentor who speaks \(name) and is free \(kind.words)") == true
                        else { continue }
                        var other = world
                        let more = Member(
                            id: MemberID("more"), languages: [tag], roles: [.member, .mentor], capacity: 2,
                            consents: [.pairing],
                            pairing: PairingProfile(availability: [kind.interval].compactMap(\.self)))
                        other.mentors.append(PairingCandidate(member: more, takenPlaces: 0))
                        let gained = try await other.plan().proposals.count - before
                        #expect(help?.contains("would match \(gained) of those who wait") == true, "seed \(seed)")
                    }
                }
            }
        }
    }

    @Test func `a pair who would both rather be together is reported`() async throws {
        // Bo can only go to Rui. So Ana goes to Vera, though she and Rui would both prefer each other.
        let world = PairingWorld(
            newcomers: [
                newcomer("ana", ["pt"], joined: "2026-10-01", interests: ["chess", "music"]), newcomer("bo", ["pl"]),
            ],
            mentors: [mentor("rui", ["pt", "pl"], interests: ["chess", "music"]), mentor("vera", ["en", "pt"])])
        let plan = try await world.plan()
        #expect(plan.proposals.map(\.mentor.rawValue) == ["vera", "rui"])
        #expect(plan.proposals.map { $0.explanation?.isStable } == [false, true])
        let blocking = try round(plan).blocking
        #expect(blocking == [PairingRound.BlockingPair(newcomer: MemberID("ana"), mentor: MemberID("rui"))])
        #expect(plan.proposals.first?.explanation?.alternatives.first?.standing == .proposedToOthers)
    }

    @Test func `a place that somebody needs who waits longer is kept`() async throws {
        // Ana came first and can only go to Rui; Bo came today and would suit Rui best.
        let world = PairingWorld(
            newcomers: [
                newcomer("ana", ["pl"], joined: "2026-11-01"),
                newcomer("bo", ["pt", "pl"], joined: "2026-11-23", interests: ["chess", "music"]),
            ],
            mentors: [mentor("rui", ["pt", "pl"], interests: ["chess", "music"]), mentor("vera", ["en", "pt"])])
        let plan = try await world.plan("only: bo")
        let pair = try #require(plan.proposals.first)
        #expect(plan.effects.count == 1 && pair.newcomer == MemberID("bo") && pair.mentor == MemberID("vera"))
        #expect(pair.explanation?.alternatives.map(\.mentor.rawValue) == ["rui"])
        #expect(pair.explanation?.alternatives.first?.standing == .keptForOthers)
        // For Ana nothing is kept: she waits longest.
        #expect(try await world.plan("only: ana").proposals.map(\.mentor.rawValue) == ["rui"])
        // A counselor may choose all the same, as they know more than the program does.
        #expect(try await world.plan("only: bo\nmentor: rui").proposals.map(\.mentor.rawValue) == ["rui"])
    }

    @Test func `a choice that cannot be is refused without a reason`() async throws {
        var world = PairingWorld(newcomers: [newcomer("ana", ["pt"])], mentors: [mentor("rui", ["pt"])])
        world.history.doNotPair = [MemberPair(MemberID("ana"), MemberID("rui"))]
        let apart = try await world.plan("only: ana\nmentor: rui")
        #expect(apart.reasonsWithout == [MemberID("ana"): "cannot be proposed with rui at the moment"])
        world.history.doNotPair = []
        world.mentors = [mentor("rui", ["pl"])]
        #expect(try await world.plan("only: ana\nmentor: rui").effects == apart.effects)
        #expect(try await world.plan("only: nobody").effects.isEmpty)
    }

    @Test func `nobody who waits, or nobody to go to, is an empty round`() async throws {
        let nobody = PairingWorld(newcomers: [], mentors: [mentor("rui", ["pt"])])
        #expect(try await nobody.plan().effects.isEmpty)
        let alone = PairingWorld(newcomers: [newcomer("ana", [])], mentors: [])
        let told = try await alone.plan().reasonsWithout
        #expect(
            told == [
                MemberID("ana"): "no mentor is available at the moment; one more mentor would match 1 of those who wait"
            ])
    }

    @Test func `a whole program is planned in one go, and twice to the same bytes`() async throws {
        let world = PairingWorld.random(seed: 7, newcomers: 200, mentors: 60)
        let plan = try await world.plan()
        #expect(try await world.plan() == plan)
        #expect(plan.proposals.count > 40)
        #expect(plan.proposals.count + plan.reasonsWithout.count == 200)
    }
}
