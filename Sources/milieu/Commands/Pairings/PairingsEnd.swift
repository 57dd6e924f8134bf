import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "Ends a pair, or takes it back while it is being asked; no reason is kept.",
        discussion: """
            EXAMPLES
              milieu pairings end p-7f3a2k --as maria
              milieu pairings end p-7f3a2k --as maria --for-safety     they are not proposed to each other again
              milieu pairings end p-7f3a2k --as maria --for-safety --until 2027-06-01
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The pair's id.") var id: String
    @Option(name: .customLong("as"), help: "The counselor who decides.") var counselor: String
    @Flag(help: "Do not propose these two to each other again; only staff see that.") var forSafety = false
    @Option(help: "With --for-safety: the day from which they may be proposed again.") var until: String?

    func validate() throws {
        if until != nil, !forSafety { throw ValidationError("--until goes with --for-safety") }
        if let until, CivilDate(iso8601: until) == nil {
            throw ValidationError("--until expects a day such as 2027-06-01, found '\(until)'")
        }
    }

    func run() async throws {
        let workplace = try await options.open()
        let decider = try await options.counselor(counselor, to: "end a pair", in: workplace)
        let now = workplace.clock.now()
        let zone = workplace.engine.programZone
        let end = until.flatMap(CivilDate.init(iso8601:)).map(zone.firstInstant(of:))
        if let end, end <= now {
            throw options.fail("--until expects a day to come, found '\(until ?? "")'; nothing was changed", .usage)
        }
        do {
            let ended = try await workplace.store.end(
                PairingID(id), by: decider.id.rawValue, isForSafety: forSafety, until: end, at: now)
            guard let pair = ended else { throw try await options.noPair(id, in: workplace) }
            options.output.result("pair \(id): \(pair.state.words)")
            options.output.say(
                "next: milieu run newcomer-pairing --input newcomer=\(pair.newcomer)   proposes somebody else")
        } catch let refusal as InvalidTransition {
            throw options.refused(id, refusal)
        }
    }
}
