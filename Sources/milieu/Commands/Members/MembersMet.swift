import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct MembersMet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "met", abstract: "Keeps that two people were in contact, so that nobody is left without company.",
        discussion: """
            Whoever was in contact with nobody, or with one person only, in fourteen days is on the list of whom to reach:
            milieu members reach-out. The two themselves are told nothing of it, and nothing is counted for anybody.

            EXAMPLES
              milieu members met ana joana
              milieu members met ana joana --on 2026-11-18
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "One of the two.") var one: String
    @Argument(help: "The other.") var other: String
    @Option(help: "On which day; today when left out.") var on: String?

    func run() async throws {
        let workplace = try await options.open()
        let pair = MemberPair(
            try await options.member(one, in: workplace).id, try await options.member(other, in: workplace).id)
        guard pair.first != pair.second else {
            throw options.fail("expected two people, found '\(one)' twice", .usage)
        }
        var at = workplace.clock.now()
        if let on {
            guard let day = CivilDate(iso8601: on) else {
                throw options.fail("--on: expected a day such as 2026-11-18, found '\(on)'", .usage)
            }
            at = workplace.engine.programZone.firstInstant(of: day)
            guard at <= workplace.clock.now() else {
                throw options.fail("--on: expected today or a day before, found '\(on)'", .usage)
            }
        }
        try await workplace.store.noteContact(pair, at: at)
        options.output.result("kept")
    }
}
