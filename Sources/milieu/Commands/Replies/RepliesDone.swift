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
        let reply = try await named.reply(in: workplace, options)
        let reader = try await named.reader(of: reply, in: workplace, options)
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
            the channel that it came by, or with --everything by any. From an address that several share it is for all of
            them; from one that nobody is known at, --member says whose it is. Only they can take that back, by writing START or on
            their page.

            EXAMPLES
              milieu replies stop k7m2xq --as maria
              milieu replies stop k7m2xq --as maria --everything
              milieu replies stop k7m2xq --as maria --member ana
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedReply
    @Flag(help: "No more messages by any channel.") var everything = false
    @Option(help: "Who wrote it, where nobody is known at its address.") var member: String?

    func run() async throws {
        let workplace = try await options.open()
        let reply = try await named.reply(in: workplace, options)
        let reader = try await named.reader(of: reply, in: workplace, options)
        let now = workplace.clock.now()
        for (member, contact) in try await places(reply, in: workplace) {
            guard
                try await workplace.store.stop(member, everything ? .everything : .here, at: contact, now: now)
            else {
                throw options.fail(
                    "\(member) is not reached at the address of \(reply.reference) any more, so nothing was stopped there; "
                        + "--everything stops every channel")
            }
            options.output.result(
                "\(member): no more messages\(everything ? "" : " by \(reply.channel)"), until they want them again")
        }
        _ = try await workplace.store.finishReply(reply, by: reader.id, at: now)
    }

    /// For whom it is stopped, and where.
    private func places(
        _ reply: WaitingReply, in workplace: Workplace
    ) async throws -> [(member: MemberID, contact: ContactPoint)] {
        let sender = ContactPoint(channel: reply.channel, address: reply.sender)
        if let member {
            let person = try await options.member(member, in: workplace)
            let theirs = person.contacts.filter { $0.channel == reply.channel }
            guard everything || !theirs.isEmpty else {
                throw options.fail("\(person.id) is not reached by \(reply.channel); --everything stops every channel")
            }
            return theirs.isEmpty ? [(person.id, sender)] : theirs.map { (person.id, $0) }
        }
        if let member = reply.member { return [(member, sender)] }
        let reached = try await workplace.store.peopleReached(at: sender)
        guard !reached.people.isEmpty else {
            throw options.fail(
                "nobody is known to have written \(reply.reference); say who it was by --member")
        }
        return reached.people.map { ($0.id, reached.contact) }
    }
}
