import BuiltinPlugins
import Definitions
import Delivery
import Foundation
import PluginKit
import Scheduling
import TestSupport
import Testing

/// S1-17: the program's own texts are read for terms to avoid when they are loaded; errors block, warnings are told.
@Suite struct LanguageAtLoadTests {
    /// The shipped program with another text in the place of some files'.
    private func load(_ files: [String: String]) throws -> ProgramLoader.Result {
        let folder = try TemporaryFolder()
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        for (path, text) in files { try folder.write(text, to: path) }
        return ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
    }

    private func shown(_ result: ProgramLoader.Result) -> [String] {
        result.diagnostics.map { "\($0.place): \($0.severity.rawValue): \($0.message)" }
    }

    private func with(_ path: String, _ old: String, _ new: String) throws -> ProgramLoader.Result {
        let text = try Repository.text(path)
        try #require(text.contains(old), "\(path) has no '\(old)'")
        return try load([path: text.replacing(old, with: new, maxReplacements: 1)])
    }

    @Test func `S0-16: the shipped program loads without a finding`() throws {
        let result = try load([:])
        #expect(result.catalog != nil && shown(result) == [])
    }

    @Test(arguments: [
        (
            "Config/messages/welcome.day-3.yaml", "  inside: |\n",
            "  inside: |\n    You failed to answer twice and your reply is overdue.\n\n", "'failed' is a term to avoid"
        ),
        (
            "Config/questionnaires/newcomer-hello.yaml", "Is there anything", "You must say: is there anything",
            "'You must'"
        ),
        ("Config/consents.yaml", "Riverside.", "Riverside, for addicts.", "'addicts' is a term to avoid"),
        ("Config/crisis.yaml", "If you are in danger", "If you suffer from danger", "'suffer from'"),
        ("Jobs/welcome.yaml", "name: Welcome", "name: Welcome to an addict", "'addict' is a term to avoid"),
    ])
    func `an error in any text keeps the program from being used`(
        path: String, old: String, new: String, words: String
    ) throws {
        let result = try with(path, old, new)
        #expect(result.catalog == nil)
        let found = shown(result)
        #expect(found.contains { $0.hasPrefix(path) && $0.contains("error: ") && $0.contains(words) }, "\(found)")
        #expect(result.diagnostics.contains { $0.rule == "language" && $0.hint?.hasPrefix("say: ") == true })
    }

    @Test func `a warning is told, and the program is used`() throws {
        let result = try with(
            "Config/messages/welcome.day-3.yaml", "  inside: |\n", "  inside: |\n    They are unrealistic.\n\n")
        #expect(result.catalog != nil)
        let found = shown(result)
        #expect(found.count == 1 && found[0].contains("warning: 'unrealistic' is a term to avoid"), "\(found)")
    }

    @Test(arguments: [
        ("  inside: |\n    One\n\n    two drug\n    abuse\n", "m.yaml:7:9"),
        ("  inside: >\n    One\n    two drug\n    abuse\n", "m.yaml:6:9"),
        ("  inside: One is\n    an addict\n", "m.yaml:5:8"), ("  inside: 'It''s an\n    addict'\n", "m.yaml:5:5"),
        ("  inside: \"One\\\n    \\ addict\"\n", "m.yaml:4:11"), ("  inside: \"An addict\"\n", "m.yaml:4:15"),
    ])
    func `a finding has its place in a text of any shape`(inside: String, place: String) throws {
        let text = "id: m\nen:\n  outside: { subject: Hi }\n" + inside
        let found = shown(try load(["Config/messages/m.yaml": text])).filter { $0.contains("is a term to avoid") }
        #expect(found.count == 1 && found[0].hasPrefix("Config/messages/" + place + ":"), "\(found)")
    }

    @Test func `comments, ids and samples of what members say are not read`() throws {
        let text = """
            # you must not send this to an addict
            id: addict
            fields: { member.preferred_name: { required: true, example: An addict } }
            en: { outside: { subject: Hi }, inside: "Hi {{member.preferred_name}}" }
            """
        let found = shown(try load(["Config/messages/m.yaml": text])).filter { $0.contains("is a term to avoid") }
        #expect(found == [])
    }

    @Test func `a remark with a reason and a recorded exception keep a term on purpose`() throws {
        let inside = "en: { outside: { subject: Hi }, inside: The Junkie }\n"
        let path = "Config/messages/m.yaml"
        #expect(try load([path: "# language: ignore junkie because a play's title\n" + inside]).catalog != nil)
        let recorded = "file\tterm\treason\n\(path)\tjunkie\ta play's title\n"
        #expect(try load([path: inside, "Config/language-exceptions.tsv": recorded]).catalog != nil)
        let unexplained = try load([path: "# language: ignore junkie\n" + inside])
        #expect(unexplained.catalog == nil)
        #expect(shown(unexplained).contains { $0.hasPrefix("\(path):1:3: error: 'language: ignore junkie'") })
    }

    @Test(arguments: [
        ("Config/language.tsv", "Config/language.tsv:1:1: error: expected the column 'term', found 'terms'"),
        ("Config/language-exceptions.tsv", "Config/language-exceptions.tsv:1:1: error: expected the column 'file'"),
        ("Config/language.xx.tsv", "Config/language.xx.tsv:1:1: error: expected the column 'term'"),
    ])
    func `a wrong table is told at its place, and nothing is used`(path: String, expected: String) throws {
        let result = try load([path: "terms\tsense\tlevel\talternatives\tsource\tnote\n"])
        #expect(result.catalog == nil)
        #expect(shown(result).contains { $0.hasPrefix(expected) }, "\(shown(result))")
    }
}
