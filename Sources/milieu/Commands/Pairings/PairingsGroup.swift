import ArgumentParser
import Community
import Persistence
import PluginKit
import Scheduling

struct PairingsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairings", abstract: "Proposes and shows pairs, and takes a counselor's decision.",
        subcommands: [
            PairingsApprove.self, PairingsDecline.self, PairingsEnd.self, PairingsList.self, PairingsPause.self,
            PairingsPropose.self, PairingsReport.self, PairingsRest.self, PairingsResume.self, PairingsShow.self,
        ])
}

extension PairingState {
    /// `asking mentor`: as people read it.
    var words: String { rawValue.replacing("_", with: " ") }
}

extension ProgramOptions {
    /// The counselor who decides, or a message that says why it cannot be them: on one's own pair nobody does.
    func counselor(
        _ id: String, to decision: String, on pair: String? = nil, in workplace: Workplace
    ) async throws -> Member {
        let member = try await member(id, in: workplace)
        guard member.reads(.pairs) else {
            try await note(.pairs, of: nil, by: member, isRefused: true, in: workplace)
            throw fail("'\(id)' is no counselor, and only counselors \(decision); see milieu members list", .notAllowed)
        }
        guard let pair, let found = try await workplace.store.pairings([PairingID(pair)]).first else { return member }
        guard found.isOpen(to: member) else {
            try await note(.pairs, of: member.id, by: member, isRefused: true, in: workplace)
            throw fail("'\(id)' is one of the two of this pair; another counselor decides", .notAllowed)
        }
        for person in [found.newcomer, found.mentor] { try await note(.pairs, of: person, by: member, in: workplace) }
        return member
    }

    /// The message for an id that no pair has.
    func noPair(_ id: String, in workplace: Workplace) async throws -> ExitCode {
        let known = try await workplace.store.pairings().map(\.id.rawValue)
        return fail("no pair '\(id)'\(Suggestion.phrase(for: id, among: known)); see milieu pairings list")
    }

    /// The message for a move that a pair cannot make from where it stands.
    func refused(_ id: String, _ refusal: InvalidTransition) -> ExitCode {
        let state = refusal.from.replacing("_", with: " ")
        return fail("pair '\(id)' is \(state) already; nothing was changed. See milieu pairings show \(id) --as NAME")
    }
}

/// A pair, and the counselor who moves it.
struct PairingMove: ParsableArguments {
    @Argument(help: "The pair's id.") var id: String
    @Option(name: .customLong("as"), help: "The counselor who decides.") var counselor: String

    func make(_ event: PairingState.Event, _ options: ProgramOptions, next: String) async throws {
        let workplace = try await options.open()
        let decider = try await options.counselor(counselor, to: "decide on pairs", on: id, in: workplace)
        do {
            guard
                let pair = try await workplace.store.move(
                    PairingID(id), event, by: decider.id.rawValue, at: workplace.clock.now())
            else { throw try await options.noPair(id, in: workplace) }
            options.output.result("pair \(id): \(pair.state.words)")
            options.output.say("next: \(next)")
        } catch let refusal as InvalidTransition {
            throw options.refused(id, refusal)
        }
    }
}

struct PairingsPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Rests a standing pair at the wish of either; the place stays theirs.",
        discussion: "EXAMPLES\n  milieu pairings pause p-7f3a2k --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var move: PairingMove

    func run() async throws {
        try await move.make(.hold, options, next: "milieu pairings resume \(move.id) --as \(move.counselor)")
    }
}

struct PairingsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Takes up a pair again that rested.",
        discussion: "EXAMPLES\n  milieu pairings resume p-7f3a2k --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var move: PairingMove

    func run() async throws {
        try await move.make(.resume, options, next: "milieu pairings show \(move.id) --as \(move.counselor)")
    }
}
