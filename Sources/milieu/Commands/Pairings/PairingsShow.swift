import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one pair: who, why, and where it stands.",
        discussion: "EXAMPLES\n  milieu pairings show p-7f3a2k\n  milieu pairings show p-7f3a2k --json")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The pair's id.") var id: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        guard let pair = try await workplace.store.pairings([PairingID(id)]).first else {
            let known = try await workplace.store.pairings().map(\.id.rawValue)
            throw options.fail("no pair '\(id)'\(Suggestion.phrase(for: id, among: known)); see milieu pairings list")
        }
        let others = pair.explanation?.alternatives.map(\.mentor) ?? []
        let people = try await workplace.store.people([pair.newcomer, pair.mentor] + others)
        func name(_ id: MemberID) -> String {
            let name = people[id]?.preferredName ?? ""
            return name.isEmpty ? id.rawValue : "\(name) (\(id))"
        }
        let zone = workplace.engine.programZone
        let state = pair.state.rawValue.replacing("_", with: " ")
        if json {
            return options.output.result(
                JSONValue.object([
                    ("id", .string(pair.id.rawValue)), ("newcomer", .string(pair.newcomer.rawValue)),
                    ("mentor", .string(pair.mentor.rawValue)), ("state", .string(pair.state.rawValue)),
                    ("reasons", .array(pair.reasons.map { .string($0) })),
                    ("explanation", pair.explanation?.document ?? .null),
                    ("proposed_at", .string(pair.proposedAt.iso8601)),
                    ("decided_by", .optional(pair.decidedBy)), ("decided_at", .optional(pair.decidedAt?.iso8601)),
                ]).text())
        }
        options.output.result("newcomer:  \(name(pair.newcomer))")
        options.output.result("mentor:    \(name(pair.mentor))")
        options.output.result("why:       \(pair.reasons.joined(separator: "; "))")
        for line in pair.explanation?.lines(name: name) ?? [] { options.output.result("           \(line)") }
        options.output.result("state:     \(state)")
        options.output.result("proposed:  \(zone.shown(pair.proposedAt))")
        if let decider = pair.decidedBy, let at = pair.decidedAt {
            options.output.result("decided:   \(zone.shown(at)) by \(decider)")
        }
        switch pair.state {
        case .proposed: options.output.say("next: milieu pairings approve \(id) --as NAME   or decline")
        case .approved, .askingNewcomer, .askingMentor, .accepted:
            options.output.say("next: milieu pairings end \(id) --as NAME")
        case .ended, .declined, .declinedByEither, .lapsed, .withdrawn: break
        }
    }
}
