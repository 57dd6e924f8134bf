import BuiltinPlugins
import Community
import Definitions
import Delivery
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What is said to people who are quiet, in every language that the program ships.
@Suite struct CareTextTests {
    private static let files = ["care.note", "care.choices", "care.contact", "check-in.evening"]
    /// Blame, counts, ends of time and consequences, in the four languages.
    private static let shame = [
        "miss", "haven't", "have not", "late", "overdue", "deadline", "until ", "before ", "last chance", "should",
        "must",
        "otherwise", "removed", "streak", "times", "days", "faltou", "falhou", "atras", "prazo", "até ", "deve", "dias",
        "spóźni", "termin", "musisz", "powin", "dni", " raz ", "متأخر", "فات", "موعد", "يجب", "أيام",
    ]

    @Test(arguments: files) func `S0-14: no text to somebody who did not answer counts, blames, or sets an end`(
        file: String
    ) throws {
        let text = try Repository.text("Config/messages/\(file).yaml")
        // What people read: everything but the comment, the id, the description and the fields.
        let read = text.split(separator: "\n").drop { !$0.hasPrefix("en:") }.joined(separator: "\n")
            .replacing("{{link}}", with: "").lowercased()
        #expect(read.contains("pt:") && read.contains("pl:") && read.contains("ar:"))
        #expect(!read.contains { $0.isNumber })
        for word in Self.shame { #expect(!read.contains(word), "\(word)") }
    }

    @Test func `S0-14: the words are other ones than those of the question`() throws {
        let sentences = try Self.files.map { file in
            try Set(
                Repository.text("Config/messages/\(file).yaml").split(separator: "\n").filter { $0.hasPrefix("    ") }
                    .map(String.init).filter { $0.count > 30 })
        }
        for (index, one) in sentences.enumerated() {
            for other in sentences.dropFirst(index + 1) { #expect(one.isDisjoint(with: other)) }
        }
    }

    @Test func `the choices that are offered are those that the program acts on`() throws {
        let folder = try TemporaryFolder()
        for name in ["Config/milieu.yaml", "Config/crisis.yaml", "Config/questionnaires/quiet-choices.yaml"] {
            try folder.write(try Repository.text(name), to: name)
        }
        let loaded = ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
        let catalog = try #require(loaded.catalog)
        let questions = try #require(catalog.questionnaires[QuestionnaireID("quiet-choices")]?.questions)
        guard case .choice(let choices)? = questions.first?.kind else {
            Issue.record("the choices are not a choice")
            return
        }
        #expect(choices.map(\.id) == CareWish.choices)
        for choice in choices { #expect(Set(choice.text.texts.keys) == ["en", "pt", "pl", "ar"]) }
    }
}
