import ArgumentParser
import Definitions
import Delivery
import Foundation

struct Reference: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the reference pages and the editors' schemas.",
        discussion: """
            EXAMPLES
              milieu reference             write Plugins/REFERENCE.md, Config/REFERENCE.md and Config/schema/
              milieu reference --check     change nothing; exit 1 when a page is out of date
            """)

    @OptionGroup var options: ProgramOptions

    @Flag(help: "Only tell whether the pages are up to date.")
    var check = false

    func run() throws {
        var stale: [String] = []
        for (path, text) in try Self.pages() {
            let full = "\(options.dir)/\(path)"
            if (try? String(contentsOfFile: full, encoding: .utf8)) == text { continue }
            stale.append(path)
            guard !check else { continue }
            try FileManager.default.createDirectory(
                atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: full, atomically: true, encoding: .utf8)
        }
        for path in stale { options.output.result(path) }
        if check, !stale.isEmpty { throw options.fail("out of date; run: milieu reference") }
    }

    /// The generated files by path.
    static func pages() throws -> [(path: String, text: String)] {
        let registry = try Workplace.registry.get()
        let schemas = SchemaWriter(registry: registry, channelKinds: channelKinds).schemas()
        return [
            ("Plugins/REFERENCE.md", ReferenceWriter.plugins(registry)),
            ("Config/REFERENCE.md", ReferenceWriter.configuration(channelKinds)),
        ] + schemas.map { ("Config/schema/\($0.name)", $0.text) }
    }
}
