import BuiltinPlugins
import Community
import Definitions
import Delivery
import Foundation
import PluginKit
import Scheduling
import TestSupport
import Testing

@Suite struct BadFileTests {
    private func load(_ files: [String: String], environment: [String: String] = [:]) throws -> (
        ProgramLoader.Result, String
    ) {
        let folder = try TemporaryFolder()
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        for (name, text) in files { try folder.write(text, to: name) }
        let result = ProgramLoader(
            root: folder.path, environment: environment, registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
        return (result, DiagnosticsRenderer(sources: result.sources).text(result.diagnostics))
    }

    private func job(_ body: String) -> [String: String] {
        ["Jobs/x.yaml": "name: X\non:\n  schedule:\n    - cron: \"0 20 * * *\"\n" + body]
    }

    private static let steps = "steps:\n  - uses: reminder.send\n    with:\n      message: group.today\n"

    @Test func `the shipped files are right`() throws {
        let (result, text) = try load([:])
        #expect(result.catalog != nil && result.diagnostics.isEmpty, "\(text)")
    }

    @Test(arguments: [
        (steps + "triggers: 1\n", "Jobs/x.yaml:9:1: error: triggers: unknown setting [unknown-key]"),
        (
            "audience:\n  role: [member]\n" + steps,
            "Jobs/x.yaml:6:3: error: audience.role: unknown setting [unknown-key]"
        ),
        (
            "audience:\n  roles: [memeber]\n" + steps,
            "Jobs/x.yaml:6:11: error: audience.roles[0]: expected one of member, newcomer"
        ),
        ("audience:\n  where: goals.activ > 0\n" + steps, "did you mean 'goals.active'?"),
        ("audience:\n  where: paused and\n" + steps, "the condition ends where a value is expected [condition]"),
        (
            "steps:\n  - uses: reminder.sent\n",
            "no plugin provides 'reminder.sent'; did you mean 'reminder.send'? [unknown-plugin]"
        ),
        (
            "steps:\n  - uses: reminder.send\n    with:\n      message: group.todai\n",
            "there is no message 'group.todai'; did you mean 'group.today'?"
        ),
        ("steps:\n  - uses: reminder.send\n", "missing required setting 'message' [missing-key]"),
        (
            "steps:\n  - uses: reminder.send\n    with:\n      message: group.today\n      expires_after: 2 hours\n",
            "= help: write 2h"
        ),
        (steps + "    when: steps.aks.done\n", "no earlier step has the id 'aks' [unknown-step]"),
        (
            steps + "  - uses: reminder.send\n    with: { message: group.today }\n",
            "two steps have the id 'reminder.send'; the first is on line 6"
        ),
        (steps + "enabled: yes\n", "= help: write true"),
        ("steps: []\n", "steps: expected at least one step [rule]"),
        (steps + "catch_up: soon\n", "catch_up: expected a duration, found 'soon' [duration]"),
        (steps + "name: again\n", "'name' is written twice in this block; the first is on line 1 [duplicate-key]"),
        (steps + "\tname: x\n", "is indented with a tab [yaml-tab]"),
        (steps + "description: *bold* hello\n", "a text that starts with * must be in quotes [yaml-quote]"),
        (steps + "description: Week 1: goals\n", "a text with ': ' inside must be in quotes [yaml-colon]"),
        (steps + "description: {{ x }}\n", "a value that starts with {{ must be in quotes [yaml-braces]"),
        (steps + "quiet_hours: ignore\n", "'ignore' is for messages to operators only [rule]"),
    ])
    func `a wrong job is reported at its place`(body: String, expected: String) throws {
        let (result, text) = try load(job(body))
        #expect(result.catalog == nil)
        #expect(text.contains(expected), "\(text)")
    }

    @Test func `the line is shown with a caret under what is wrong`() throws {
        let (_, text) = try load(["Jobs/x.yaml": "name: X\non:\n  schedule:\n    - cron: \"0 25 * * *\"\n" + Self.steps]
        )
        #expect(
            text == """
                Jobs/x.yaml:4:16: error: on.schedule[0].cron: the hour must be 0 to 23, not 25 [cron]
                   |
                 4 |     - cron: "0 25 * * *"
                   |                ^~
                   = help: for 8 in the evening write "0 20 * * *", for midnight "0 0 * * *"
                """)
    }

    @Test(arguments: [
        ("    - { cron: \"0 9 29 2 +mon\" }", "this does not come in the next five years [cron]"),
        ("    - { cron: \"0 9 30 2 *\" }", "error: on.schedule[0].cron"),
        ("    - { cron: \"@reboot\" }", "error: on.schedule[0].cron"),
        ("    - { cron: \"TZ=UTC 0 9 * * *\" }", "error: on.schedule[0].cron"),
        ("    - { timezone: member }", "on.schedule[0]: missing required setting 'cron'"),
        (
            "    - { cron: \"0 9 * * *\", exclude: [holiday] }",
            "there is no calendar 'holiday'; did you mean 'holidays'?"
        ),
        ("    - { cron: \"0 9 * * *\", starts: 2026-02-01, ends: 2026-01-01 }", "expected a day after 'starts'"),
        ("    - { cron: \"0 9 * * *\", jitter: 2d }", "jitter: expected 0s to 1d, found '2d'"),
        (
            "    - { cron: \"0 9 * * *\", dst: { gap: later } }",
            "expected one of run_at_end, shift, skip, found 'later'"
        ),
        ("  calendar:\n    - { calendar: holidays }", "'holidays' is a list of days, expected an .ics calendar"),
        ("  every:\n    - { interval: 5s }", "interval: expected 1m to 366d, found '5s'"),
        ("  interval:\n    - { unit: month, weekdays: [mon], at: \"9:00\", anchor: 2026-01-01 }", "days of the week"),
        ("  event:\n    - { name: member.join }", "did you mean 'member.joined'?"),
    ])
    func `a trigger that cannot be meant is told with what to write`(trigger: String, expected: String) throws {
        let isSchedule = trigger.hasPrefix("    -")
        let (_, text) = try load([
            "Jobs/x.yaml": "name: X\non:\n\(isSchedule ? "  schedule:\n" : "")\(trigger)\n" + Self.steps,
            "Config/calendars/holidays.txt": "2026-12-25\n",
        ])
        #expect(text.contains(expected), "\(text)")
    }

    @Test func `a calendar that cannot be read is told at its line`() throws {
        let (result, text) = try load([
            "Config/calendars/groups.ics":
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:soon\nEND:VEVENT\nEND:VCALENDAR\n",
            "Config/calendars/days.txt": "2026-12-25  # a day off\r\n25.12.2026  # a day\r\n",
        ])
        #expect(result.catalog == nil)
        #expect(text.contains("Config/calendars/groups.ics:4:9: error:"), "\(text)")
        #expect(text.contains("Config/calendars/days.txt:2:1: error: expected a day, found '25.12.2026'"), "\(text)")
    }

    @Test func `one pass says all that is wrong with a file, also below what is misspelt`() throws {
        let fixtures = Repository.root + "/Tests/DefinitionsTests/Fixtures"
        let source = try String(contentsOfFile: fixtures + "/everything-wrong.yaml", encoding: .utf8)
        let expected = try String(contentsOfFile: fixtures + "/everything-wrong.expected", encoding: .utf8)
            .replacing("PLUGINS", with: builtinPlugins.map { $0.manifest.id }.joined(separator: ", "))
        let result = ProgramLoader(
            root: Repository.root, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load(checking: [("everything-wrong.yaml", source)])
        #expect(result.catalog == nil)
        let text = DiagnosticsRenderer(sources: result.sources).text(result.diagnostics)
        #expect(text + "\n" == expected)
    }

    @Test func `all faults of all files come in one pass`() throws {
        let (result, _) = try load([
            "Jobs/a.yaml": "nam: x\n", "Jobs/b.yaml": "",
            "Config/messages/m.yaml": "en: { outside: { subject: Hi }, inside: \"{{x}}\" }\n",
            "Config/questionnaires/q.yaml": "title: Q\nquestions: []\n",
        ])
        #expect(Set(result.diagnostics.filter { $0.severity == .error }.map(\.place.file)).count == 4)
    }

    @Test(arguments: [
        (
            "id: m\nen: { outside: { subject: \"Your recovery\" }, inside: hi }\n",
            "'recovery' could be read on a lock screen"
        ),
        ("id: m\nen: { outside: { subject: Hi }, inside: \"{{{x}}}\" }\n", "is not allowed in a message"),
        (
            "id: m\nfields: { x: {} }\nen: { outside: { subject: Hi }, inside: \"{{x}}\" }\n",
            "the optional field 'x' is used as if it were always there"
        ),
        ("id: m\nEnglish: x\n", "English: unknown setting"),
    ])
    func `a message that could go wrong is refused`(text: String, expected: String) throws {
        let (result, shown) = try load(["Config/messages/m.yaml": text])
        #expect(result.catalog == nil)
        #expect(shown.contains(expected), "\(shown)")
    }

    @Test func `bytes that are no text are refused with their line`() throws {
        let folder = try TemporaryFolder()
        try folder.write(bytes: Array("id,preferred_name\na,A\nb,".utf8) + [0xe9, 0x81, 10], to: "people.csv")
        let reader = RosterReader(zones: ZoneDatabase(), channels: nil)
        let error = #expect(throws: Diagnostics.self) { try reader.read(path: folder.path + "/people.csv") }
        #expect(error?.all.first?.place.line == 3)
        #expect(error?.all.first?.message == "this line is no text")
    }

    @Test(arguments: [
        "id,preferred_name\nana,Ana\n", "\u{FEFF}id;preferred_name\r\nana;Ana\r\n", "id\tpreferred_name\nana\tAna",
        "ID,Preferred Name\nana,\"Ana\"\n\n",
    ])
    func `a roster is read as spreadsheets write it`(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "p.csv")
        let roster = try RosterReader(zones: ZoneDatabase(), channels: nil).read(path: folder.path + "/p.csv")
        #expect(roster.members.map(\.preferredName) == ["Ana"])
    }

    @Test func `a member has no contact on a channel for staff`() throws {
        let yaml = try String(contentsOfFile: Repository.root + "/Config/milieu.yaml", encoding: .utf8)
        let team = "  team:\n    kind: discord\n    for: staff\n    webhook: https://discord.com/api/webhooks/1/x\n"
        let people = """
            id,preferred_name,roles,channel,address
            ana,Ana,counselor,team,-
            bea,Bea,member,team,-
            caio,Caio,mentor peer_worker,team,-

            """
        let crisis = try Repository.text("Config/crisis.yaml")
        let (result, shown) = try load([
            "Config/milieu.yaml": yaml + team, "Config/crisis.yaml": crisis, "Config/people.csv": people,
        ])
        #expect(result.catalog == nil && result.diagnostics.count == 2, "\(shown)")
        #expect(
            shown.contains(
                "Config/people.csv:3:16: error: the channel 'team' is for staff, and this person is a member [staff-channel]"
            ))
        #expect(shown.contains("Config/people.csv:4:30: error"))
        let reader = RosterReader(zones: ZoneDatabase(), channels: ["team"], staffChannels: ["team"])
        #expect(throws: Diagnostics.self) { try reader.read(people, file: "people.csv") }
    }

    @Test func `a wrong row keeps the whole roster out`() throws {
        let text = "id,time_zone,roles,joined_on,nick\nana,Europe/Lisbonn,memeber,soon,x\n"
        let reader = RosterReader(zones: ZoneDatabase(), channels: nil)
        let first = #expect(throws: Diagnostics.self) { try reader.read(text, file: "p.csv") }
        #expect(first?.all.map(\.rule) == ["unknown-column"])
        let second = #expect(throws: Diagnostics.self) {
            try reader.read("id,time_zone,roles,joined_on\nana,Europe/Lisbonn,memeber,soon\nana,,,\n", file: "p.csv")
        }
        #expect(Set(second?.all.map(\.rule) ?? []) == ["time-zone", "choice", "date", "duplicate-id"])
    }

    @Test func `the environment goes before the file`() throws {
        let (result, _) = try load(
            [:], environment: ["MILIEU_TIMEZONE": "Europe/Warsaw", "MILIEU_QUIET_HOURS_FROM": "22:00"])
        #expect(result.catalog?.configuration.timezone.name == "Europe/Warsaw")
        #expect(result.catalog?.configuration.quietHours.from.description == "22:00")
        let (warned, _) = try load([:], environment: ["MILIEU_TIMEZOME": "x"])
        #expect(warned.diagnostics.map(\.severity) == [.warning])
    }
}
