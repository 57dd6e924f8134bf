import ArgumentParser
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows how the program stands: its store, its nodes, what is due, and what looks wrong.",
        discussion: "EXAMPLES\n  milieu status\n  milieu status --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        do {
            let report = try await StatusReport(workplace: workplace)
            options.output.result(json ? report.document.text() : report.text)
            if !json { for warning in report.warnings { options.output.complain("warning: \(warning)") } }
        } catch let error as StoreError {
            throw options.fail("\(error)")
        }
    }
}
