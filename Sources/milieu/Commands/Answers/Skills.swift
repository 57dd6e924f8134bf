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
            Fewer than five people are shown as such, and where only one answer has so few, the next smallest is as well.

            EXAMPLES
              milieu skills
              milieu skills --cohort spring --since 30d
              milieu skills --questionnaire evening --question skill --json
            """)

    @OptionGroup var options: ProgramOptions
    @Option(help: "The questionnaire.") var questionnaire = "evening"
    @Option(help: "The question, whose answers are choices.") var question = "skill"
    @Option(help: "Only people of this cohort.") var cohort: String?
    @Option(help: "How far back.") var since = "30d"
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let catalog = workplace.engine.catalog
        guard let length = Duration(yamlText: since), length > .zero else {
            throw options.fail("--since: expected a duration such as 30d, found '\(since)'", .usage)
        }
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
        let counts = try await workplace.store.peopleByAnswer(
            to: question, of: asked.id, cohort: cohort, since: workplace.clock.now() - length
        ).counts
        if json {
            return options.output.result(
                JSONValue.object(
                    choices.filter { counts[$0.id] != nil }.map { choice -> (String, JSONValue) in
                        guard let count = counts[choice.id] ?? nil else { return (choice.id, .null) }
                        return (choice.id, .number(count))
                    }
                ).text())
        }
        guard !counts.isEmpty else { return options.output.say("Nobody has answered that yet.") }
        var table = TextTable(["answer", "people"])
        for choice in choices {
            guard let count = counts[choice.id] else { continue }
            table.rows.append([
                choice.text.text(for: catalog.configuration.languages),
                count.map(String.init) ?? "fewer than \(SmallCells.least), or kept back",
            ])
        }
        options.output.result(table.text)
    }
}
