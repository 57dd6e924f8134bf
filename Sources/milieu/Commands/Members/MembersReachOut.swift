import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct MembersReachOut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reach-out", abstract: "Lists people with whom somebody could be in touch.",
        discussion: """
            People who have been quiet for a while, those who wished for a call or another way, and those who were in
            contact with hardly anybody (milieu members met). There is no score: a person decides whom to call, and how. It is for
            those who look after people: facilitators, counselors, supervisors, and staff whose work is care.

            EXAMPLES
              milieu members reach-out --as maria
              milieu members reach-out --as maria --done ana      somebody was in touch with her; her wish is off the list
            """)

    @OptionGroup var options: ProgramOptions
    @Option(name: .customLong("as"), help: "Who reads: somebody who looks after people.") var reader: String
    @Option(help: "Somebody was in touch with this person: their wish is off the list.") var done: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        if let done {
            let member = try await options.member(done, in: workplace)
            _ = try await options.staff(reader, for: .reachOut, about: member.id, in: workplace)
            try await workplace.store.setPreference(.contact, of: member.id, to: nil)
            return options.output.result("\(member.id): off the list, until they wish for it anew")
        }
        let who = try await options.staff(reader, for: .reachOut, about: nil, in: workplace)
        let list = try await workplace.engine.reachOut().filter { who.reads(.reachOut, of: $0.member.id) }
        let zone = workplace.engine.programZone
        if json {
            return options.output.result(
                JSONValue.array(
                    list.map { entry in
                        .object([
                            ("id", .string(entry.member.id.rawValue)),
                            ("preferred_name", .string(entry.member.preferredName)),
                            ("quiet_since", .optional(entry.quietSince.map { zone.civil(at: $0).date.iso8601 })),
                            ("wish", .optional(entry.wish?.rawValue)), ("few_peers", .bool(entry.hasFewPeers)),
                        ])
                    }
                ).text())
        }
        guard !list.isEmpty else { return options.output.say("Nobody is on the list.") }
        var table = TextTable(["id", "name", "quiet since", "wishes for", "in contact with"])
        for entry in list {
            let wish =
                switch entry.wish {
                case .call: "a call"
                case .otherWay: "another way"
                case nil: ""
                }
            table.rows.append([
                entry.member.id.rawValue, entry.member.preferredName,
                entry.quietSince.map { zone.civil(at: $0).date.iso8601 } ?? "", wish,
                entry.hasFewPeers ? "hardly anybody" : "",
            ])
        }
        options.output.result(table.text)
    }
}
