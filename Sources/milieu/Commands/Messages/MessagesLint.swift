import ArgumentParser
import Community
import Definitions
import Foundation
import PluginKit

struct MessagesLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Checks every message in every language, and says what readers would rather not get.",
        discussion: """
            EXAMPLES
              milieu messages lint
              milieu messages lint Config/messages/check-in.evening.yaml --strict
              milieu messages lint - < draft.yaml
              milieu messages lint --format github

            Beside what milieu validate finds (fields, words outside, plurals, missing languages): terms of
            Config/language.tsv, subjects over 78 characters, texts over three segments as an SMS, fields without an
            example. Exits as milieu validate does.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Message files, or - for standard input; all of the program's without one.") var files: [String] =
        []
    @Flag(help: "Count warnings as errors.") var strict = false
    @Option(help: "text, json or github.") var format = Validate.Format.text
    @Flag(help: "The same as --format json.") var json = false

    func run() throws {
        let asked = try files.map { file -> (file: String, path: String, text: String?) in
            if file == "-" { return ("<stdin>", file, try LanguageFolder.text(file, options)) }
            guard FileManager.default.fileExists(atPath: file) else {
                throw options.fail("there is no file '\(file)'", .usage)
            }
            return (LanguageFolder.name(of: file, options), file, nil)
        }
        let hasTerms = FileManager.default.fileExists(atPath: "\(options.dir)/Config/language.tsv")
        let table = hasTerms ? try LanguageFolder.table(options) : nil
        let exceptions = try LanguageFolder.exceptions(options)
        let result = try options.loader().lintMessages(asked) { file, text in
            guard let table else { return [] }
            let linter = LanguageLinter(table: table, exceptions: exceptions?.applying(to: file) ?? [])
            return linter.findings(in: text).compactMap { Self.diagnostic($0, file) }
        }
        let found = result.diagnostics
        let renderer = DiagnosticsRenderer(sources: result.sources)
        switch json ? .json : format {
        case .text:
            if !found.isEmpty { options.output.result(renderer.text(found)) }
            options.output.say(
                (found.isEmpty ? "" : "\n") + renderer.summary(found, filesRead: result.filesRead))
        case .github: if !found.isEmpty { options.output.result(renderer.annotations(found)) }
        case .json: options.output.result(Validate.document(found, filesRead: result.filesRead).text())
        }
        if found.contains(where: { $0.severity == .error || strict }) { throw ExitStatus.invalidFiles.code }
    }

    /// Hints are for milieu language check.
    private static func diagnostic(_ finding: LanguageFinding, _ file: String) -> Diagnostic? {
        guard finding.level != .hint else { return nil }
        return Diagnostic(
            SourcePlace(file: file, line: finding.line, column: finding.column, length: finding.length), "language",
            "'\(finding.text)' is a term to avoid (\(finding.source))", hint: "say: \(finding.suggestion)",
            severity: finding.level == .error ? .error : .warning)
    }
}
