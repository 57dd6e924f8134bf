import ArgumentParser
import Community
import Persistence
import Scheduling

struct RepliesDone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Says that somebody has read it and done what it asked for.",
        discussion: "EXAMPLES\n  milieu replies done k7m2xq --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedReply

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await named.reader(in: workplace, options)
        let reply = try await named.reply(in: workplace, options)
        guard try await workplace.store.finishReply(reply, by: reader.id, at: workplace.clock.now()) else {
            throw options.fail("\(reply.reference) was read already; nothing was changed")
        }
        options.output.result("\(reply.reference): read by \(reader.id)")
    }
}

struct RepliesStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Takes it as what it asks for: no more messages to whoever wrote it.",
        discussion: """
            For a reply that means to stop without saying so in one of the words that act by themselves. Nothing more goes by
            the channel that it came by, or with --everything by any. Only they can take that back, by writing START or on
            their page.

            EXAMPLES
              milieu replies stop k7m2xq --as maria
              milieu replies stop k7m2xq --as maria --everything
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedReply
    @Flag(help: "No more messages by any channel.") var everything = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await named.reader(in: workplace, options)
        let reply = try await named.reply(in: workplace, options)
        guard let member = reply.member else {
            throw options.fail("nobody is known to have written \(reply.reference), so there is nobody to stop for")
        }
        let now = workplace.clock.now()
        try await workplace.store.stop(
            member, everything ? .everything : .here,
            at: ContactPoint(channel: reply.channel, address: reply.sender), now: now)
        _ = try await workplace.store.finishReply(reply, by: reader.id, at: now)
        options.output.result(
            "\(member): no more messages\(everything ? "" : " by \(reply.channel)"), until they want them again")
    }
}
