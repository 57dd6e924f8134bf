import PluginKit
import Yams

/// What is behind a parser's complaint, in plain words: the traps that people fall into most.
enum YAMLTraps {
    static func diagnostic(for error: YamlError, text: String, file: String) -> Diagnostic {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let mark: Mark?
        switch error {
        case .scanner(_, _, let found, _), .parser(_, _, let found, _), .composer(_, _, let found, _): mark = found
        case .duplicatedKeysInMapping(_, let context): mark = context.mark
        default: mark = nil
        }
        let line = min(max(mark?.line ?? 1, 1), max(lines.count, 1))
        // The parser often notices a line later than the fault.
        for candidate in [line, line - 1] where candidate >= 1 && candidate <= lines.count {
            if let found = trap(in: lines[candidate - 1]) {
                return Diagnostic(
                    SourcePlace(file: file, line: candidate, column: found.column, length: found.length), found.rule,
                    found.message, hint: found.hint)
            }
        }
        let place = SourcePlace(file: file, line: line, column: max(1, mark?.column ?? 1))
        return Diagnostic(
            place, "yaml", "this line cannot be read as YAML",
            hint: "check the indentation and the quotes here and on the line before")
    }

    /// The text with the trap's line made harmless, so that the lines around it can be checked; nil when it is no trap.
    static func mended(_ text: String, _ fault: Diagnostic) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let index = fault.place.line - 1
        guard lines.indices.contains(index) else { return nil }
        let line = lines[index]
        let start = line.index(line.startIndex, offsetBy: min(max(0, fault.place.column - 1), line.count))
        let value = line[start...]
        switch fault.rule {
        case "yaml-braces":
            // Where a name was meant, the name is checked.
            let name = value.filter { !"{} ".contains($0) }
            lines[index] = "\(line[..<start])\(name.isEmpty ? "\"\"" : name)"
        case "yaml-cron", "yaml-quote", "yaml-colon":
            lines[index] = "\(line[..<start])'\(value.replacing("'", with: "''"))'"
        case "yaml-tab":
            lines[index] = line.replacing("\t", with: "  ")
        default: return nil
        }
        return lines[index] == line ? nil : lines.joined(separator: "\n")
    }

    private struct Trap {
        let column: Int
        let length: Int
        let rule: String
        let message: String
        let hint: String
    }

    private static func trap(in line: Substring) -> Trap? {
        guard let colon = line.firstRange(of: ": ") else { return nil }
        let value = line[colon.upperBound...].drop { $0 == " " }
        let column = line.distance(from: line.startIndex, to: value.startIndex) + 1
        let key = line[..<colon.lowerBound].drop { $0 == " " || $0 == "-" }
        func trap(_ rule: String, _ message: String, _ hint: String) -> Trap {
            Trap(column: column, length: value.count, rule: rule, message: message, hint: hint)
        }
        if value.hasPrefix("\"") || value.hasPrefix("'") { return nil }
        if key == "cron" {
            return trap("yaml-cron", "a cron expression must be in quotes", "write it like  cron: \"\(value)\"")
        }
        if value.hasPrefix("{{") {
            return trap("yaml-braces", "a value that starts with {{ must be in quotes", "write  \(key): \"\(value)\"")
        }
        for start in ["*", "@", "&", "!", "%", "`"] where value.hasPrefix(start) {
            return trap(
                "yaml-quote", "a text that starts with \(start) must be in quotes", "write  \(key): \"\(value)\"")
        }
        if value.contains(": ") {
            return trap("yaml-colon", "a text with ': ' inside must be in quotes", "write  \(key): \"\(value)\"")
        }
        return nil
    }
}
