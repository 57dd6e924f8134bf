import ArgumentParser
import Community
import Persistence
import PluginKit
import Scheduling

struct PairingsEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "Ends a pair, or takes it back while it is being asked; no reason is kept.",
        discussion: """
            EXAMPLES
              milieu pairings end p-7f3a2k --as maria
              milieu pairings end p-7f3a2k --as maria --for-safety     they are never proposed to each other again
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The pair's id.") var id: String
    @Option(name: .customLong("as"), help: "The counselor who decides.") var counselor: String
    @Flag(help: "Never propose these two to each other again.") var forSafety = false

    func run() async throws {
        let workplace = try await options.open()
        let decider = try await options.member(counselor, in: workplace)
        guard decider.roles.contains(.counselor) else {
            throw options.fail("'\(counselor)' is no counselor, and only counselors end a pair", .notAllowed)
        }
        do {
            let ended = try await workplace.store.end(
                PairingID(id), by: decider.id.rawValue, isForSafety: forSafety, at: workplace.clock.now())
            guard let pair = ended else {
                let known = try await workplace.store.pairings().map(\.id.rawValue)
                throw options.fail(
                    "no pair '\(id)'\(Suggestion.phrase(for: id, among: known)); see milieu pairings list")
            }
            options.output.result("pair \(id): \(pair.state.rawValue.replacing("_", with: " "))")
            options.output.say("next: milieu run newcomer-pairing   proposes somebody else")
        } catch let refused as InvalidTransition {
            throw options.fail("pair '\(id)' is \(refused.from.replacing("_", with: " ")) already; nothing was changed")
        }
    }
}
