import ArgumentParser
import Foundation

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows a week of a program of thirty invented people, in seconds.",
        discussion: """
            EXAMPLES
              milieu demo
              milieu demo --keep /tmp/riverside    keep the program's folder, to look around in it

            Nothing leaves this machine: messages go through libcurl to receivers inside the program.
            """)

    @Option(help: "Keep the program's folder there.") var keep: String?
    @Flag(help: "No colour, also on a terminal.") var noColor = false

    func run() async throws {
        let output = Output(noColor: noColor)
        let folder =
            keep
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("milieu-demo-\(ProcessInfo.processInfo.processIdentifier)").path
        if keep != nil, FileManager.default.fileExists(atPath: "\(folder)/Config") {
            output.complain("error: '\(folder)' holds a program already; name another folder")
            throw ExitStatus.failed.code
        }
        defer { if keep == nil { try? FileManager.default.removeItem(atPath: folder) } }
        let show = try await DemoShow(folder: folder, output: output)
        try await show.run()
        output.result(output.bold("\nTry next"))
        output.result("  milieu demo --keep riverside && cd riverside")
        output.result(
            "  milieu plan nightly-check-in --as maria   who would get what tonight, and who would not and why")
        output.result("  milieu why nightly-check-in --member olga --as maria")
        output.result("  milieu pairings list --as maria       every pair, and where it stands")
        output.result("  milieu report --as maria              what waits, and for whom")
        output.result("  milieu init my-program                a first program of your own")
    }
}
