import ArgumentParser
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

            Beside what milieu validate finds (fields, words outside, terms to avoid, plurals, missing languages):
            subjects over 78 characters, texts over three segments as an SMS, fields without an example. Exits as
            milieu validate does.
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
        let result = try options.loader().lintMessages(asked)
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
}
