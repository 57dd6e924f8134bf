import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct GoalsAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Writes down a goal as its owner says it, word for word.",
        discussion: """
            EXAMPLES
              milieu goals add ana "Walk by the river again"
              milieu goals add ana "Saying no" --practice --next "say no to one thing" --next-on 2026-11-27
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whose goal it is.") var member: String
    @Argument(help: "Their own words.") var words: String
    @Flag(help: "Something to practise, which is neither achieved nor not.") var practice = false
    @Flag(help: "Not begun yet.") var draft = false
    @Option(help: "connection, health, home, learning, work or peer-work.") var category: String?
    @Option(help: "Why it matters to them.") var why: String?
    @Option(help: "How much it matters to them, 0 to 10.") var importance: Int?
    @Option(help: "How sure they are that they can, 0 to 10.") var confidence: Int?
    @Option(help: "What they bring to it.") var strengths: String?
    @Option(help: "Who helps.") var help: String?
    @Option(help: "The next small step.") var next: String?
    @Option(help: "The day of the next small step.") var nextOn: String?
    @Option(help: "How they would know.") var know: String?
    @Option(help: "The day on which they wish to look at it.") var reviewOn: String?

    func run() async throws {
        let workplace = try await options.open()
        let owner = try await options.member(member, in: workplace)
        let now = workplace.clock.now()
        guard words.contains(where: { !$0.isWhitespace }) else { throw options.fail("\(GoalRefusal.noWords)", .usage) }
        let goal = Goal(
            id: GoalID.fresh("\(owner.id)|\(words)|\(now.milliseconds)"), member: owner.id, ownWords: words,
            kind: practice ? .practice : .aim,
            category: try category.map { try options.one($0, "a category") }, setAt: now,
            state: draft ? .draft : .active,
            thoughts: GoalThoughts(
                whyItMatters: why, importance: try options.ruler(importance),
                confidence: try options.ruler(confidence), strengths: strengths, whoHelps: help, nextStep: next,
                nextStepOn: try options.day(nextOn), howIWouldKnow: know),
            reviewOn: try options.day(reviewOn))
        try await workplace.store.addGoal(goal)
        if importance != nil || confidence != nil {
            try await workplace.store.addRating(
                GoalRating(
                    goal: goal.id, by: owner.id, at: now, importance: goal.thoughts.importance,
                    confidence: goal.thoughts.confidence))
        }
        options.output.result("goal \(goal.id): \(goal.state.rawValue)")
        options.output.say("next: milieu goals show \(goal.id) --as \(owner.id)")
    }
}

struct GoalsSuggest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest", abstract: "Suggests a goal, which is nobody's until its member makes it theirs.",
        discussion: "EXAMPLES\n  milieu goals suggest ana \"Lead the Thursday circle once\" --as maria")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "To whom.") var member: String
    @Argument(help: "What comes to mind.") var words: String
    @Flag(help: "Something to practise.") var practice = false
    @Option(help: "connection, health, home, learning, work or peer-work.") var category: String?
    @Option(name: .customLong("as"), help: "Who suggests it.") var staff: String

    func run() async throws {
        let workplace = try await options.open()
        let owner = try await options.member(member, in: workplace)
        let who = try await options.member(staff, in: workplace)
        let now = workplace.clock.now()
        guard who.id != owner.id else { throw options.fail("one's own goal is set by milieu goals add", .usage) }
        let goal = Goal.suggested(
            words, as: GoalID.fresh("\(owner.id)|\(words)|\(now.milliseconds)"), to: owner.id, by: who.id,
            kind: practice ? .practice : .aim, category: try category.map { try options.one($0, "a category") }, at: now
        )
        try await workplace.store.addGoal(goal)
        options.output.result("goal \(goal.id): proposed")
        options.output.say("\(owner.id) finds it on the next review's page; in 30 days it goes by itself")
    }
}
