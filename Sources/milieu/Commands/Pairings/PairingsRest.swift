import ArgumentParser
import Community
import Persistence
import Scheduling

struct PairingsRest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rest", abstract: "Brings nobody new to a mentor for a while; the pairs they have go on.",
        discussion: """
            EXAMPLES
              milieu pairings rest joana --as maria
              milieu pairings rest joana --as maria --lift     new people are welcome again

            Proposals that nobody was asked about yet are withdrawn. A mentor's own low check-ins rest new pairs as well;
            see Jobs/mentor-rest.yaml.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The mentor's id.") var mentor: String
    @Option(name: .customLong("as"), help: "The counselor who decides.") var counselor: String
    @Flag(help: "End the rest.") var lift = false

    func run() async throws {
        let workplace = try await options.open()
        let decider = try await options.counselor(counselor, to: "rest new pairs of a mentor", in: workplace)
        let member = try await options.member(mentor, in: workplace)
        guard member.roles.contains(.mentor) else {
            throw options.fail("'\(mentor)' is no mentor; see milieu members list")
        }
        let isChanged = try await workplace.store.setResting(
            member.id, !lift, by: decider.id.rawValue, at: workplace.clock.now())
        guard isChanged else {
            throw options.fail("'\(mentor)' \(lift ? "does not rest" : "rests already"); nothing was changed")
        }
        options.output.result(lift ? "\(mentor): new people are welcome again" : "\(mentor): nobody new for now")
        if !lift {
            options.output.say("next: milieu pairings rest \(mentor) --as \(counselor) --lift   when they like")
        }
    }
}
