import ArgumentParser
import Community
import Definitions
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "Takes in and lists people.",
        subcommands: [MembersImport.self, MembersList.self, MembersReachOut.self, MembersWelcome.self])
}

struct MembersImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes in a roster: all of it, or none when a row is wrong.",
        discussion:
            "EXAMPLES\n  milieu members import Config/people.csv --dry-run\n  milieu members import Config/people.csv")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A CSV file.") var file: String
    @Flag(help: "Only show what would change.") var dryRun = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let channels = workplace.engine.catalog.configuration.channels.entries.map(\.name)
        let roster: Roster
        do {
            roster = try RosterReader(
                zones: workplace.engine.zones, channels: channels,
                staffChannels: workplace.engine.catalog.configuration.staffChannels
            ).read(path: file)
        } catch {
            options.output.complain(DiagnosticsRenderer(sources: [:]).text(error.all))
            options.output.complain(
                "\n\(error.all.count) problem\(error.all.count == 1 ? "" : "s"). Nothing was imported.")
            throw ExitStatus.invalidFiles.code
        }
        let progress = ProgressLine("Importing", output: options.output, clock: workplace.clock)
        let change = try await workplace.store.importRoster(
            roster.members, doNotPair: roster.doNotPair, at: workplace.clock.now(), isTrial: dryRun
        ) { progress.update(done: $0, total: roster.members.count) }
        progress.finish()
        if json {
            return options.output.result(
                JSONValue.object([
                    ("added", .array(change.added.map { .string($0.rawValue) })),
                    ("changed", .array(change.changed.map { .string($0.rawValue) })),
                    ("unchanged", .number(change.unchanged)), ("dry_run", .bool(dryRun)),
                ]).text())
        }
        let verb = dryRun ? "would be " : ""
        options.output.result(
            "\(change.added.count) \(verb)added, \(change.changed.count) \(verb)changed, \(change.unchanged) as they were"
        )
        options.output.say(dryRun ? "next: milieu members import \(file)" : "next: milieu plan nightly-check-in")
    }
}

struct MembersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists people.",
        discussion: "EXAMPLES\n  milieu members list\n  milieu members list --role mentor --json")

    @OptionGroup var options: ProgramOptions
    @Option(help: "Only people with this role.") var role: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        if let role, Role(rawValue: role) == nil {
            let known = Role.allCases.map(\.rawValue)
            throw options.fail("there is no role '\(role)'\(Suggestion.phrase(for: role, among: known))", .usage)
        }
        var members: [Member] = []
        while true {
            let page = try await workplace.store.people(after: members.last?.id.rawValue ?? "", limit: 1_000)
            members += page
            if page.count < 1_000 { break }
        }
        let shown = members.filter { member in role.flatMap(Role.init).map(member.roles.contains) ?? true }
        let now = workplace.clock.now()
        func status(_ member: Member) -> String {
            member.hasStopped
                ? "stopped"
                : member.isPaused(at: now) ? "paused" : member.unreachable.first?.reason ?? "open to messages"
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    shown.map { member in
                        .object([
                            ("id", .string(member.id.rawValue)), ("preferred_name", .string(member.preferredName)),
                            ("roles", .array(member.roles.sorted().map { .string($0.rawValue) })),
                            ("time_zone", .optional(member.timeZone)), ("channel", .optional(member.contact?.channel)),
                            ("status", .string(status(member))),
                        ])
                    }
                ).text())
        }
        guard !shown.isEmpty else {
            return options.output.say("Nobody yet. Try: milieu members import Config/people.csv")
        }
        var table = TextTable(["id", "name", "roles", "zone", "channel", "status"])
        for member in shown {
            table.rows.append([
                member.id.rawValue, member.preferredName, member.roles.sorted().map(\.rawValue).joined(separator: " "),
                member.timeZone ?? "", member.contact?.channel ?? "", status(member),
            ])
        }
        options.output.result(table.text)
    }
}
