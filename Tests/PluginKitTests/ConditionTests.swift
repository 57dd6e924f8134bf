import PluginKit
import Scheduling
import Testing

@Suite struct ConditionTests {
    private static let values: [String: ConditionValue] = [
        "consents.check_in": .boolean(true), "paused": .boolean(false), "goals.active": .number(2),
        "language": .text("pt"), "mentor": .none, "interests": .list(["chess"]),
        "joined_on": .date(CivilDate(daysSince1970: 20_000)),
    ]

    @Test(arguments: [
        ("consents.check_in and not paused", true), ("goals.active > 0", true), ("goals.active >= 3", false),
        ("language in [\"pt\", es]", true), ("language == 'pl' or language == 'pt'", true), ("mentor == none", true),
        ("not (paused or goals.active < 1)", true), ("joined_on < 2026-01-01", true), ("'chess' in interests", true),
        ("language > 3", false), ("mentor != none", false), ("paused and nothing.there == 1", false),
        ("interests", true),
    ])
    func `a condition holds or not`(source: String, holds: Bool) throws {
        #expect(try Condition(parsing: source).holds { Self.values[$0] ?? .none } == holds)
    }

    @Test(arguments: [
        ("paused and", 10), ("a = b", 2), ("(paused", 0), ("paused paused", 7), ("'open", 0), ("a and ) b", 6),
        ("[a", 0),
    ])
    func `what cannot be read is pointed at`(source: String, offset: Int) {
        let error = #expect(throws: ConditionError.self) { try Condition(parsing: source) }
        #expect(error?.offset == offset)
    }

    @Test func `the parts that and joins are told one by one`() throws {
        let parts = try Condition(parsing: "consents.check_in and (paused or stopped) and goals.active > 0").conjuncts
        #expect(parts.map(\.source) == ["consents.check_in", "(paused or stopped)", "goals.active > 0"])
    }

    @Test(arguments: [("30s", "30s"), ("90m", "90m"), ("2h", "2h"), ("14d", "2w"), ("-2h", "-2h"), ("0s", "0s")])
    func `a duration reads and writes itself`(text: String, written: String) throws {
        #expect(try #require(Duration(yamlText: text)).yamlText == written)
    }

    @Test(arguments: ["soon", "16 hours", "h", "", "1y", "99999999999999999999h"])
    func `what is no duration is none`(text: String) {
        #expect(Duration(yamlText: text) == nil)
    }

    @Test(arguments: [
        ("timezome", "timezone"), ("role", "roles"), ("checkin.ask", "check-in.ask"), ("zzzzzz", nil),
        ("Europe/Lisbonn", "Europe/Lisbon"),
    ])
    func `a slip of the finger is guessed`(written: String, guess: String?) {
        let known = ["timezone", "roles", "check-in.ask", "Europe/Lisbon"]
        #expect(Suggestion.closest(to: written, among: known) == guess)
    }
}
