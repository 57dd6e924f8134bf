import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct ConcernsRaise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raise", abstract: "Writes down what did not sit well with somebody, or was not as expected.",
        discussion: """
            Any of the four parts is enough, in their own words. It goes first to one person whom they know here, who is told
            by a link; to their group, to which they bring it themselves; or to staff, at once. It changes nothing else.

            EXAMPLES
              milieu concerns raise ana --with joana --happened "We were to meet, and I waited" --need "Some rest, I think" \\
                --repair "A word the evening before" --support "Help with finding a day"
              milieu concerns raise ana --with-staff --happened "The room was locked"
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Who raises it.") var member: String
    @Option(help: "What happened.") var happened = ""
    @Option(help: "What need it met.") var need = ""
    @Option(help: "An idea to put it right.") var repair = ""
    @Option(help: "What support would help.") var support = ""
    @Option(help: "The person whom it goes to first.") var with: String?
    @Flag(help: "It goes to their group first, by themselves.") var withGroup = false
    @Flag(help: "It goes to staff at once.") var withStaff = false

    func validate() throws {
        guard [with != nil, withGroup, withStaff].count(where: \.self) == 1 else {
            throw ValidationError("expected one of --with NAME, --with-group and --with-staff")
        }
        let parts = [("--happened", happened), ("--need", need), ("--repair", repair), ("--support", support)]
        for (name, text) in parts where text.count > Question.longestText {
            throw ValidationError("\(name): expected at most \(Question.longestText) characters, found \(text.count)")
        }
    }

    func run() async throws {
        let workplace = try await options.open()
        let raiser = try await options.member(member, in: workplace)
        var first = withGroup ? Concern.First.group : .team
        if let with {
            let other = try await options.member(with, in: workplace)
            guard other.id != raiser.id else {
                throw options.fail("expected another person than '\(raiser.id)' for it to go to first", .usage)
            }
            first = .peer(other.id)
        }
        let today = workplace.engine.today(of: raiser, at: workplace.clock.now())
        if withGroup, raiser.cohorts(on: today).isEmpty { throw options.fail("'\(raiser.id)' is in no cohort", .usage) }
        do {
            let (concern, receipt) = try await workplace.engine.raise(
                ConcernWords(happened: happened, need: need, repair: repair, support: support), first: first, by: raiser
            )
            if let support = receipt.support { options.output.result(support) }
            if receipt.isTold { options.output.result("somebody on call was told; see milieu safety list") }
            let held = concern.state(at: workplace.clock.now()).isHeld
            let zone = workplace.engine.programZone
            options.output.result(
                "concern \(concern.id): kept; "
                    + (held ? "staff read it from \(zone.shown(concern.heldUntil)) on" : "staff can read it now"))
            if held { options.output.say("next: milieu concerns settle \(concern.id) --as \(raiser.id)") }
        } catch let refusal as ConcernRefusal {
            throw options.fail("\(refusal)", refusal == .empty ? .usage : .failed)
        }
    }
}
