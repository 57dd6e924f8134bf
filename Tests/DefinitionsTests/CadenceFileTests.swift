import BuiltinPlugins
import Community
import Definitions
import Delivery
import PluginKit
import Scheduling
import TestSupport
import Testing

/// `Config/review-cadences.yaml`, and what `Config/milieu.yaml` says of it.
@Suite struct CadenceFileTests {
    private func load(_ cadences: String?, setting: String = "setting: outpatient\n") throws -> ProgramLoader.Result {
        let folder = try TemporaryFolder()
        try folder.write(
            "program: p\nlabel: P\ntimezone: UTC\nhelp: Call 112\n\(setting)", to: "Config/milieu.yaml")
        if let cadences { try folder.write(cadences, to: "Config/review-cadences.yaml") }
        return ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
    }

    private static let row =
        "  - { setting: outpatient, effective_from: 2026-01-01, initial: 21d, every: 90d, source: x }\n"

    @Test func `rows become the cadence of a setting`() throws {
        let practice = try #require(try load("cadences:\n" + Self.row).catalog?.practice)
        let day = try #require(CivilDate(iso8601: "2026-11-19"))
        #expect(practice.reviewInterval(on: day) == ReviewInterval(initialDays: 21, everyDays: 90))
        #expect(practice.cadences.cadences.map(\.source) == ["x"])
    }

    @Test func `without the file the style says how often`() throws {
        let practice = try #require(try load(nil, setting: "program_style: milieu\n").catalog?.practice)
        let day = try #require(CivilDate(iso8601: "2026-11-19"))
        #expect(practice.reviewInterval(on: day) == ReviewInterval(everyDays: 7))
    }

    @Test(arguments: [
        (
            row + row, "setting: outpatient\n",
            "Config/review-cadences.yaml:2:3: cadences: two rows of setting 'outpatient' take effect on 2026-01-01"
        ),
        (
            row.replacing("90d", with: "90h"), "setting: outpatient\n",
            "cadences[0].every: expected 1d to 3660d in whole days, found '90h'"
        ),
        (
            row.replacing("initial: 21d, every: 90d, ", with: ""), "setting: outpatient\n",
            "expected at least one of 'initial' and 'every'"
        ),
        (row.replacing(", source: x", with: ""), "setting: outpatient\n", "missing required setting 'source'"),
        (
            row, "setting: outpatent\n",
            "Config/milieu.yaml:5:10: setting: no cadence is for 'outpatent'; did you mean 'outpatient'?"
        ),
        (
            row, "closed:\n  calendars: [holidys]\n",
            "Config/milieu.yaml:6:15: closed.calendars: there is no calendar 'holidys'"
        ),
        (row, "program_style: blend\n", "expected one of peer_support, milieu, blended"),
    ])
    func `what is wrong is told at its place`(rows: String, setting: String, words: String) throws {
        let result = try load("cadences:\n" + rows, setting: setting)
        #expect(result.catalog == nil)
        let shown = result.diagnostics.map { "\($0.place): \($0.message)" }
        #expect(shown.contains { $0.contains(words) }, "\(shown)")
    }
}
