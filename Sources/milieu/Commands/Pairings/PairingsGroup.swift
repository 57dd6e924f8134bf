import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairings", abstract: "Proposes and shows pairs, and takes a counselor's decision.",
        subcommands: [
            PairingsApprove.self, PairingsDecline.self, PairingsEnd.self, PairingsList.self, PairingsPropose.self,
            PairingsReport.self, PairingsShow.self,
        ])
}

struct PairingsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists pairs, the newest first.",
        discussion: "EXAMPLES\n  milieu pairings list --pending\n  milieu pairings list --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "Only those that wait for a decision.") var pending = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let pairs = try await workplace.store.pairings(in: pending ? [.proposed] : nil)
        if json {
            return options.output.result(
                JSONValue.array(
                    pairs.map { pair in
                        .object([
                            ("id", .string(pair.id.rawValue)), ("newcomer", .string(pair.newcomer.rawValue)),
                            ("mentor", .string(pair.mentor.rawValue)), ("state", .string(pair.state.rawValue)),
                            ("reasons", .array(pair.reasons.map { .string($0) })),
                            ("decided_by", .optional(pair.decidedBy)),
                        ])
                    }
                ).text())
        }
        guard !pairs.isEmpty else {
            return options.output.say(
                pending ? "Nothing waits for a decision." : "No pairs yet. Try: milieu run newcomer-pairing")
        }
        let people = try await workplace.store.people(Array(Set(pairs.flatMap { [$0.newcomer, $0.mentor] })))
        var table = TextTable(["id", "newcomer", "mentor", "state", "why"])
        for pair in pairs {
            table.rows.append([
                pair.id.rawValue, people[pair.newcomer]?.preferredName ?? pair.newcomer.rawValue,
                people[pair.mentor]?.preferredName ?? pair.mentor.rawValue,
                pair.state.rawValue.replacing("_", with: " "), pair.reasons.joined(separator: "; "),
            ])
        }
        options.output.result(table.text)
        if pairs.contains(where: { $0.state == .proposed }) {
            options.output.say("next: milieu pairings approve ID --as NAME")
        }
    }
}

struct PairingsApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves a proposed pair: both people are asked next.",
        discussion: "EXAMPLES\n  milieu pairings approve p-7f3a2k --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: PairingDecision

    func run() async throws { try await decision.take(.approve, options) }
}

struct PairingsDecline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decides against a proposed pair; neither of the two is told.",
        discussion: "EXAMPLES\n  milieu pairings decline p-7f3a2k --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: PairingDecision

    func run() async throws { try await decision.take(.decline, options) }
}

/// Who decides on which pair.
struct PairingDecision: ParsableArguments {
    @Argument(help: "The pair's id.") var id: String
    @Option(name: .customLong("as"), help: "The counselor who decides.") var counselor: String

    func take(_ event: PairingState.Event, _ options: ProgramOptions) async throws {
        let workplace = try await options.open()
        let decider = try await options.member(counselor, in: workplace)
        guard decider.roles.contains(.counselor) else {
            throw options.fail("'\(counselor)' is no counselor, and only counselors decide on pairs", .notAllowed)
        }
        let decided = try await workplace.engine.decide(PairingID(id), event, by: decider.id)
        guard let (pair, isFirst) = decided else {
            let known = try await workplace.store.pairings().map(\.id.rawValue)
            throw options.fail("no pair '\(id)'\(Suggestion.phrase(for: id, among: known)); see milieu pairings list")
        }
        guard isFirst else {
            let who = pair.decidedBy.map { " by \($0)" } ?? ""
            throw options.fail(
                "pair '\(id)' is \(pair.state.rawValue.replacing("_", with: " ")) already\(who); nothing was changed")
        }
        options.output.result("pair \(id): \(pair.state.rawValue)")
        options.output.say(
            event == .approve
                ? "next: milieu run --due   asks the newcomer, then the mentor" : "next: milieu pairings list --pending"
        )
    }
}
