import Community
import Definitions
import PluginKit
import Scheduling
import Testing

@Suite struct RosterFallbackTests {
    private func read(_ fallback: String, channel: String = "letters") throws -> [ContactPoint] {
        let text = "id,channel,address,fallback\nana,\(channel),ana@example.org,\(fallback)\n"
        let reader = RosterReader(zones: ZoneDatabase(), channels: ["letters", "phones"])
        return try reader.read(text, file: "people.csv").members[0].fallbacks
    }

    @Test func `further contact points are read in their order`() throws {
        #expect(
            try read("phones 4711; letters other@example.org ;") == [
                ContactPoint(channel: "phones", address: "4711"),
                ContactPoint(channel: "letters", address: "other@example.org"),
            ])
        #expect(try read("").isEmpty)
    }

    @Test(arguments: [
        ("phones", "fallback: expected a channel and an address, found 'phones'"),
        (
            "phones 3.51913E+11",
            "fallback: a spreadsheet has made the number '3.51913E+11' of an address, and what it was is lost"
        ),
        ("phone 4711", "there is no channel 'phone' in Config/milieu.yaml; did you mean 'phones'?"),
    ])
    func `one that cannot be used is told with its place`(cell: String, message: String) throws {
        let faults = try #require(throws: Diagnostics.self) { try read(cell) }
        #expect(faults.all.map(\.message) == [message])
        #expect(faults.all.first?.place.line == 2)
    }

    @Test func `there is nothing to fall back from without a channel`() throws {
        let faults = try #require(throws: Diagnostics.self) { try read("phones 4711", channel: "") }
        #expect(
            faults.all.map(\.message) == [
                "an address needs a channel", "fallback: there is no channel to fall back from",
            ])
    }
}
