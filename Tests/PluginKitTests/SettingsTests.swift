import PluginKit
import Testing

@Suite struct SettingsTests {
    struct Example: SettingsGroup {
        @Setting("What it is called.") var name: String
        @Setting("How long.") var howLong: Duration = .seconds(60)
        @Setting("A secret.") var token: Secret? = nil
        @Setting("Inside.") var inner: Inner = Inner()

        struct Inner: SettingsGroup {
            @Setting("A number.") var count: Int = 3
        }

        func validate() throws(BrokenRule) {
            guard howLong <= .seconds(3_600) else { throw BrokenRule("how_long", "expected at most 1h") }
        }
    }

    private func scalar(_ text: String, line: Int = 2) -> SettingNode {
        SettingNode(
            .scalar(text: text, isQuoted: false), place: SourcePlace(file: "x.yaml", line: line, column: 9), path: "s")
    }

    private func block(_ entries: [(String, SettingNode)]) -> SettingNode {
        let made = entries.enumerated().map { index, entry in
            SettingNode.Entry(
                key: entry.0, keyPlace: SourcePlace(file: "x.yaml", line: index + 2, column: 3), value: entry.1)
        }
        return SettingNode(.mapping(made), place: SourcePlace(file: "x.yaml", line: 1, column: 1), path: "")
    }

    @Test func `values are read and defaults kept`() throws {
        let example = try Example(settingNode: block([("name", scalar("a")), ("how_long", scalar("15m"))]))
        #expect(example.name == "a")
        #expect(example.howLong == .seconds(900))
        #expect(example.inner.count == 3)
    }

    @Test func `every fault is reported in one pass, at its place`() {
        let node = block([
            ("nam", scalar("a")), ("how_long", scalar("soon")), ("inner", block([("count", scalar("x"))])),
            ("how_long", scalar("1h")),
        ])
        let error = #expect(throws: Diagnostics.self) { try Example(settingNode: node) }
        #expect(
            error?.all.map(\.rule).sorted() == ["duplicate-key", "duration", "type", "unknown-key"])
        #expect(error?.all.first { $0.rule == "unknown-key" }?.hint == "did you mean 'name'?")
    }

    @Test func `a key that is close to nothing leaves its place empty`() {
        let error = #expect(throws: Diagnostics.self) { try Example(settingNode: block([("zzzzzz", scalar("a"))])) }
        #expect(error?.all.map(\.rule).sorted() == ["missing-key", "unknown-key"])
        #expect(error?.all.first { $0.rule == "unknown-key" }?.hint?.hasPrefix("known here: ") == true)
    }

    @Test func `a rule about several settings points at the one it names`() {
        let node = block([("name", scalar("a")), ("how_long", scalar("2h", line: 7))])
        let error = #expect(throws: Diagnostics.self) { try Example(settingNode: node) }
        #expect(error?.all.first?.place.line == 7)
    }

    @Test func `an expression stands for any value until the run`() {
        let node = block([("name", scalar("a")), ("how_long", scalar("${{ inputs.x }}"))])
        #expect(SettingsDecoder.faults(Example.self, in: node).isEmpty)
        #expect(throws: Diagnostics.self) { try Example(settingNode: node) }
    }

    @Test func `a secret is never printed`() throws {
        let example = try Example(settingNode: block([("name", scalar("a")), ("token", scalar("hush"))]))
        var dumped = ""
        dump(example, to: &dumped)
        #expect(!dumped.contains("hush") && !"\(example)".contains("hush"))
        #expect(example.token?.reveal() == "hush")
    }

    @Test func `names, help and defaults come from the declaration`() {
        #expect(Example.specs.map(\.name) == ["name", "how_long", "token", "inner"])
        #expect(Example.specs.map(\.isRequired) == [true, false, false, false])
        #expect(Example.specs[1].defaultText == "1m")
    }

    @Test func `the waits between tries double up to the limit`() {
        let retry = Retry()
        #expect((1...4).map { retry.delay(afterFailures: $0) } == [.seconds(30), .seconds(60), .seconds(120), nil])
    }
}
