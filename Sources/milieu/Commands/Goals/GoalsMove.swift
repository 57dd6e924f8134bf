import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct GoalsMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Does with a goal what its owner says; anybody else is refused, on record.",
        discussion: """
            EXAMPLES
              milieu goals move g-7f3a2k9b let-go --as ana
              milieu goals move g-7f3a2k9b change --words "Walk on Sundays" --as ana
              milieu goals move g-9k2m4p7q accept --words "Lead the circle with Rui" --as ana
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The goal's id.") var id: String
    @Argument(help: "begin, accept, decline, rest, resume, achieve, practise, let-go or change.") var what: String
    @Option(help: "With change and accept: the owner's own words.") var words: String?
    @Option(name: .customLong("as"), help: "Whose goal it is.") var actor: String

    func run() async throws {
        let workplace = try await options.open()
        let event: GoalState.Event = try options.one(what, "what to do")
        let who = try await options.member(actor, in: workplace)
        let goal = try await options.goal(id, in: workplace)
        let now = workplace.clock.now()
        let (words, actor) = (words ?? "", who.id)
        do {
            let kept = try await workplace.store.change(goal.id, by: actor, event.rawValue, at: now) {
                goal throws(GoalRefusal) in
                try goal.moved(event, words: words, by: actor, at: now)
            }
            for goal in kept ?? [] {
                options.output.result("goal \(goal.id): \(goal.state.rawValue.replacing("_", with: " "))")
            }
        } catch let refusal as GoalRefusal {
            throw options.fail(
                "\(refusal); nothing was changed", refusal == .notTheirs ? .notAllowed : .failed)
        }
    }
}

struct GoalsStep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Writes down a step that the owner of a goal took, in their own words.",
        discussion: "EXAMPLES\n  milieu goals step g-7f3a2k9b \"once around the block\" --as ana")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The goal's id.") var id: String
    @Argument(help: "Their own words.") var words: String
    @Option(name: .customLong("as"), help: "Whose goal it is.") var actor: String

    func run() async throws {
        let workplace = try await options.open()
        let who = try await options.member(actor, in: workplace)
        let goal = try await options.goal(id, in: workplace)
        guard who.id == goal.member else {
            throw options.fail("only the person whose goal it is says which steps they took", .notAllowed)
        }
        try await workplace.store.addStep(words, to: goal.id, at: workplace.clock.now())
        options.output.result("goal \(goal.id): \(goal.stepsTaken.count + 1) steps taken")
    }
}

struct GoalsRate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate", abstract: "Says how far a goal has come; the owner's own word is the one of record.",
        discussion:
            "EXAMPLES\n  milieu goals rate g-7f3a2k9b 1 --as ana\n  milieu goals rate g-7f3a2k9b -- -1 --as maria")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The goal's id.") var id: String
    @Argument(help: "-2 much less than hoped, -1 less, 0 as hoped, 1 more, 2 much more.") var level: Int
    @Option(name: .customLong("as"), help: "Who says it.") var actor: String

    func run() async throws {
        guard let level = GoalLevel(rawValue: level) else {
            throw options.fail("expected a level from -2 to 2, found \(level)", .usage)
        }
        let workplace = try await options.open()
        let who = try await options.member(actor, in: workplace)
        let goal = try await options.goal(id, in: workplace)
        guard try await options.sight(of: who, on: goal.member, in: workplace).words else {
            throw options.fail("goal '\(id)' is not for \(who.id) to read, nor to rate", .notAllowed)
        }
        guard goal.kind == .aim else { throw options.fail("a practice has no levels; it is practised, or let go") }
        try await workplace.store.addRating(
            GoalRating(goal: goal.id, by: who.id, at: workplace.clock.now(), level: level))
        options.output.result("goal \(goal.id): \(who.id) says \(level.rawValue)")
    }
}

struct GoalsCrosswalk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crosswalk",
        abstract: "Keeps a licence's or a payer's wording beside a goal; no member is sent it.",
        discussion: "EXAMPLES\n  milieu goals crosswalk g-7f3a2k9b \"objective 2.1\" --as maria")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The goal's id.") var id: String
    @Argument(help: "The wording.") var words: String
    @Option(name: .customLong("as"), help: "The counselor who writes it.") var actor: String

    func run() async throws {
        let workplace = try await options.open()
        let who = try await options.member(actor, in: workplace)
        guard who.may(.keepPlan) else {
            throw options.fail("'\(actor)' is no counselor, and only counselors keep a plan's wording", .notAllowed)
        }
        let goal = try await options.goal(id, in: workplace)
        guard who.may(.keepPlan, about: goal.member) else {
            throw options.fail("this is '\(actor)'s own goal; another counselor keeps the plan's wording", .notAllowed)
        }
        let words = words
        _ = try await workplace.store.change(goal.id, by: who.id, "crosswalk", at: workplace.clock.now()) {
            goal throws(GoalRefusal) in
            var goal = goal
            goal.planCrosswalk = words
            return [goal]
        }
        options.output.result("goal \(goal.id): the plan's wording is kept beside it")
    }
}
