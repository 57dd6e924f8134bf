import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct RepliesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one: who wrote it, what, and why somebody has to read it.",
        discussion: "EXAMPLES\n  milieu replies show k7m2xq --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedReply

    func run() async throws {
        let workplace = try await options.open()
        let reply = try await named.reply(in: workplace, options)
        _ = try await named.reader(of: reply, in: workplace, options)
        var who = "unknown, from \(reply.sender)"
        if let member = reply.member {
            let name = try await workplace.store.person(member)?.preferredName ?? ""
            who = name.isEmpty ? member.rawValue : "\(name) (\(member))"
        }
        options.output.result("from:    \(who), by \(reply.channel)")
        options.output.result("when:    \(workplace.engine.programZone.shown(reply.receivedAt))")
        options.output.result("why:     \(reply.cause.sentence)")
        options.output.result("words:   \(reply.words.isEmpty ? "(none)" : reply.words)")
        if let reader = reply.doneBy { return options.output.result("read by: \(reader)") }
        let stop =
            reply.cause == .perhapsStop ? ", or milieu replies stop \(reply.reference)" : ""
        options.output.say("next: milieu replies done \(reply.reference) --as \(named.name)\(stop)")
    }
}
