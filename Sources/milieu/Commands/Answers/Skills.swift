import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct Skills: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skills", abstract: "Shows how many people gave each answer to one question, and never who.",
        discussion: """
            A month that is over, on the program's clock, and whole cohorts: two tables that differ by one person would tell what
            that person said. Fewer than five people are shown as such, and as many numbers beside them as it takes that nobody
            works one out, also from the numbers of other cohorts.

            EXAMPLES
              milieu skills                                    the last month, everybody
              milieu skills --cohort spring --month 2026-10
              milieu skills --questionnaire evening --question skill --json
            """)

    @OptionGroup var options: ProgramOptions
    @Option(help: "The questionnaire.") var questionnaire = "evening"
    @Option(help: "The question, whose answers are choices.") var question = "skill"
    @Option(help: "Only people of this cohort.") var cohort: String?
    @Option(help: "A month that is over, such as 2026-10; the last one when left out.") var month: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let catalog = workplace.engine.catalog
        let (from, to) = try span(in: workplace)
        guard let asked = catalog.questionnaires[QuestionnaireID(questionnaire)] else {
            let known = catalog.questionnaires.keys.map(\.rawValue).sorted()
            throw options.fail(
                "no questionnaire '\(questionnaire)'\(Suggestion.phrase(for: questionnaire, among: known))", .usage)
        }
        let choices: [Question.Choice]? = asked.questions.first { $0.id == question }.flatMap {
            if case .choice(let choices) = $0.kind { choices } else { nil }
        }
        guard let choices else {
            throw options.fail("'\(question)' is no choice of '\(questionnaire)'", .usage)
        }
        let table = try await workplace.store.peopleByAnswer(to: question, of: asked.id, from: from, to: to)
        let counts = cohort.map { table.cohorts[$0] ?? [:] } ?? table.all
        if json {
            return options.output.result(
                JSONValue.object(
                    choices.filter { counts[$0.id] != nil }.map { choice -> (String, JSONValue) in
                        guard let count = counts[choice.id] ?? nil else { return (choice.id, .null) }
                        return (choice.id, .number(count))
                    }
                ).text())
        }
        guard !counts.isEmpty else { return options.output.say("Nobody answered that in that month.") }
        var page = TextTable(["answer", "people"])
        for choice in choices {
            guard let count = counts[choice.id] else { continue }
            page.rows.append([
                choice.text.text(for: catalog.configuration.languages),
                count.map(String.init) ?? "fewer than \(SmallCells.least), or kept back",
            ])
        }
        options.output.result(page.text)
    }

    /// The month, up to the first instant of the next.
    private func span(in workplace: Workplace) throws -> (from: Instant, to: Instant) {
        let (now, zone) = (workplace.clock.now(), workplace.engine.programZone)
        let today = zone.civil(at: now).date
        let last = today.adding(days: -today.day)
        var first = CivilDate(year: last.year, month: last.month, day: 1)
        if let month {
            // `2026-10-01` has ten characters, and a month none of a day.
            first = month.count == 7 ? CivilDate(iso8601: month + "-01") : nil
            guard first != nil else {
                throw options.fail("--month: expected a month such as 2026-10, found '\(month)'", .usage)
            }
        }
        guard let first, first <= last else {
            throw options.fail(
                "--month: expected a month that is over, found '\(month ?? "")'; the last one is "
                    + last.iso8601.prefix(7), .usage)
        }
        let next = first.month == 12 ? (first.year + 1, 1) : (first.year, first.month + 1)
        let end = CivilDate(year: next.0, month: next.1, day: 1) ?? first.adding(days: 31)
        return (zone.firstInstant(of: first), zone.firstInstant(of: end))
    }
}
