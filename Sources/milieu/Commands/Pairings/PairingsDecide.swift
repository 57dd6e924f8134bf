import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves a proposed pair: both people are asked next.",
        discussion: "EXAMPLES\n  milieu pairings approve p-7f3a2k --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var verdict: PairingVerdict

    func run() async throws {
        let pair = try await verdict.give(.approve, options)
        guard pair.state == .approved else {
            throw options.fail(
                "pair '\(pair.id)' was withdrawn and not approved: \(pair.endReason ?? "it cannot go on"); "
                    + "see milieu run newcomer-pairing --input newcomer=\(pair.newcomer)")
        }
        options.output.result("pair \(pair.id): approved")
        options.output.say("next: milieu run --due   asks the newcomer, then the mentor")
    }
}

struct PairingsDecline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decides against a proposed pair; neither of the two is told.",
        discussion: """
            EXAMPLES
              milieu pairings decline p-7f3a2k --as maria                           somebody else for this newcomer
              milieu pairings decline p-7f3a2k --as maria --reason not-this-pair    these two never again
              milieu pairings decline p-7f3a2k --as maria --reason later            the next round may propose them
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var verdict: PairingVerdict
    @Option(help: "another (not before the cool-down is over), not-this-pair or later.", transform: Self.meaning)
    var reason: PairingDecline = .another

    private static func meaning(_ text: String) throws -> PairingDecline {
        if let meaning = PairingDecline(rawValue: text) { return meaning }
        let known = PairingDecline.allCases.map(\.rawValue)
        throw ValidationError(
            "expected \(known.joined(separator: ", ")), found '\(text)'\(Suggestion.phrase(for: text, among: known))")
    }

    func run() async throws {
        let pair = try await verdict.give(.decline, meaning: reason, options)
        options.output.result("pair \(pair.id): declined (\(reason.rawValue.replacing("-", with: " ")))")
        options.output.say(
            reason == .another
                ? "next: milieu run newcomer-pairing --input newcomer=\(pair.newcomer)   proposes somebody else"
                : "next: milieu pairings list --pending --as NAME")
    }
}

/// Which proposal is decided on, and by whom.
struct PairingVerdict: ParsableArguments {
    @Argument(help: "The pair's id.") var id: String
    @Option(name: .customLong("as"), help: "The counselor who decides.") var counselor: String

    /// Gives it, or ends the command with what was decided before, by whom, and when.
    func give(
        _ event: PairingState.Event, meaning decline: PairingDecline = .another, _ options: ProgramOptions
    ) async throws -> Pairing {
        let workplace = try await options.open()
        let decider = try await options.counselor(counselor, to: "decide on pairs", on: id, in: workplace)
        let decided = try await workplace.engine.decide(PairingID(id), event, meaning: decline, by: decider.id)
        guard let (pair, isFirst) = decided else { throw try await options.noPair(id, in: workplace) }
        guard isFirst else {
            let before = try await workplace.engine.decision(on: pair.id)?.sentence(in: workplace.engine.programZone)
            throw options.fail(
                "\(before ?? "pair '\(id)' is \(pair.state.words) already"); nothing was changed. "
                    + "It is \(pair.state.words) now: milieu pairings show \(id) --as NAME")
        }
        return pair
    }
}
