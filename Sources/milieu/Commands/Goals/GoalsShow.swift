import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct GoalsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one goal to somebody who may read it: steps first, then the rest.",
        discussion: "EXAMPLES\n  milieu goals show g-7f3a2k9b --as ana")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The goal's id.") var id: String
    @Option(name: .customLong("as"), help: "Who reads.") var reader: String

    func run() async throws {
        let workplace = try await options.open()
        let who = try await options.member(reader, in: workplace)
        let goal = try await options.goal(id, in: workplace)
        let sight = try await options.sight(of: who, on: goal.member, in: workplace)
        let ratings = try await workplace.store.ratings(of: [goal.id])
        let now = workplace.clock.now()
        guard sight.words || goal.suggestion?.by == who.id else {
            try await options.note(.goals, of: goal.member, by: who, isRefused: true, in: workplace)
            throw options.fail("goal '\(id)' is not for \(who.id) to read", .notAllowed)
        }
        if who.id != goal.member { try await options.note(.goals, of: goal.member, by: who, in: workplace) }
        for step in goal.stepsTaken { options.output.result("step taken:   \(step)") }
        options.output.result("words:        \(goal.shownWords)")
        options.output.result("whose:        \(goal.member)")
        options.output.result("state:        \(goal.state(at: now).rawValue.replacing("_", with: " "))")
        let thoughts = goal.thoughts
        let lines: [(String, String?)] = [
            ("why:          ", thoughts.whyItMatters),
            ("importance:   ", thoughts.importance.map { "\($0.value) of 10" }),
            ("confidence:   ", thoughts.confidence.map { "\($0.value) of 10" }), ("strengths:    ", thoughts.strengths),
            ("who helps:    ", thoughts.whoHelps), ("next step:    ", thoughts.nextStep),
            ("on:           ", thoughts.nextStepOn?.iso8601), ("would know:   ", thoughts.howIWouldKnow),
            ("review on:    ", goal.reviewOn?.iso8601), ("before it:    ", goal.changedFrom?.rawValue),
            ("suggested by: ", goal.suggestion.map { "\($0.by): \($0.words)" }),
        ]
        for (name, value) in lines { if let value, !value.isEmpty { options.output.result(name + value) } }
        for (by, level) in GoalRating.latestLevels(ratings, owner: goal.member) {
            options.output.result("level:        \(level.rawValue), says \(by)")
        }
        if sight.ownTrend {
            let trend = ratings.filter { $0.by == goal.member }.compactMap(\.confidence).map { String($0.value) }
            if trend.count > 1 { options.output.result("confidence:   " + trend.joined(separator: " → ")) }
        }
        if sight.score, !goal.planCrosswalk.isEmpty {
            options.output.result("plan:         \(goal.planCrosswalk)")
        }
        guard sight.score || sight.ownTrend else { return }
        for deed in try await workplace.store.deeds(with: goal.id) {
            options.output.result(
                "at the desk:  \(workplace.engine.programZone.shown(deed.at)) \(deed.actor): \(deed.deed)"
                    + (deed.refusal.map { " (not done: \($0))" } ?? ""))
        }
    }
}
