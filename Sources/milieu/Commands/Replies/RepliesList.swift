import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct RepliesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the replies that wait for somebody, the oldest first.",
        discussion: """
            What they say is not shown here: milieu replies show is.

            EXAMPLES
              milieu replies list
              milieu replies list --all --json
            """)

    @OptionGroup var options: ProgramOptions
    @Flag(help: "Also those that somebody has read.") var all = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let replies = try await workplace.store.waitingReplies(withDone: all)
        if json {
            return options.output.result(
                JSONValue.array(
                    replies.map { reply in
                        .object([
                            ("reference", .string(reply.reference)),
                            ("received_at", .string(reply.receivedAt.iso8601)),
                            ("channel", .string(reply.channel)), ("member", .optional(reply.member?.rawValue)),
                            ("cause", .string(reply.cause.rawValue)),
                            ("done_by", .optional(reply.doneBy?.rawValue)),
                        ])
                    }
                ).text())
        }
        guard !replies.isEmpty else { return options.output.say("No reply waits for anybody.") }
        let zone = workplace.engine.programZone
        var table = TextTable(["ref", "since", "channel", "from", "why"])
        for reply in replies {
            table.rows.append([
                reply.reference, zone.shown(reply.receivedAt), reply.channel, reply.member?.rawValue ?? "unknown",
                reply.doneBy.map { "read by \($0)" } ?? reply.cause.sentence,
            ])
        }
        options.output.result(table.text)
        if replies.contains(where: { $0.doneBy == nil }) {
            options.output.say("next: milieu replies show REF --as NAME")
        }
    }
}
