import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct RepliesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the replies that wait for somebody, the oldest first.",
        discussion: """
            What they say is not shown here: milieu replies show is. Who wrote, and why somebody has to read it, is for counselors,
            supervisors and staff whose work is care; everybody else sees the references.

            EXAMPLES
              milieu replies list --as maria
              milieu replies list --as maria --all --json
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Flag(help: "Also those that somebody has read.") var all = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await desk.reader(of: .replies, in: workplace, options)
        let replies = try await workplace.store.waitingReplies(withDone: all)
        func isOpen(_ reply: WaitingReply) -> Bool { reader != nil && reply.member != reader?.id }
        if json {
            return options.output.result(
                JSONValue.array(
                    replies.map { reply in
                        .object([
                            ("reference", .string(reply.reference)),
                            ("received_at", .string(reply.receivedAt.iso8601)),
                            ("channel", .string(reply.channel)),
                            ("member", .optional(isOpen(reply) ? reply.member?.rawValue : nil)),
                            ("cause", .optional(isOpen(reply) ? reply.cause.rawValue : nil)),
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
                reply.reference, zone.shown(reply.receivedAt), reply.channel,
                isOpen(reply) ? reply.member?.rawValue ?? "unknown" : "",
                reply.doneBy.map { "read by \($0)" } ?? (isOpen(reply) ? reply.cause.sentence : "waits"),
            ])
        }
        options.output.result(table.text)
        if replies.contains(where: { $0.doneBy == nil }) {
            options.output.say("next: milieu replies show REF --as NAME")
        }
    }
}
