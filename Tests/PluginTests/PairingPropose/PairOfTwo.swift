import Community
import PluginKit
import Scheduling
import TestSupport

/// Ana, who waits, and Joana, who could accompany her: they fit in everything.
struct PairOfTwo {
    var ana = Member(
        id: MemberID("ana"), preferredName: "Ana", languages: ["pt", "en"], timeZone: "Europe/Lisbon",
        roles: [.member, .newcomer], joinedOn: CivilDate(iso8601: "2026-11-09"), interests: ["gardening", "music"],
        consents: [.pairing],
        pairing: PairOfTwo.profile(
            "tue 18:00-20:00|thu 19:00-21:00", modes: [.inPerson, .phone], tags: ["parenting"]))
    var joana = Member(
        id: MemberID("joana"), preferredName: "Joana", languages: ["pt"], timeZone: "Europe/Lisbon",
        roles: [.member, .mentor], joinedOn: CivilDate(iso8601: "2024-02-10"), interests: ["cooking", "gardening"],
        capacity: 2, consents: [.pairing],
        pairing: PairOfTwo.profile("tue 18:00-21:00|thu 18:00-21:00", modes: [.phone], tags: ["parenting"]))
    var history = PairingHistory()
    var taken = 0
    var isResting = false

    static func profile(_ times: String, modes: Set<MeetingMode>, tags: Set<String>) -> PairingProfile {
        let cells = ["availability": times, "trainings": "orientation 2027-06-30"]
        var profile = PairingProfile.reading { cells[$0] }.profile
        profile.modes = modes
        profile.tags = tags
        profile.sharesTags = true
        profile.pathway = "arts"
        return profile
    }

    func plan(_ settings: String = "limit: 10", others: [PairingCandidate] = []) async throws -> Plan {
        var world = PairingWorld(
            newcomers: [ana],
            mentors: [PairingCandidate(member: joana, takenPlaces: taken, isResting: isResting)] + others)
        world.history = history
        return try await world.plan(settings)
    }

    /// The points of one criterion, and whether it was left open.
    func points(_ name: String, _ settings: String = "limit: 10") async throws -> (points: Int, isBlank: Bool)? {
        let explanation = try await plan(settings).proposals.first?.explanation
        return explanation?.criteria.first { $0.name == name }.map { ($0.points, $0.isBlank) }
    }
}
