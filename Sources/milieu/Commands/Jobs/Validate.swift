import ArgumentParser
import Definitions
import Foundation
import PluginKit

struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks every file of a program and reports all faults at once.",
        discussion: """
            EXAMPLES
              milieu validate
              milieu validate --dir /etc/milieu --strict
              milieu validate --format github
            """)

    @OptionGroup var options: ProgramOptions

    @Flag(help: "Count warnings as errors.")
    var strict = false

    @Option(help: "text, json or github.")
    var format = Format.text

    @Flag(help: "The same as --format json.")
    var json = false

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, github }

    func run() throws {
        let result = try Workplace.loader(
            root: options.dir, overrides: options.overrides, environment: ProcessInfo.processInfo.environment
        ).load()
        let renderer = DiagnosticsRenderer(sources: result.sources)
        let found = result.diagnostics
        switch json ? .json : format {
        case .text:
            if !found.isEmpty { options.output.result(renderer.text(found)) }
            options.output.say((found.isEmpty ? "" : "\n") + renderer.summary(found, filesRead: result.filesRead))
        case .github: if !found.isEmpty { options.output.result(renderer.annotations(found)) }
        case .json: options.output.result(Self.document(found, filesRead: result.filesRead).text())
        }
        let isBroken = found.contains { $0.severity == .error || strict }
        if isBroken { throw ExitStatus.invalidFiles.code }
    }

    private static func document(_ found: [Diagnostic], filesRead: Int) -> JSONValue {
        .object([
            ("files", .number(filesRead)),
            (
                "diagnostics",
                .array(
                    found.map { diagnostic in
                        .object([
                            ("file", .string(diagnostic.place.file)), ("line", .number(diagnostic.place.line)),
                            ("column", .number(diagnostic.place.column)),
                            ("severity", .string(diagnostic.severity.rawValue)), ("rule", .string(diagnostic.rule)),
                            ("message", .string(diagnostic.message)), ("hint", .optional(diagnostic.hint)),
                        ])
                    })
            ),
        ])
    }
}
