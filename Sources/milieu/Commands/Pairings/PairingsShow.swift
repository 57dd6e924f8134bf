import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one pair: who, why, and all that happened to it.",
        discussion:
            "EXAMPLES\n  milieu pairings show p-7f3a2k --as maria\n  milieu pairings show p-7f3a2k --as maria --json")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The pair's id.") var id: String
    @Option(name: .customLong("as"), help: "The counselor who reads.") var counselor: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        guard let pair = try await workplace.store.pairings([PairingID(id)]).first else {
            throw try await options.noPair(id, in: workplace)
        }
        let who = try await options.counselor(counselor, to: "read why", on: id, in: workplace)
        let steps = try await workplace.store.steps(ofPairing: pair.id)
        if json {
            let history = steps.map { step in
                JSONValue.object([
                    ("at", .string(step.at.iso8601)), ("event", .string(step.event)),
                    ("state", .string(step.state.rawValue)), ("by", .optional(step.by)),
                    ("reason", .optional(step.reason)),
                ])
            }
            return options.output.result(
                JSONValue.object([("pair", pair.document(for: who)), ("history", .array(history))]).text())
        }
        let others = pair.explanation?.alternatives.map(\.mentor) ?? []
        let deciders = steps.compactMap(\.by).map { MemberID($0) }
        let people = try await workplace.store.people(Array(Set([pair.newcomer, pair.mentor] + others + deciders)))
        func name(_ id: MemberID) -> String {
            let name = people[id]?.preferredName ?? ""
            return name.isEmpty ? id.rawValue : "\(name) (\(id))"
        }
        let zone = workplace.engine.programZone
        options.output.result("newcomer:  \(name(pair.newcomer))")
        options.output.result("mentor:    \(name(pair.mentor))")
        options.output.result("why:       \(pair.reasons.joined(separator: "; "))")
        for line in pair.explanation?.lines(name: name) ?? [] { options.output.result("           \(line)") }
        options.output.result("state:     \(pair.state.words), since \(zone.shown(pair.changedAt))")
        options.output.result("history:")
        var table = TextTable(["when", "what", "who", "why"])
        for step in steps {
            table.rows.append([
                "  " + zone.shown(step.at), step.event.replacing("_", with: " "),
                step.by.map { name(MemberID($0)) } ?? "the program", step.reason?.replacing("-", with: " ") ?? "",
            ])
        }
        options.output.result(table.text)
        if let next = Self.next(after: pair) { options.output.say("next: \(next)") }
    }

    /// What a counselor may do with it; nil when it has come to its end.
    private static func next(after pair: Pairing) -> String? {
        switch pair.state {
        case .proposed: "milieu pairings approve \(pair.id) --as NAME   or decline"
        case .onHold: "milieu pairings resume \(pair.id) --as NAME   or end"
        case .introduced, .met, .active: "milieu pairings pause \(pair.id) --as NAME   or end"
        case .approved, .askingNewcomer, .askingMentor, .accepted, .closing: "milieu pairings end \(pair.id) --as NAME"
        case .closed, .ended, .endedForSafety, .declined, .declinedByEither, .lapsed, .withdrawn: nil
        }
    }
}
