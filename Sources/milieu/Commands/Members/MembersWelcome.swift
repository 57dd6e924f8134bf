import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersWelcome: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "welcome", abstract: "Tells who is in their first days, and whom to greet in person.",
        discussion: """
            How many they are is for everybody at the desk, who they are for those who work here, and whether they have answered
            for those who look after people.

            EXAMPLES
              milieu members welcome --as maria
              milieu members welcome --as maria --json
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await desk.reader(of: .newcomers, in: workplace, options)
        let seesAnswers = reader?.reads(.timeline) ?? false
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
                let today = workplace.engine.today(of: member, at: now)
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
        guard reader != nil else {
            let count = SmallCells.words(for: rows.count)
            options.output.result(
                json
                    ? JSONValue.object([("people", SmallCells.document(of: rows.count))]).text()
                    : "in their first \(days) days: \(count)")
            return options.sayWhoReads(.newcomers, unless: reader, "members welcome")
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    rows.map { member, day, isQuiet in
                        .object([
                            ("id", .string(member.id.rawValue)), ("preferred_name", .string(member.preferredName)),
                            ("day", .number(day)), ("has_answered", seesAnswers ? .bool(!isQuiet) : .null),
                        ])
                    }
                ).text())
        }
        guard !rows.isEmpty else { return options.output.say("Nobody is in their first \(days) days.") }
        var table = TextTable(["id", "name", "day"] + (seesAnswers ? [""] : []))
        for (member, day, isQuiet) in rows {
            table.rows.append(
                [member.id.rawValue, member.preferredName, String(day)] + (seesAnswers ? [word(day, isQuiet)] : []))
        }
        options.output.result(table.text)
    }
}
