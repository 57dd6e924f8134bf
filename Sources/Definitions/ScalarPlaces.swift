import PluginKit

/// Finds the place of a character inside a text of a file, as its author sees it.
struct ScalarPlaces {
    private let lines: [Substring]

    /// `source`: The file's text.
    init(source: String) { lines = source.split(omittingEmptySubsequences: false) { $0.isNewline } }

    /// The place of `length` characters from `offset` on in a scalar's text.
    ///
    /// The scalar as a whole where its text is not written as it reads, with escapes.
    func place(of offset: Int, length: Int, in node: SettingNode) -> SourcePlace {
        guard let text = node.text, lines.indices.contains(node.place.line - 1) else { return node.place }
        let start = lines[node.place.line - 1].dropFirst(node.place.column - 1)
        if start.first == "|" { return placeInBlock(of: offset, length, text, node, mark: start) ?? node.place }
        let quote = start.first == "\"" || start.first == "'" ? 1 : 0
        guard start.dropFirst(quote).hasPrefix(text) else {
            return placeOverLines(of: offset, length, text, node, quote: quote == 1 ? start.first : nil) ?? node.place
        }
        return node.place.advanced(by: quote + offset, length: length)
    }

    /// In a text that goes on over several lines, below the mark `>` or without one: each line end there is a blank of the
    /// text, or none.
    private func placeOverLines(
        of offset: Int, _ length: Int, _ text: String, _ node: SettingNode, quote: Character?
    ) -> SourcePlace? {
        var line = node.place.line - 1
        var column = node.place.column
        var rest = lines[line].dropFirst(column - 1)
        func step() {
            rest = rest.dropFirst()
            column += 1
        }
        /// Whether there is anything after blanks and line ends.
        func passBlanks() -> Bool {
            while rest.first?.isWhitespace ?? true {
                if rest.isEmpty {
                    line += 1
                    guard line < lines.count else { return false }
                    rest = lines[line]
                    column = 1
                } else {
                    step()
                }
            }
            return true
        }
        if rest.first == ">" { rest = rest.dropFirst(rest.count) } else if quote != nil { step() }
        for character in text.prefix(offset) where !character.isWhitespace {
            guard passBlanks(), rest.first == character else { return nil }
            step()
            if quote == "'", character == "'" { step() }
        }
        guard passBlanks(), rest.first == text.dropFirst(offset).first else { return nil }
        return SourcePlace(
            file: node.place.file, line: line + 1, column: column, length: min(length, rest.count))
    }

    /// Below the mark `|`, every line as far in as the first that is not empty.
    private func placeInBlock(
        of offset: Int, _ length: Int, _ text: String, _ node: SettingNode, mark: Substring
    ) -> SourcePlace? {
        let before = text.prefix(offset)
        let row = before.count(where: \.isNewline)
        let column = before.reversed().prefix { !$0.isNewline }.count
        let first = lines[node.place.line...].first { !$0.allSatisfy(\.isWhitespace) }
        guard let first, !mark.contains(where: \.isNumber) else { return nil }
        let indentation = first.prefix { $0 == " " }.count
        return SourcePlace(
            file: node.place.file, line: node.place.line + 1 + row, column: indentation + column + 1, length: length)
    }
}
