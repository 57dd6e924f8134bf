public import PluginKit

/// Shows diagnostics: for people with the line and a caret, for programs as JSON, for a forge as annotations.
public struct DiagnosticsRenderer: Sendable {
    /// The files' texts by the name that places use.
    public let sources: [String: String]
    /// At most so many are shown in full.
    public let limit: Int

    public init(sources: [String: String], limit: Int = 20) {
        self.sources = sources
        self.limit = limit
    }

    /// Shows one block for each fault, in order of place.
    ///
    /// Such as:
    ///
    ///     Jobs/a.yaml:5:1: error: triggers: unknown setting [unknown-key]
    ///        |
    ///      5 | triggers:
    ///        | ^~~~~~~~
    ///        = help: did you mean 'on'?
    public func text(_ diagnostics: [Diagnostic]) -> String {
        var blocks = diagnostics.sorted { ($0.place, $0.rule) < ($1.place, $1.rule) }.prefix(limit).map(block)
        if diagnostics.count > limit { blocks.append("and \(diagnostics.count - limit) more") }
        return blocks.joined(separator: "\n\n")
    }

    /// `13 errors in 1 file.
    ///
    /// 4 other files are fine.`
    public func summary(_ diagnostics: [Diagnostic], filesRead: Int) -> String {
        let errors = diagnostics.filter { $0.severity == .error }
        let warnings = diagnostics.count - errors.count
        let files = Set(errors.map(\.place.file)).count
        func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
        let tail = warnings > 0 ? " \(count(warnings, "warning"))." : ""
        if errors.isEmpty { return "\(count(filesRead, "file")) read, no errors.\(tail)" }
        let others = filesRead - files
        let fine = others > 0 ? " \(count(others, "other file")) \(others == 1 ? "is" : "are") fine." : ""
        return "\(count(errors.count, "error")) in \(count(files, "file")).\(fine)\(tail)"
    }

    private func block(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.place
        var text = "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message) [\(diagnostic.rule)]"
        let hint = diagnostic.hint.map { "= help: \($0)" }
        guard place.line > 0, let line = line(at: place) else {
            return hint.map { text + "\n   \($0)" } ?? text
        }
        let number = String(place.line)
        let margin = String(repeating: " ", count: number.count + 1)
        let room = max(1, line.count - place.column + 1)
        let caret = "^" + String(repeating: "~", count: max(0, min(place.length, room) - 1))
        text +=
            "\n\(margin) |\n \(number) | \(line)\n\(margin) | \(String(repeating: " ", count: place.column - 1))\(caret)"
        return hint.map { text + "\n\(margin) \($0)" } ?? text
    }

    private func line(at place: SourcePlace) -> Substring? {
        guard let source = sources[place.file] else { return nil }
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(place.line - 1) else { return nil }
        return lines[place.line - 1]
    }

    /// One line each, as GitHub reads annotations.
    public func annotations(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { diagnostic in
            let hint = diagnostic.hint.map { " (\($0))" } ?? ""
            let place = diagnostic.place
            return
                "::\(diagnostic.severity.rawValue) file=\(place.file),line=\(max(1, place.line)),col=\(max(1, place.column))"
                + "::\((diagnostic.message + hint).replacing("%", with: "%25").replacing("\n", with: "%0A"))"
        }.joined(separator: "\n")
    }
}
