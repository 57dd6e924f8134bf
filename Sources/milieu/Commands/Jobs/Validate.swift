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
              milieu validate Jobs/                      only what is wrong there
              milieu validate ~/new-job.yaml             as a job of this program, before it is one
              milieu validate - < new-job.yaml
              milieu validate --dir /etc/milieu --strict
              milieu validate --format github
            """)

    @OptionGroup var options: ProgramOptions

    @Argument(
        help: "Files or folders of the program, other job files, or - for standard input; everything without one.")
    var paths: [String] = []

    @Flag(help: "Count warnings as errors.")
    var strict = false

    @Option(help: "text, json or github.")
    var format = Format.text

    @Flag(help: "The same as --format json.")
    var json = false

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json, github }

    func run() throws {
        let asked = try paths.map(asked)
        let result = try Workplace.loader(
            root: options.dir, overrides: options.overrides, environment: ProcessInfo.processInfo.environment
        ).load(checking: asked.compactMap(\.job))
        let renderer = DiagnosticsRenderer(sources: result.sources)
        let found = result.diagnostics.filter { diagnostic in
            asked.isEmpty || asked.contains { $0.covers(diagnostic.place.file) }
        }
        let filesRead = result.sources.keys.count { file in asked.isEmpty || asked.contains { $0.covers(file) } }
        switch json ? .json : format {
        case .text:
            if !found.isEmpty { options.output.result(renderer.text(found)) }
            options.output.say((found.isEmpty ? "" : "\n") + renderer.summary(found, filesRead: filesRead))
        case .github: if !found.isEmpty { options.output.result(renderer.annotations(found)) }
        case .json: options.output.result(Self.document(found, filesRead: filesRead).text())
        }
        let isBroken = found.contains { $0.severity == .error || strict }
        if isBroken { throw ExitStatus.invalidFiles.code }
    }

    /// What a path on the command line stands for.
    private struct Asked {
        /// As places name it: relative to the program's folder when it lies inside.
        let name: String
        let isFolder: Bool
        /// A file that is no part of the program, with its text when that was given.
        var job: (file: String, text: String?)?

        func covers(_ file: String) -> Bool {
            file == name || isFolder && (name.isEmpty || file.hasPrefix(name + "/"))
        }
    }

    private func asked(_ path: String) throws -> Asked {
        if path == "-" {
            let bytes = FileHandle.standardInput.readDataToEndOfFile()
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw options.fail("standard input is not UTF-8 text", .invalidFiles)
            }
            return Asked(name: "<stdin>", isFolder: false, job: ("<stdin>", text))
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw options.fail("there is no file or folder '\(path)'", .usage)
        }
        let root = URL(fileURLWithPath: options.dir).standardizedFileURL.path
        let full = URL(fileURLWithPath: path).standardizedFileURL.path
        if full == root { return Asked(name: "", isFolder: true) }
        if full.hasPrefix(root + "/") {
            let name = String(full.dropFirst(root.count + 1))
            let parts = ["Jobs", "Config"]
            if parts.contains(where: { name == $0 || name.hasPrefix($0 + "/") }) {
                return Asked(name: name, isFolder: isFolder.boolValue)
            }
        }
        guard !isFolder.boolValue else {
            throw options.fail("'\(path)' is no folder of the program, expected Jobs, Config or a file", .usage)
        }
        return Asked(name: path, isFolder: false, job: (path, nil))
    }

    static func document(_ found: [Diagnostic], filesRead: Int) -> JSONValue {
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
