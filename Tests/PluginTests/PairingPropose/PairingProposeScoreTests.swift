import Community
import PluginKit
import Scheduling
import TestSupport
import Testing

/// How well two fit: tables of one criterion, and what weights may be.
@Suite struct PairingProposeScoreTests {
    @Test(arguments: [
        ([], ["gardening"], 50), (["music"], ["gardening"], 20), (["gardening"], ["gardening"], 65),
        (["a", "b"], ["a", "b"], 85), (["a", "b", "c", "d"], ["a", "b", "c", "d"], 100),
    ])
    func `interests count by what both like`(ana: [String], joana: [String], points: Int) async throws {
        var pair = PairOfTwo()
        pair.ana.interests = Set(ana)
        pair.joana.interests = Set(joana)
        let found = try #require(try await pair.points("interests"))
        #expect(found.points == points && found.isBlank == ana.isEmpty)
    }

    @Test func `S3-2: experiences count only when both share them`() async throws {
        var pair = PairOfTwo()
        #expect(try await pair.points("shared_experience")?.points == 65)
        pair.joana.pairing.sharesTags = false
        let found = try #require(try await pair.points("shared_experience"))
        #expect(found.points == 50 && found.isBlank)
        #expect(try await pair.plan().proposals.first?.explanation?.common == [])
    }

    @Test(arguments: [
        ("tue 18:00-19:00", 40), ("tue 18:00-20:00", 60), ("tue 18:00-20:00|thu 19:00-21:00", 100), ("", 50),
    ])
    func `shared time counts from what is asked to four hours`(times: String, points: Int) async throws {
        var pair = PairOfTwo()
        pair.ana.pairing.availability =
            PairingProfile.reading { $0 == "availability" ? times : nil }.profile.availability
        #expect(try await pair.points("shared_time")?.points == points)
    }

    @Test(arguments: [(["pt"], 100), (["en", "pt"], 80), (["en"], 30), ([], 50)])
    func `the first language counts most`(languages: [String], points: Int) async throws {
        var pair = PairOfTwo()
        pair.joana.languages = languages
        #expect(try await pair.points("language")?.points == points)
    }

    @Test(arguments: [
        (["joana"], ["ana"], 100), (["joana"], [], 90), ([], ["ana"], 70), ([], [], 50), (["rui"], [], 40),
    ])
    func `the newcomer's wish weighs most`(ana: [String], joana: [String], points: Int) async throws {
        var pair = PairOfTwo()
        pair.ana.pairing.wishes = Set(ana.map { MemberID($0) })
        pair.joana.pairing.wishes = Set(joana.map { MemberID($0) })
        #expect(try await pair.points("wishes")?.points == points)
        let isTold = try await pair.plan().proposals.first?.reasons.contains("both asked for each other")
        #expect(isTold == (points == 100))
    }

    @Test(arguments: [("2026-11-23", 0), ("2026-11-09", 50), ("2026-10-01", 100)])
    func `waiting counts up to four weeks`(joined: String, points: Int) async throws {
        var pair = PairOfTwo()
        pair.ana.joinedOn = CivilDate(iso8601: joined)
        #expect(try await pair.points("waiting")?.points == points)
    }

    @Test(arguments: [(91, 12), (182, 24), (365, 50), (800, 50)])
    func `having been a pair counts less as time passes`(days: Int, points: Int) async throws {
        var pair = PairOfTwo()
        let now = Instant(iso8601: "2026-11-23T09:00:00Z") ?? Instant(milliseconds: 0)
        pair.history.ended = [MemberPair(pair.ana.id, pair.joana.id): now - .days(Int64(days))]
        pair.history.matchAgain = [pair.ana.id]
        #expect(try await pair.points("previous_pair")?.points == points)
        // Whose pair ended comes first, however short they have been here.
        #expect(try await pair.points("waiting")?.points == 100)
    }

    @Test func `S4-10: a mentor with more places left is preferred, and a longer wait comes first`() async throws {
        var pair = PairOfTwo()
        #expect(try await pair.points("mentor_load")?.points == 100)
        pair.taken = 1
        #expect(try await pair.points("mentor_load")?.points == 50)
        pair.joana.capacity = 1
        pair.taken = 0
        var bo = pair.ana
        bo.pairing = pair.ana.pairing
        let later = Member(
            id: MemberID("a-later"), languages: bo.languages, timeZone: bo.timeZone, roles: bo.roles,
            joinedOn: CivilDate(iso8601: "2026-11-20"), interests: bo.interests, consents: bo.consents,
            pairing: bo.pairing)
        let world = PairingWorld(
            newcomers: [later, pair.ana], mentors: [PairingCandidate(member: pair.joana, takenPlaces: 0)])
        #expect(try await world.plan().proposals.map(\.newcomer.rawValue) == ["ana"])
    }

    @Test func `beyond the limit those wait who came last, and are told so`() async throws {
        var world = PairingWorld.random(seed: 4, newcomers: 12, mentors: 12)
        world.history = PairingHistory()
        let all = try await world.plan("limit: 200").proposals
        let some = try await world.plan("limit: 3")
        #expect(some.proposals.map(\.mentor) == all.prefix(3).map(\.mentor))
        let told = some.reasonsWithout.values.filter { $0.hasPrefix("comes in the next round") }
        #expect(told.count == all.count - 3)
    }
}
