public import PluginKit
import Yams

/// Reads YAML into `SettingNode`s: text, quoting and places, and nothing of YAML's guesses at types.
///
/// Yams stops at the first fault and says what its parser thought of it. Where a known trap is behind it, a hint in
/// plain words says what to write; keys written twice are kept, as whoever reads the block reports both places.
public enum YAMLReader {
    /// The document in `text`, read on past traps that are known, and the faults of those.
    ///
    /// The tree is for further checks only when there are faults; it is nil when nothing could be read on.
    public static func readOn(_ text: String, file: String) -> (node: SettingNode?, faults: [Diagnostic]) {
        var text = text
        var faults: [Diagnostic] = []
        // Each round mends one line; nobody reads more than that.
        for _ in 0..<20 {
            do {
                return (try read(text, file: file), faults)
            } catch {
                faults += error.all
                guard let fault = error.all.first, let mended = YAMLTraps.mended(text, fault) else { break }
                text = mended
            }
        }
        return (nil, faults)
    }

    /// The document in `text`.
    ///
    /// - Throws: one diagnostic at the place where reading stopped.
    public static func read(_ text: String, file: String) throws(Diagnostics) -> SettingNode {
        if let place = tabIndentation(in: text, file: file) {
            throw [
                Diagnostic(
                    place, "yaml-tab", "line \(place.line) is indented with a tab",
                    hint: "use two spaces for each level")
            ]
        }
        let node: Node?
        do {
            node = try compose(text)
        } catch let error as YamlError {
            throw [YAMLTraps.diagnostic(for: error, text: text, file: file)]
        } catch {
            throw [Diagnostic(SourcePlace(file: file), "yaml", "the file cannot be read as YAML")]
        }
        guard let node else {
            throw [
                Diagnostic(
                    SourcePlace(file: file), "empty", "the file is empty",
                    hint: "see the README beside it for an example")
            ]
        }
        return try convert(
            node, file: file, path: "", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }

    /// Yams refuses a block with a key twice, before anything else is checked.
    ///
    /// The second one is renamed for the parser, and named again as it was written when the tree is converted.
    private static func compose(_ text: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            guard case .duplicatedKeysInMapping(let duplicates, let context) = error,
                let key = duplicates.first,
                let renamed = rename(secondOf: key, afterLine: context.mark.line, in: text)
            else { throw error }
            return try compose(renamed)
        }
    }

    static let duplicateMark = "\u{F8FF}"

    private static func rename(secondOf key: String, afterLine line: Int, in text: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var indentation: Int?
        var seen = 0
        for index in lines.indices where index >= max(0, line - 1) {
            let spaces = lines[index].prefix { $0 == " " || $0 == "-" }.count
            let rest = lines[index].dropFirst(spaces)
            guard rest.hasPrefix(key + ":") || rest.hasPrefix("\"\(key)\":") else { continue }
            if indentation == nil { indentation = spaces }
            guard spaces == indentation else { continue }
            seen += 1
            if seen == 2 {
                lines[index] = String(lines[index].prefix(spaces)) + duplicateMark + rest
                return lines.joined(separator: "\n")
            }
        }
        return nil
    }

    private static func tabIndentation(in text: String, file: String) -> SourcePlace? {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let blank = line.prefix { $0 == " " || $0 == "\t" }
            if blank.contains("\t"), blank.count < line.count {
                return SourcePlace(file: file, line: index + 1, column: 1)
            }
        }
        return nil
    }

    private static func convert(
        _ node: Node, file: String, path: String, lines: [Substring]
    ) throws(Diagnostics) -> SettingNode {
        let mark = node.mark
        func place(_ length: Int) -> SourcePlace {
            SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1, length: length)
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            let isBlock = scalar.style == .literal || scalar.style == .folded
            if !isQuoted, !isBlock, ["", "~", "null"].contains(scalar.string) {
                return SettingNode(.empty, place: place(1), path: path)
            }
            let length = scalar.string.prefix { !$0.isNewline }.count + (isQuoted ? 2 : 0)
            return SettingNode(
                .scalar(text: scalar.string, isQuoted: isQuoted), place: place(isBlock ? 1 : length), path: path)
        case .sequence(let sequence):
            var items: [SettingNode] = []
            for (index, item) in sequence.enumerated() {
                items.append(try convert(item, file: file, path: "\(path)[\(index)]", lines: lines))
            }
            return SettingNode(.list(items), place: place(1), path: path)
        case .mapping(let mapping):
            var entries: [SettingNode.Entry] = []
            for (key, value) in mapping {
                guard let written = key.scalar?.string else {
                    throw [
                        Diagnostic(
                            place(1), "yaml-braces", "a value that starts with {{ must be in quotes",
                            hint: "for a message's name write it bare:  message: check-in.evening")
                    ]
                }
                let isAgain = written.hasPrefix(duplicateMark)
                let name = isAgain ? String(written.dropFirst()) : written
                let line = key.mark?.line ?? 1
                // An empty value has no place of its own: it is where it would stand.
                let keyPlace = SourcePlace(file: file, line: line, column: key.mark?.column ?? 1, length: name.count)
                let child = try convert(value, file: file, path: path.isEmpty ? name : "\(path).\(name)", lines: lines)
                entries.append(SettingNode.Entry(key: name, keyPlace: keyPlace, value: child))
            }
            return SettingNode(.mapping(entries), place: place(1), path: path)
        case .alias:
            throw [
                Diagnostic(place(1), "yaml-alias", "an alias (*name) cannot be used here", hint: "write the value out")
            ]
        }
    }
}
