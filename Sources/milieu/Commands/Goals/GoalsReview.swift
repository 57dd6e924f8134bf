import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct GoalsReview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Tells whose goals are looked at when, and whom to ask in person.",
        discussion: """
            Whose they are is for those who look after people; everybody else sees of how many people.

            EXAMPLES
              milieu goals review --as maria      with the T-score, for those who may see it
              milieu goals review
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Flag(help: "One JSON document.") var json = false

    /// What is told of one person.
    private struct Row {
        let member: MemberID
        let goals: Int
        let next: CivilDate?
        let isOpen: Bool
        let lastHeld: CivilDate?
        let unanswered: Int
        let score: Double?

        var word: String {
            if unanswered >= GoalReviewPlan.cyclesBeforeOffer { return "ask in person" }
            return isOpen ? "invited" : ""
        }
    }

    func run() async throws {
        let workplace = try await options.open()
        let who = try await desk.reader(of: .reviews, in: workplace, options)
        let seesScores = who?.may(.readScores) ?? false
        let goals = try await workplace.store.goals(in: [.active])
        let people = Dictionary(grouping: goals) { $0.member }
        let ids = people.keys.sorted()
        guard who != nil else {
            options.output.result(
                json
                    ? JSONValue.object([("people", SmallCells.document(of: ids.count))]).text()
                    : "people with active goals: \(SmallCells.words(for: ids.count))")
            return options.sayWhoReads(.reviews, unless: who, "goals review")
        }
        let reviews = try await workplace.store.goalReviews(of: ids, at: workplace.clock.now())
        let members = try await workplace.store.people(ids)
        let ratings =
            seesScores
            ? try await workplace.store.ratings(
                of: goals.filter { who?.may(.readScores, about: $0.member) ?? false }.map(\.id)) : []
        let rows = ids.map { id in
            row(
                id, people[id] ?? [], reviews[id] ?? GoalReviewTimes(),
                workplace.engine.zone(ofMemberIn: members[id]?.timeZone), ratings, workplace)
        }
        if json { return options.output.result(document(rows, seesScores).text()) }
        guard !rows.isEmpty else { return options.output.say("Nobody has an active goal yet.") }
        var table = TextTable(
            ["member", "goals", "next", "last looked at", ""] + (seesScores ? ["T"] : []))
        for row in rows.sorted(by: { ($0.next?.iso8601 ?? "", $0.member) < ($1.next?.iso8601 ?? "", $1.member) }) {
            table.rows.append(
                [
                    row.member.rawValue, String(row.goals), row.next?.iso8601 ?? "", row.lastHeld?.iso8601 ?? "",
                    row.word,
                ] + (seesScores ? [row.score.map { Self.shown($0) } ?? ""] : []))
        }
        options.output.result(table.text)
    }

    private func row(
        _ id: MemberID, _ goals: [Goal], _ times: GoalReviewTimes, _ zone: ZoneRules, _ ratings: [GoalRating],
        _ workplace: Workplace
    ) -> Row {
        let practice = workplace.engine.catalog.practice
        let history = times.history(on: zone)
        let interval = practice.reviewInterval(on: zone.civil(at: workplace.clock.now()).date)
        let next = goals.map { goal in
            GoalReviewPlan.offered(
                for: GoalReviewPlan.dueDay(
                    of: goal.reviewed(on: zone), history, every: interval, isOpen: practice.isOpen),
                isOpen: practice.isOpen)
        }.min()
        let items = goals.filter { $0.kind == .aim }.map { goal in
            let own = GoalRating.latestLevels(ratings.filter { $0.goal == goal.id }, owner: id).first { $0.by == id }
            return (level: own?.level, importance: goal.thoughts.importance)
        }
        return Row(
            member: id, goals: goals.count, next: next, isOpen: history.isOpen, lastHeld: history.lastHeldOn,
            unanswered: history.unanswered, score: GoalAttainment.score(GoalAttainment.items(items)))
    }

    private func document(_ rows: [Row], _ seesScores: Bool) -> JSONValue {
        .array(
            rows.map { row in
                var members: [(String, JSONValue)] = [
                    ("member", .string(row.member.rawValue)), ("goals", .number(row.goals)),
                    ("next", .optional(row.next?.iso8601)), ("invited", .bool(row.isOpen)),
                    ("last_held", .optional(row.lastHeld?.iso8601)), ("unanswered", .number(row.unanswered)),
                ]
                if seesScores { members.append(("t_score", row.score.map { .decimal($0) } ?? .null)) }
                return .object(members)
            })
    }

    /// With one decimal.
    private static func shown(_ score: Double) -> String { String((score * 10).rounded() / 10) }
}
