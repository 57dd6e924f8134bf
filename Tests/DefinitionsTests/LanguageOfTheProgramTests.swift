import Community
import Foundation
import TestSupport
import Testing

/// What the program itself says to people keeps to its own table of terms.
@Suite struct LanguageOfTheProgramTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
    }

    private static func files(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(Repository.root)/\(folder)").sorted()
            .filter { $0.contains(".") }.map { "\(folder)/\($0)" }
    }

    @Test(arguments: ["Config/messages", "Config/questionnaires", "Jobs", "Plugins", "Sources/Console/Words"])
    func `no text of a folder has a term to avoid`(folder: String) throws {
        let paths = try Self.files(under: folder)
        #expect(!paths.isEmpty)
        try check(paths)
    }

    @Test func `no page about the program has a term to avoid`() throws {
        try check(["README.md", "Plugins/README.md", "Config/README.md", "Config/REFERENCE.md"])
    }

    private func check(_ paths: [String]) throws {
        var table = try LanguageTable(parsing: Self.text("Config/language.tsv"))
        for pack in try Self.files(under: "Config") where pack.hasPrefix("Config/language.") && pack.hasSuffix(".tsv") {
            guard pack != "Config/language.tsv" else { continue }
            table = table.adding(try LanguageTable(parsing: Self.text(pack)))
        }
        let exceptions = try? LanguageExceptions(parsing: Self.text("Config/language-exceptions.tsv"))
        for path in paths {
            let linter = LanguageLinter(table: table, exceptions: exceptions?.applying(to: path) ?? [])
            let found = linter.findings(in: try Self.text(path)).filter { $0.level == .error }
            let shown = found.map { "\(path):\($0.line):\($0.column): \($0.text) → \($0.suggestion)" }
            #expect(shown == [])
        }
    }
}
