import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct GoalsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "goals", abstract: "Keeps people's own goals, and tells when they are looked at.",
        subcommands: [
            GoalsAdd.self, GoalsCrosswalk.self, GoalsImport.self, GoalsList.self, GoalsMove.self, GoalsRate.self,
            GoalsReview.self,
            GoalsShow.self, GoalsStep.self, GoalsSuggest.self, GoalsTell.self,
        ])
}

extension ProgramOptions {
    /// The goal, or the closest id that there is.
    func goal(_ id: String, in workplace: Workplace) async throws -> Goal {
        if let goal = try await workplace.store.goal(GoalID(id)) { return goal }
        let known = try await workplace.store.goals(in: GoalState.allCases).map(\.id.rawValue)
        throw fail("no goal '\(id)'\(Suggestion.phrase(for: id, among: known)); see milieu goals list")
    }

    /// What `reader` may see of `owner`'s goals.
    func sight(of reader: Member, on owner: MemberID, in workplace: Workplace) async throws -> GoalSight {
        let mentor = try await workplace.store.standings(of: [owner], names: ["mentor"], at: workplace.clock.now())[
            owner]?.mentor
        return GoalSight(
            reader: reader, owner: owner, mentor: mentor,
            visibility: workplace.engine.catalog.practice.style.defaults.visibility)
    }

    /// The value that a person typed, or the ones that there are.
    func one<Value: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ what: String
    ) throws -> Value {
        let known = Value.allCases.map { $0.rawValue.replacing("_", with: "-") }
        if let value = Value(rawValue: text) ?? Value(rawValue: text.replacing("-", with: "_")) { return value }
        throw fail(
            "expected \(what), one of \(known.joined(separator: ", ")), found '\(text)'\(Suggestion.phrase(for: text, among: known))",
            .usage)
    }

    func day(_ text: String?) throws -> CivilDate? {
        guard let text else { return nil }
        guard let day = CivilDate(iso8601: text) else {
            throw fail("expected a day like 2026-11-20, found '\(text)'", .usage)
        }
        return day
    }

    func ruler(_ number: Int?) throws -> GoalRuler? {
        guard let number else { return nil }
        guard let ruler = GoalRuler(number) else { throw fail("expected 0 to 10, found \(number)", .usage) }
        return ruler
    }
}

struct GoalsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists goals; their words to those who may read them.",
        discussion: "EXAMPLES\n  milieu goals list --as maria\n  milieu goals list --member ana --as ana --json")

    @OptionGroup var options: ProgramOptions
    @Option(help: "Only this person's.") var member: String?
    @Option(name: .customLong("as"), help: "Who reads.") var reader: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let who = try await options.member(reader, in: workplace)
        let now = workplace.clock.now()
        var goals = try await workplace.store.goals(in: GoalState.allCases)
        if let member {
            let owner = try await options.member(member, in: workplace)
            goals = goals.filter { $0.member == owner.id }
        }
        var rows: [(goal: Goal, words: String?)] = []
        for goal in goals {
            let sight = try await options.sight(of: who, on: goal.member, in: workplace)
            rows.append((goal, sight.words || goal.suggestion?.by == who.id ? goal.shownWords : nil))
        }
        let others = Set(rows.filter { $0.words != nil }.map(\.goal.member)).subtracting([who.id])
        if let one = others.first {
            try await options.note(.goals, of: others.count == 1 ? one : nil, by: who, in: workplace)
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    rows.map { goal, words in
                        .object([
                            ("id", .string(goal.id.rawValue)), ("member", .string(goal.member.rawValue)),
                            ("state", .string(goal.state(at: now).rawValue)), ("kind", .string(goal.kind.rawValue)),
                            ("category", .optional(goal.category?.rawValue)), ("own_words", .optional(words)),
                            ("review_on", .optional(goal.reviewOn?.iso8601)),
                        ])
                    }
                ).text())
        }
        guard !rows.isEmpty else {
            return options.output.say("No goals yet. Try: milieu goals add ana \"what she says, word for word\"")
        }
        var table = TextTable(["id", "member", "state", "in their own words"])
        for (goal, words) in rows {
            table.rows.append([
                goal.id.rawValue, goal.member.rawValue, goal.state(at: now).rawValue.replacing("_", with: " "),
                words ?? "(not yours to read)",
            ])
        }
        options.output.result(table.text)
    }
}
