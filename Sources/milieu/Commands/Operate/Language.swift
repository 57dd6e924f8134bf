import ArgumentParser
import Community
import Definitions
import Foundation
import Messages
import PluginKit

struct LanguageGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "language", abstract: "Finds words in the program's texts that people would rather not read.",
        subcommands: [LanguageCheck.self, LanguageTerms.self])
}

struct LanguageCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks texts of the program; never members' own words.",
        discussion: """
            EXAMPLES
              milieu language check Config/messages/*.yaml
              milieu language check - < draft.txt
              milieu language check --level error --json README.md

            Exits with 1 when there is a finding of level error. To keep a term on purpose, write
              # language: ignore TERM because REASON
            on a line of its own in the file, or a row of file, term and reason in Config/language-exceptions.tsv.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Files, or - for standard input.") var files: [String]
    @Option(help: "Show findings from this level on: hint, warning or error.") var level = Level.hint
    @Flag(help: "One JSON document.") var json = false

    enum Level: String, CaseIterable, ExpressibleByArgument { case hint, warning, error }

    func run() throws {
        let language = try LanguageFolder.read(options)
        let kept = Set((language.exceptions?.all ?? []).map(\.exception.term))
        for term in kept.sorted() where !language.table.knows(term) {
            options.output.say("warning: Config/language-exceptions.tsv: '\(term)' is no term of the table")
        }
        var found: [(file: String, finding: LanguageFinding)] = []
        for file in files {
            let linter = language.linter(for: LanguageFolder.name(of: file, options))
            let text = try LanguageFolder.text(file, options)
            found += linter.findings(in: text).map { (file == "-" ? "<stdin>" : file, $0) }
        }
        let lowest = LanguageLevel(rawValue: level.rawValue) ?? .hint
        let shown = found.filter { $0.finding.level >= lowest }
        if json {
            options.output.result(Self.document(shown))
        } else {
            for (file, finding) in shown {
                options.output.result(
                    "\(file):\(finding.line):\(finding.column): \(finding.term) → \(finding.suggestion) [\(finding.source)]"
                )
            }
        }
        let counts = LanguageLevel.allCases.reversed().map { level in
            "\(level.rawValue): \(found.count { $0.finding.level == level })"
        }
        options.output.say("\(counts.joined(separator: ", ")); files read: \(files.count)")
        if found.contains(where: { $0.finding.level == .error }) { throw ExitStatus.failed.code }
    }

    private static func document(_ found: [(file: String, finding: LanguageFinding)]) -> String {
        JSONValue.array(
            found.map { file, finding in
                .object([
                    ("file", .string(file)), ("line", .number(finding.line)), ("column", .number(finding.column)),
                    ("length", .number(finding.length)), ("level", .string(finding.level.rawValue)),
                    ("text", .string(finding.text)), ("term", .string(finding.term)),
                    ("suggestion", .string(finding.suggestion)), ("source", .string(finding.source)),
                ])
            }
        ).text()
    }
}

struct LanguageTerms: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terms", abstract: "Lists the terms to avoid and what may be said instead.",
        discussion: "EXAMPLES\n  milieu language terms\n  milieu language terms --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let terms = try LanguageFolder.read(options).table.terms
        if json {
            return options.output.result(
                JSONValue.array(
                    terms.map { term in
                        .object([
                            ("variants", .array(term.variants.map { .string($0) })),
                            ("sense", .string(term.sense.name)), ("level", .string(term.level.rawValue)),
                            ("alternatives", .array(term.alternatives.map { .string($0) })),
                            ("source", .string(term.source)), ("note", .string(term.note)),
                        ])
                    }
                ).text())
        }
        var table = TextTable(["level", "term", "sense", "instead", "source"])
        for term in terms {
            table.rows.append([
                term.level.rawValue, term.variants.joined(separator: "; "), term.sense.name, term.suggestion,
                term.source,
            ])
        }
        options.output.result(table.text)
    }
}

/// The files about language in a program's folder.
enum LanguageFolder {
    /// The table and the recorded exceptions; ends the command when there is no table, or a fault in any of the files.
    static func read(_ options: ProgramOptions) throws -> ProgramLanguage {
        let reading = ProgramLanguage.read(root: options.dir)
        for fault in reading.faults {
            options.output.complain("\(options.dir)/\(fault.place): error: \(fault.message)")
        }
        guard reading.faults.isEmpty else { throw ExitStatus.invalidFiles.code }
        guard let language = reading.language else {
            throw options.fail("cannot read '\(options.dir)/Config/language.tsv'", .usage)
        }
        return language
    }

    /// Reads the files of messages by the table and the recorded exceptions; one that is not there has nothing to find.
    static func messageReader(_ options: ProgramOptions) throws -> @Sendable (MessageID) -> [LanguageFinding] {
        guard FileManager.default.fileExists(atPath: "\(options.dir)/Config/language.tsv") else { return { _ in [] } }
        let language = try read(options)
        return { [folder = options.dir] id in
            let name = "Config/messages/\(id).yaml"
            guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else { return [] }
            return language.linter(for: name).findings(in: text)
        }
    }

    /// Says what the table finds in words that staff wrote to somebody; it holds nothing back.
    static func remark(on words: String, _ options: ProgramOptions) throws {
        guard FileManager.default.fileExists(atPath: "\(options.dir)/Config/language.tsv") else { return }
        let linter = LanguageLinter(table: try read(options).table)
        for finding in linter.findings(in: words) where finding.level > .hint {
            options.output.complain("warning: '\(finding.text)' → \(finding.suggestion) [\(finding.source)]")
        }
    }

    /// A file's text, or standard input's for `-`, without a byte order mark.
    static func text(_ path: String, _ options: ProgramOptions) throws -> String {
        let bytes =
            path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let bytes else { throw options.fail("cannot read '\(path)'", .usage) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw options.fail("'\(path)' is not UTF-8 text", .invalidFiles)
        }
        return text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    }

    /// As exceptions name a file: relative to the program's folder when it lies inside.
    static func name(of file: String, _ options: ProgramOptions) -> String {
        let root = URL(fileURLWithPath: options.dir).standardizedFileURL.path + "/"
        let full = URL(fileURLWithPath: file).standardizedFileURL.path
        return full.hasPrefix(root) ? String(full.dropFirst(root.count)) : file
    }
}
