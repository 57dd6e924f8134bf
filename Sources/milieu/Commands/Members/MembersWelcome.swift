import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersWelcome: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "welcome", abstract: "Tells who is in their first days, and whom to greet in person.",
        discussion: "EXAMPLES\n  milieu members welcome\n  milieu members welcome --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let store = workplace.store
        let now = workplace.clock.now()
        let days = workplace.engine.catalog.configuration.newcomerDays
        var rows: [(member: Member, day: Int, isQuiet: Bool)] = []
        // By the day on which they joined: some days, however many people.
        var quiet: [CivilDate: Set<MemberID>] = [:]
        var cursor = ""
        while true {
            let page = try await store.people(after: cursor, limit: 1_000)
            for member in page {
                let today = workplace.engine.zone(ofMemberIn: member.timeZone).civil(at: now).date
                guard let joined = member.joinedOn, member.isNewcomer(on: today, days: days) else { continue }
                let day = today.daysSince1970 - joined.daysSince1970
                if quiet[joined] == nil { quiet[joined] = Set(try await store.unansweredNewcomers(joinedOn: joined)) }
                rows.append((member, day, quiet[joined]?.contains(member.id) ?? false))
            }
            guard let last = page.last, page.count == 1_000 else { break }
            cursor = last.id.rawValue
        }
        rows.sort { ($0.day, $0.member.id) < ($1.day, $1.member.id) }
        func word(_ day: Int, _ isQuiet: Bool) -> String {
            !isQuiet ? "has answered" : day > 7 ? "greet in person" : "is settling in"
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    rows.map { member, day, isQuiet in
                        .object([
                            ("id", .string(member.id.rawValue)), ("preferred_name", .string(member.preferredName)),
                            ("day", .number(day)), ("has_answered", .bool(!isQuiet)),
                        ])
                    }
                ).text())
        }
        guard !rows.isEmpty else { return options.output.say("Nobody is in their first \(days) days.") }
        var table = TextTable(["id", "name", "day", ""])
        for (member, day, isQuiet) in rows {
            table.rows.append([
                member.id.rawValue, member.preferredName, String(day), word(day, isQuiet),
            ])
        }
        options.output.result(table.text)
    }
}
