import ArgumentParser
import Foundation

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks what the program stands on, and says what to do where something is wrong.",
        discussion: """
            EXAMPLES
              milieu doctor
              milieu doctor --json

            It looks at the files, the store, the disk, the clock, the zone data, and whether the hosts of the channels can
            be reached: by name service and a connection that is closed again, to a mail relay with EHLO too. Nothing is
            sent or changed. The exit code is 1 when something is wrong.
            """)

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let findings = await Examination(options: options).findings()
        let isWell = findings.allSatisfy { !$0.isWrong }
        if json {
            options.output.result(
                JSONValue.object([
                    ("well", .bool(isWell)), ("checks", .array(findings.map(\.document))),
                ]).text())
        } else {
            for finding in findings {
                options.output.result("\(finding.isWrong ? "WRONG" : "ok   ")  \(finding.check): \(finding.words)")
            }
        }
        if !isWell { throw ExitStatus.failed.code }
    }
}
