import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists people.",
        discussion: """
            Ids and roles are for everybody at the desk, names for those who work here, and whether messages reach somebody for
            those who look after people.

            EXAMPLES
              milieu members list --as maria
              milieu members list --as maria --role mentor --json
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Option(help: "Only people with this role.") var role: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        if let role, Role(rawValue: role) == nil {
            let known = Role.allCases.map(\.rawValue)
            throw options.fail("there is no role '\(role)'\(Suggestion.phrase(for: role, among: known))", .usage)
        }
        let reader = try await desk.reader(of: .people, in: workplace, options)
        var members: [Member] = []
        while true {
            let page = try await workplace.store.people(after: members.last?.id.rawValue ?? "", limit: 1_000)
            members += page
            if page.count < 1_000 { break }
        }
        let shown = members.filter { member in role.flatMap(Role.init).map(member.roles.contains) ?? true }
        let now = workplace.clock.now()
        func status(_ member: Member) -> String? {
            guard let reader, member.id == reader.id || reader.reads(.standing, of: member.id) else { return nil }
            return member.hasStopped
                ? "stopped"
                : member.isPaused(at: now)
                    ? "paused" : member.health.first { !$0.isOpen(at: now) }?.reason ?? "open to messages"
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    shown.map { member in
                        .object([
                            ("id", .string(member.id.rawValue)),
                            ("preferred_name", .optional(reader == nil ? nil : member.preferredName)),
                            ("roles", .array(member.roles.sorted().map { .string($0.rawValue) })),
                            ("time_zone", .optional(member.timeZone)), ("channel", .optional(member.contact?.channel)),
                            ("status", .optional(status(member))),
                        ])
                    }
                ).text())
        }
        guard !shown.isEmpty else {
            return options.output.say("Nobody yet. Try: milieu members import Config/people.csv --apply")
        }
        let seesStanding = reader?.reads(.standing) ?? false
        var table = TextTable(
            ["id"] + (reader == nil ? [] : ["name"]) + ["roles", "zone", "channel"] + (seesStanding ? ["status"] : []))
        for member in shown {
            table.rows.append(
                [member.id.rawValue] + (reader == nil ? [] : [member.preferredName])
                    + [
                        member.roles.sorted().map(\.rawValue).joined(separator: " "), member.timeZone ?? "",
                        member.contact?.channel ?? "",
                    ] + (seesStanding ? [status(member) ?? ""] : []))
        }
        options.output.result(table.text)
        options.sayWhoReads(.people, unless: reader, "members list")
    }
}
