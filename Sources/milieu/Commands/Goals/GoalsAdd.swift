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
    @OptionGroup var said: GoalTelling

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
            thoughts: try said.thoughts(options), reviewOn: try options.day(said.reviewOn))
        try await workplace.store.addGoal(goal)
        if let rating = try said.rating(of: goal.id, by: owner.id, at: now, options) {
            try await workplace.store.addRating(rating)
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
        try LanguageFolder.remark(on: words, options)
        options.output.result("goal \(goal.id): proposed")
        options.output.say("\(owner.id) is invited to see it by the next goals.review; in 30 days it goes by itself")
    }
}
