import Community
import Definitions
import PluginKit
import Scheduling
import Testing

/// The columns of a roster that pairing reads.
@Suite struct RosterPairingTests {
    private func read(_ column: String, _ cell: String, roles: String = "mentor") throws -> Member {
        let text = "id,roles,\(column)\nana,\(roles),\"\(cell)\"\n"
        let members = try RosterReader(zones: ZoneDatabase(), channels: nil).read(text, file: "people.csv").members
        return try #require(members.first)
    }

    @Test func `every column is read, and written as it was`() throws {
        let cells: [String: String] = [
            "availability": "mon 18:00-20:00|thu 19:00-21:00", "modes": "in_person|phone", "access_needs": "step_free",
            "access_offers": "captions|step_free", "trainings": "first_aid|orientation 2027-03-01",
            "tenure_start": "2025-01-31", "tags": "grief|parenting", "share_tags": "yes", "avoid_tags": "housing",
            "pathway": "harm reduction", "wishes": "joana|rui", "relations": "employment:bakery|family:silva",
            "cool_down_until": "2026-12-31",
        ]
        #expect(Set(cells.keys) == Set(PairingProfile.columns))
        let (profile, faults) = PairingProfile.reading { cells[$0] }
        #expect(faults.isEmpty)
        #expect(Dictionary(uniqueKeysWithValues: profile.cells.map { ($0.column, $0.text) }) == cells)
        #expect(PairingProfile.reading { _ in nil }.profile == PairingProfile())
        #expect(PairingProfile().cells.isEmpty)
    }

    @Test(arguments: [("", "mentor", 2), ("", "member", 0), ("0", "mentor", 0), ("4", "mentor", 4)])
    func `a mentor who has not said takes two`(cell: String, roles: String, capacity: Int) throws {
        #expect(try read("capacity", cell, roles: roles).capacity == capacity)
    }

    @Test func `tags are used by consent only`() throws {
        #expect(try read("tags", "grief|Parenting").pairing.sharedTags.isEmpty)
        #expect(try read("tags", "grief|Parenting").pairing.tags == ["grief", "parenting"])
    }

    @Test(arguments: [
        ("availability", "mon 18:00-20:00|tue 6pm", "availability: expected a weekday and two times, found 'tue 6pm'"),
        (
            "modes", "phone|vidoe",
            "modes: expected in_person, phone, text, video, found 'vidoe'; did you mean 'video'?"
        ),
        (
            "trainings", "orientation soon",
            "trainings: expected a training and the last day on which it holds, found 'orientation soon'"
        ),
        ("tenure_start", "31.2.2025", "tenure_start: there is no day '31.2.2025'"),
        ("share_tags", "maybe", "share_tags: expected yes or no, found 'maybe'"),
        ("pathway", "arts|sport", "pathway: expected one word, found 'arts|sport'"),
        (
            "relations", "silva",
            "relations: expected a kind (employment, family, household, supervision, treatment) and a name, found 'silva'"
        ),
        ("capacity", "5", "capacity: expected a whole number from 0 to 4, found '5'"),
        ("cool_down_until", "soon", "cool_down_until: expected a date, found 'soon'"),
        ("wishes", "joanna", "wishes: there is no person 'joanna' in this file"),
        ("wishes", "a b/c", "wishes: expected ids of people, found 'b/c'"),
    ])
    func `what is wrong is told with its place`(column: String, cell: String, message: String) throws {
        let faults = try #require(throws: Diagnostics.self) { try read(column, cell) }
        let first = try #require(faults.all.first)
        #expect(first.message == message)
        #expect("\(first.place.file):\(first.place.line):\(first.place.column)" == "people.csv:2:12")
        #expect(first.severity == .error)
    }
}
