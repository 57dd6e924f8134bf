import ArgumentParser
import Community
import Persistence
import PluginKit

/// Which reply, and who reads it.
struct NamedReply: ParsableArguments {
    @Argument(help: "Its reference, as milieu replies list has it.") var reference: String
    @Option(name: .customLong("as"), help: "The counselor, or somebody of the staff, who reads it.") var name: String

    func reply(in workplace: Workplace, _ options: ProgramOptions) async throws -> WaitingReply {
        let all = try await workplace.store.waitingReplies(withDone: true)
        guard let found = all.first(where: { $0.reference == reference.lowercased() }) else {
            let known = all.map(\.reference)
            throw options.fail(
                "no reply '\(reference)'\(Suggestion.phrase(for: reference, among: known)); see milieu replies list")
        }
        return found
    }

    /// Who reads `reply`, when they may; what oneself wrote somebody else reads.
    func reader(of reply: WaitingReply, in workplace: Workplace, _ options: ProgramOptions) async throws -> Member {
        try await options.staff(name, for: .replies, about: reply.member, in: workplace)
    }
}

extension ReplyCause {
    /// Why somebody has to read it.
    var sentence: String {
        switch self {
        case .unread: "it is no answer that is understood here"
        case .perhapsStop: "it may ask for no more messages"
        case .stranger: "nobody, or more than one, is reached at that address"
        }
    }
}
