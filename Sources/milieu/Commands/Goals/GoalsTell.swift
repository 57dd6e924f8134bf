import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

/// What an owner may say about a goal beside its words; what is left out stays as it was.
struct GoalTelling: ParsableArguments {
    @Option(help: "Why it matters to them.") var why: String?
    @Option(help: "How much it matters to them, 0 to 10.") var importance: Int?
    @Option(help: "How sure they are that they can, 0 to 10.") var confidence: Int?
    @Option(help: "What they bring to it.") var strengths: String?
    @Option(name: .customLong("helped-by"), help: "Who helps.") var helpers: String?
    @Option(help: "The next small step.") var next: String?
    @Option(help: "The day of the next small step.") var nextOn: String?
    @Option(help: "How they would know.") var know: String?
    @Option(help: "The day on which they wish to look at it.") var reviewOn: String?
    @Option(help: "Their own words for a level from -2 to 2, such as --level=\"-1=twice a month\".")
    var level: [String] = []

    /// `thoughts` with what was said now.
    func thoughts(_ options: ProgramOptions, on thoughts: GoalThoughts = GoalThoughts()) throws -> GoalThoughts {
        var thoughts = thoughts
        if let why { thoughts.whyItMatters = why }
        if let importance { thoughts.importance = try options.ruler(importance) }
        if let confidence { thoughts.confidence = try options.ruler(confidence) }
        if let strengths { thoughts.strengths = strengths }
        if let helpers { thoughts.whoHelps = helpers }
        if let next { (thoughts.nextStep, thoughts.nextStepOn) = (next, nil) }
        if let day = try options.day(nextOn) { thoughts.nextStepOn = day }
        if let know { thoughts.howIWouldKnow = know }
        for text in level {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let level = Int(parts[0]).flatMap(GoalLevel.init) else {
                throw options.fail("expected a level and its words, such as -1=twice a month, found '\(text)'", .usage)
            }
            thoughts.levels[level] = parts[1]
        }
        return thoughts
    }

    /// The rulers that were given now, for the owner's own trend; nil when there are none.
    func rating(of goal: GoalID, by owner: MemberID, at now: Instant, _ options: ProgramOptions) throws -> GoalRating? {
        guard importance != nil || confidence != nil else { return nil }
        return GoalRating(
            goal: goal, by: owner, at: now, importance: try options.ruler(importance),
            confidence: try options.ruler(confidence))
    }
}

struct GoalsTell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell", abstract: "Writes down what the owner of a goal says about it, word for word.",
        discussion: """
            EXAMPLES
              milieu goals tell g-7f3a2k9b --why "my sister" --confidence 6 --as ana
              milieu goals tell g-7f3a2k9b --level="-2=not at all" --level="2=every day" --as ana
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The goal's id.") var id: String
    @OptionGroup var said: GoalTelling
    @Option(name: .customLong("as"), help: "Whose goal it is.") var actor: String

    func run() async throws {
        let workplace = try await options.open()
        let who = try await options.member(actor, in: workplace)
        let goal = try await options.goal(id, in: workplace)
        let (actor, now) = (who.id, workplace.clock.now())
        let thoughts = try said.thoughts(options, on: goal.thoughts)
        let day = try options.day(said.reviewOn)
        do {
            _ = try await workplace.store.change(goal.id, by: actor, "tell", at: now) { goal throws(GoalRefusal) in
                guard goal.member == actor else { throw .notTheirs }
                var goal = goal
                goal.thoughts = thoughts
                if let day { goal.reviewOn = day }
                goal.touchedAt = now
                return [goal]
            }
        } catch let refusal as GoalRefusal {
            throw options.fail("\(refusal); nothing was changed", .notAllowed)
        }
        if let rating = try said.rating(of: goal.id, by: actor, at: now, options) {
            try await workplace.store.addRating(rating)
        }
        options.output.result("goal \(goal.id): written down")
    }
}
