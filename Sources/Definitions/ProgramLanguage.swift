public import Community
import Foundation
public import PluginKit

/// The terms that a program's own texts avoid, with the exceptions that it has recorded.
///
/// Members' own words are never read by it: only what stands in the program's files.
public struct ProgramLanguage: Sendable {
    /// `Config/language.tsv` with the packs of other languages beside it.
    public let table: LanguageTable
    /// nil when the program has recorded none.
    public let exceptions: LanguageExceptions?

    /// What a program's folder has, or what is wrong with it.
    public struct Reading: Sendable {
        /// nil when there is no table, or any of the files has a fault.
        public fileprivate(set) var language: ProgramLanguage?
        public fileprivate(set) var faults: [Diagnostic] = []
        /// The texts of the files with faults by the name that places use.
        public fileprivate(set) var sources: [String: String] = [:]

        fileprivate mutating func parse<Value>(
            _ shown: String, in root: String, _ read: (String) throws(LanguageTableError) -> Value
        ) -> Value? {
            do throws(Diagnostics) {
                let text = try SourceFile.text(at: "\(root)/\(shown)", shown: shown, limit: SourceFile.longestYAML)
                do throws(LanguageTableError) {
                    return try read(text)
                } catch {
                    sources[shown] = text
                    faults += error.faults.map { fault in
                        Diagnostic(
                            SourcePlace(file: shown, line: fault.line, column: fault.column), "language-table",
                            fault.message)
                    }
                }
            } catch {
                sources[shown] = ""
                faults += error.all
            }
            return nil
        }
    }

    /// Reads the files about language of the program in `root`.
    public static func read(root: String) -> Reading {
        var reading = Reading()
        let main = "Config/language.tsv"
        let recorded = "Config/language-exceptions.tsv"
        guard FileManager.default.fileExists(atPath: "\(root)/\(main)") else { return reading }
        var tables: [LanguageTable] = []
        let packs = SourceFile.names(in: "\(root)/Config", endings: [".tsv"]).filter { $0.hasPrefix("language.") }
            .map { "Config/\($0)" }.filter { $0 != main }
        for file in [main] + packs {
            let table = reading.parse(file, in: root) { text throws(LanguageTableError) in
                try LanguageTable(parsing: text)
            }
            if let table { tables.append(table) }
        }
        var exceptions: LanguageExceptions?
        if FileManager.default.fileExists(atPath: "\(root)/\(recorded)") {
            exceptions = reading.parse(recorded, in: root) { text throws(LanguageTableError) in
                try LanguageExceptions(parsing: text)
            }
        }
        guard reading.faults.isEmpty, let first = tables.first else { return reading }
        let table = tables.dropFirst().reduce(first) { $0.adding($1) }
        reading.language = ProgramLanguage(table: table, exceptions: exceptions)
        return reading
    }

    /// A linter for the file, named by its path below the program's folder.
    public func linter(for file: String) -> LanguageLinter {
        LanguageLinter(table: table, exceptions: exceptions?.applying(to: file) ?? [])
    }

    /// What is not read by people: names of things, and samples of what people might say.
    private static let unread: Set<String> = [
        "id", "fields", "example", "uses", "on", "audience", "where", "when", "purpose", "kind", "visibility",
    ]

    /// What the table finds in the texts of a file; hints are for `milieu language check`.
    ///
    /// `source`: The file's text, whose comments may keep a term on purpose.
    func faults(of node: SettingNode, source: String) -> [Diagnostic] {
        let file = node.place.file
        let (linter, remarks) = linter(for: file).heedingRemarks(of: source)
        var faults = remarks.compactMap { finding in
            Self.fault(
                finding, SourcePlace(file: file, line: finding.line, column: finding.column, length: finding.length))
        }
        var places: ScalarPlaces?
        Self.eachText(of: node) { piece, text in
            for finding in linter.findings(in: text) where finding.level != .hint {
                let known = places ?? ScalarPlaces(source: source)
                places = known
                let place = known.place(of: finding.offset(in: text), length: finding.length, in: piece)
                if let fault = Self.fault(finding, place) { faults.append(fault) }
            }
        }
        return faults
    }

    private static func eachText(of node: SettingNode, _ read: (_ piece: SettingNode, _ text: String) -> Void) {
        switch node.content {
        case .empty: break
        case .scalar(let text, _): read(node, text)
        case .list(let pieces): for piece in pieces { eachText(of: piece, read) }
        case .mapping(let entries):
            for entry in entries where !unread.contains(entry.key) { eachText(of: entry.value, read) }
        }
    }

    private static func fault(_ finding: LanguageFinding, _ place: SourcePlace) -> Diagnostic? {
        guard finding.level != .hint else { return nil }
        let severity = finding.level == .error ? Diagnostic.Severity.error : .warning
        if finding.isRemark {
            return Diagnostic(
                place, "language", "'\(finding.text)' keeps no term", hint: "write \(finding.suggestion)",
                severity: severity)
        }
        return Diagnostic(
            place, "language", "'\(finding.text)' is a term to avoid (\(finding.source))",
            hint: "say: \(finding.suggestion)", severity: severity)
    }
}

extension LanguageFinding {
    /// Where the finding begins, in characters from the text's start.
    fileprivate func offset(in text: String) -> Int {
        var line = 1
        var start = 0
        for (offset, character) in text.enumerated() where line < self.line {
            guard character == "\n" || character == "\r\n" || character == "\r" else { continue }
            line += 1
            start = offset + 1
        }
        return start + column - 1
    }
}
