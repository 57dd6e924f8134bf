import Community
import Definitions
import PluginKit
import Scheduling
import Testing

/// The columns of a roster that say what somebody does here, where they are on their way, and when they signed.
@Suite struct RosterStageTests {
    private func read(_ rows: String) throws -> Roster {
        try RosterReader(zones: ZoneDatabase(), channels: nil, today: CivilDate(iso8601: "2026-11-20")).read(
            "id,roles,staff_kind,stage,consents,consent_on\n" + rows, file: "people.csv")
    }

    @Test func `S3-6: staff have a kind, and everybody a stage`() throws {
        let roster = try read(
            "olga,staff,kitchen,,,\nana,member newcomer,,transitioning,check_in,2026-11-01\nbo,,,,goals,\n")
        let people = Dictionary(uniqueKeysWithValues: roster.members.map { ($0.id.rawValue, $0) })
        #expect(people["olga"]?.staffKind == .kitchen && people["olga"]?.may(.readCare) == false)
        #expect(people["ana"]?.stage == .transitioning && people["bo"]?.stage == .active)
        #expect(people["ana"]?.consents.given == [.checkIn])
        #expect(roster.consentsSignedOn.map { "\($0.key) \($0.value)" } == ["ana 2026-11-01"])
    }

    @Test(arguments: [
        ("olga,staff,kitchn,,,", "people.csv:2:12", "staff_kind: expected counseling"),
        ("ana,member,kitchen,,,", "people.csv:2:12", "'kitchen' is somebody's work, and they have no role of staff"),
        ("ana,member,,newcomer,,", "people.csv:2:13", "stage: expected invited, active"),
        ("ana,member,,,goals,soon", "people.csv:2:20", "consent_on: expected a date, found 'soon'"),
        (
            "ana,member,,,goals,20.11.2062", "people.csv:2:20",
            "consent_on: expected no day after today (2026-11-20), found '2062-11-20'"
        ),
    ])
    func `what is wrong is told at its place`(row: String, place: String, words: String) throws {
        let error = #expect(throws: Diagnostics.self) { try read(row + "\n") }
        let shown = (error?.all ?? []).map { "\($0.place): \($0.message)" }
        #expect(shown.count == 1 && shown[0].hasPrefix(place) && shown[0].contains(words), "\(shown)")
    }
}
